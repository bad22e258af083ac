using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Tpt.Service.Tests.Support;

namespace Tpt.Service.PageTests;

/// <summary>The page in a real browser.</summary>
public sealed class PageTests(ReadyServer fixture) : IClassFixture<ReadyServer>, IAsyncLifetime
{
    private static readonly string[] _browsers = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    private readonly TestServer _server = fixture.Server;
    private readonly List<string> _complaints = [];
    private IPlaywright _playwright = null!;
    private IBrowser _browser = null!;

    public async Task InitializeAsync()
    {
        _playwright = await Playwright.CreateAsync();
        var path = _browsers.FirstOrDefault(File.Exists) ?? throw new FileNotFoundException($"The tests of the page need a browser: install Debian's package chromium. None of these is there: {string.Join(", ", _browsers)}.");
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = path, Args = ["--no-sandbox"] });
    }

    public async Task DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }

    [Theory]
    [InlineData(1200, ColorScheme.Light)]
    [InlineData(420, ColorScheme.Dark)]
    public async Task Page_SamplePicture_ShowsBothAnswersBarsAndViews(int width, ColorScheme scheme)
    {
        var page = await OpenAsync(width, scheme);

        await page.GetByRole(AriaRole.Button, new() { Name = "pizza" }).ClickAsync();
        await page.Locator("#result").WaitForAsync();

        (await page.Locator("#after").TextContentAsync()).Should().MatchRegex(@"^[a-z]+, \d+\.\d %$");
        (await page.Locator("#before").TextContentAsync()).Should().MatchRegex(@"^[a-z]+, \d+\.\d %$");
        (await page.Locator("#bars li").CountAsync()).Should().Be(10);
        (await page.Locator("#views li").CountAsync()).Should().Be(20);
        (await page.Locator("#views .confident").CountAsync()).Should().Be(2);
        (await page.Locator("#facts").TextContentAsync()).Should().Contain("nats").And.Contain(" s");
        (await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= document.documentElement.clientWidth")).Should().BeTrue("nothing is to be scrolled sideways");
        (await page.EvaluateAsync<bool>("[...document.images].every(image => image.complete && image.naturalWidth > 0)")).Should().BeTrue();
        if (Environment.GetEnvironmentVariable("TPT_SCREENSHOTS") is { } folder)
        {
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"page-{width}.png"), FullPage = true });
        }
        _complaints.Should().BeEmpty();
    }

    [Fact]
    public async Task Page_KeyboardAlone_ChoosesAListAndAPicture()
    {
        var page = await OpenAsync(1200, ColorScheme.Light);

        await page.Keyboard.PressAsync("Tab");
        (await FocusedAsync(page)).Should().Be("classes");
        await page.Keyboard.PressAsync("a");
        await page.Keyboard.PressAsync("Tab");
        (await FocusedAsync(page)).Should().Be("file");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Enter");
        await page.Locator("#result").WaitForAsync();

        (await page.Locator("#class-names").TextContentAsync()).Should().Contain("dolphin");
        (await page.Locator("#samples button[aria-pressed=true]").CountAsync()).Should().Be(1);
        _complaints.Should().BeEmpty();
    }

    [Fact]
    public async Task Page_SampleOfAnotherList_BringsItsClasses()
    {
        var page = await OpenAsync(1200, ColorScheme.Light);

        (await page.Locator("#classes").InputValueAsync()).Should().Be("food");
        await page.Locator("#samples button[title=dolphin]").ClickAsync();
        await page.Locator("#result").WaitForAsync();

        (await page.Locator("#classes").InputValueAsync()).Should().Be("animals");
        await Assertions.Expect(page.Locator("#bars")).ToContainTextAsync(new Regex("dolphin"));
        _complaints.Should().BeEmpty();
    }

    [Fact]
    public async Task Page_FileThatIsNoPicture_SaysSo()
    {
        var page = await OpenAsync(1200, ColorScheme.Light);

        await page.Locator("#file").SetInputFilesAsync(new FilePayload { Name = "a.png", MimeType = "image/png", Buffer = TestPictures.Text });
        await page.Locator("#status.wrong").WaitForAsync();

        (await page.Locator("#status").TextContentAsync()).Should().Contain("no picture that can be classified");
        (await page.Locator("#result").IsVisibleAsync()).Should().BeFalse();
    }

    [Fact]
    public async Task Page_DroppedPicture_IsClassifiedAndAgainWithAnotherList()
    {
        var page = await OpenAsync(1200, ColorScheme.Light);

        await page.EvaluateAsync("""
            bytes => {
              const data = new DataTransfer();
              data.items.add(new File([Uint8Array.from(atob(bytes), c => c.charCodeAt(0))], 'a.png', { type: 'image/png' }));
              document.getElementById('drop').dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
            }
            """, Convert.ToBase64String(TestPictures.Good[0]));
        await page.Locator("#result").WaitForAsync();
        await page.Locator("#classes").SelectOptionAsync("animals");

        await Assertions.Expect(page.Locator("#bars")).ToContainTextAsync(new Regex("dolphin"));
        _complaints.Should().BeEmpty();
    }

    [Fact]
    public async Task Page_Headers_AllowNothingFromElsewhere()
    {
        using var response = await _server.Client.GetAsync(new Uri("/", UriKind.Relative));
        var html = await response.Content.ReadAsStringAsync();

        response.Headers.GetValues("Content-Security-Policy").Single().Should().Contain("default-src 'none'").And.NotContain("unsafe");
        response.Headers.GetValues("X-Content-Type-Options").Should().Equal("nosniff");
        html.Should().NotContain("http").And.NotContain("style=").And.NotContain("onclick");
    }

    private static Task<string> FocusedAsync(IPage page) => page.EvaluateAsync<string>("document.activeElement.id");

    private async Task<IPage> OpenAsync(int width, ColorScheme scheme)
    {
        var page = await _browser.NewPageAsync(new() { ViewportSize = new() { Width = width, Height = 800 }, ColorScheme = scheme });
        page.Console += (_, message) => { if (message.Type is "error" or "warning") { _complaints.Add(message.Text); } };
        page.PageError += (_, error) => _complaints.Add(error);
        page.Request += (_, request) => { if (!request.Url.StartsWith(_server.Address.ToString(), StringComparison.Ordinal) && !request.Url.StartsWith("data:", StringComparison.Ordinal) && !request.Url.StartsWith("blob:", StringComparison.Ordinal)) { _complaints.Add(request.Url); } };
        await page.GotoAsync(_server.Address.ToString());
        await page.Locator("#samples button").First.WaitForAsync();
        return page;
    }
}
