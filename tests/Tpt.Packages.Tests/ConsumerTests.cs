using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Tpt.Packages.Tests.Support;

namespace Tpt.Packages.Tests;

/// <summary>Applications that know the packages and nothing of this repository. What they made is run with an empty environment, as in a container.</summary>
[Collection(PackagesCollection.Name)]
public sealed class ConsumerTests(PackedPackages packages)
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(2);

    [Fact]
    public void Console_BuiltAndPublished_Answers()
    {
        using var project = new Consumer(packages, "ConsoleApp", "Console.cs");

        project.Build().ShouldSucceed().Text.Should().NotContain("warning");
        project.RunBuilt().ShouldSucceed().Answers.Should().Equal("banana");
        Directory.GetFiles(project.PathOf("out"), "*ImageSharp*").Should().BeEmpty("nobody gets ImageSharp who does not ask for it");

        string[] selfContained = ["--runtime", Consumer.Platform, "--self-contained", "true"];
        project.Publish("alone", selfContained).ShouldSucceed().Text.Should().NotContain("warning");
        project.RunPublished("alone").ShouldSucceed().Answers.Should().Equal("banana");
        Directory.Delete(project.PathOf("alone"), recursive: true);

        project.Publish("single", [.. selfContained, "-p:PublishSingleFile=true"]).ShouldSucceed().Text.Should().NotContain("warning");
        File.Exists(project.PathOf("single", "Microsoft.ML.Tpt.dll")).Should().BeFalse("it is in the single file");
        project.RunPublished("single").ShouldSucceed().Answers.Should().Equal("banana");
    }

    [Fact]
    public void FSharp_Built_Answers()
    {
        using var project = new Consumer(packages, "FSharpApp", "Program.fs");

        project.Build().ShouldSucceed().Text.Should().NotContain("warning");
        project.RunBuilt().ShouldSucceed().Answers.Should().Equal("banana");
    }

    [Fact]
    public async Task Web_Built_AnswersARequest()
    {
        using var project = new Consumer(packages, "WebApp", "Web.cs", "Microsoft.NET.Sdk.Web");
        project.Build().ShouldSucceed().Text.Should().NotContain("warning");

        var start = Dotnet.Clean(project.Folder, Dotnet.Host, "exec", project.PathOf("out", "WebApp.dll"));
        start.RedirectStandardOutput = true;
        using var service = Process.Start(start)!;
        try
        {
            using var patience = new CancellationTokenSource(_patience);
            string? line;
            while ((line = await service.StandardOutput.ReadLineAsync(patience.Token)) is not null && !line.StartsWith("answer ", StringComparison.Ordinal))
            {
            }
            line.Should().NotBeNull("the service says where it listens");
            using var client = new HttpClient { BaseAddress = new Uri(line!["answer ".Length..]) };
            using var picture = new ByteArrayContent(await File.ReadAllBytesAsync(Consumer.Picture, patience.Token));
            using var response = await client.PostAsync(new Uri("/classify", UriKind.Relative), picture, patience.Token);

            (await response.Content.ReadFromJsonAsync<JsonElement>(patience.Token)).GetProperty("predictedLabel").GetString().Should().Be("banana");

            (await client.PostAsync(new Uri("/stop", UriKind.Relative), null, patience.Token)).EnsureSuccessStatusCode();
            await service.WaitForExitAsync(patience.Token);
            service.ExitCode.Should().Be(0);
        }
        finally
        {
            service.Kill(entireProcessTree: true);
        }
    }
}
