using System.Formats.Tar;
using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Tpt.Pretraining.Pictures.Packages;

namespace Tpt.Pretraining.Tests.Pictures;

public sealed class PackageStoreTests : IDisposable
{
    private static readonly byte[] _archive = Archive("package/icons.json", """{"icons":{}}""");

    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Open_DownloadsOnceAndReads()
    {
        var registry = new Registry(_archive);
        using var client = new HttpClient(registry);
        var store = new PackageStore(_folder, client);
        var package = new NpmPackage("@scope/set", "1.2.3", Integrity(_archive));

        store.Open(package, _ => { });
        var archive = store.Open(package, _ => { });

        registry.Addresses.Should().Equal("https://registry.npmjs.org/@scope/set/-/set-1.2.3.tgz");
        archive.Json("icons.json").GetProperty("icons").EnumerateObject().Should().BeEmpty();
        Directory.GetFiles(_folder).Should().ContainSingle().Which.Should().EndWith("scope-set-1.2.3.tgz");
    }

    [Fact]
    public void Open_OfOtherContent_NamesPackageAddressAndBothHashes_AndKeepsNothing()
    {
        using var client = new HttpClient(new Registry(_archive));
        var package = new NpmPackage("set", "1.2.3", "sha512-pinned");

        FluentActions.Invoking(() => new PackageStore(_folder, client).Open(package, _ => { }))
            .Should().Throw<InvalidDataException>().WithMessage($"*set@1.2.3*https://registry.npmjs.org/set/-/set-1.2.3.tgz*{Integrity(_archive)}*sha512-pinned*");
        Directory.GetFiles(_folder).Should().BeEmpty();
    }

    [Fact]
    public void Open_OfASpoiltFile_SaysToDeleteIt()
    {
        using var client = new HttpClient(new Registry(_archive));
        var package = new NpmPackage("set", "1.2.3", Integrity(_archive));
        File.WriteAllText(Path.Combine(_folder, package.FileName), "spoilt");

        FluentActions.Invoking(() => new PackageStore(_folder, client).Open(package, _ => { }))
            .Should().Throw<InvalidDataException>().WithMessage($"*{package.FileName}*Delete it*");
    }

    [Fact]
    public void Open_WithoutConnection_SaysHowToGoOn()
    {
        using var client = new HttpClient(new Registry(null));

        FluentActions.Invoking(() => new PackageStore(_folder, client).Open(new NpmPackage("set", "1.2.3", "sha512-pinned"), _ => { }))
            .Should().Throw<IOException>().WithMessage("*set@1.2.3*npm pack set@1.2.3*");
    }

    private static string Integrity(byte[] content) => "sha512-" + Convert.ToBase64String(SHA512.HashData(content));

    private static byte[] Archive(string path, string content)
    {
        using var buffer = new MemoryStream();
        using (var zipped = new GZipStream(buffer, CompressionLevel.Fastest))
        using (var tar = new TarWriter(zipped))
        {
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, path) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content)) });
        }
        return buffer.ToArray();
    }

    /// <summary>Answers every request with one archive, or with an error where there is none.</summary>
    private sealed class Registry(byte[]? archive) : HttpMessageHandler
    {
        public List<string> Addresses { get; } = [];

        protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Addresses.Add(request.RequestUri!.ToString());
            return archive is null
                ? new HttpResponseMessage(HttpStatusCode.ServiceUnavailable)
                : new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(archive) };
        }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
            => Task.FromResult(Send(request, cancellationToken));
    }
}
