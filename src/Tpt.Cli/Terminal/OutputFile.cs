using System.Text;

namespace Tpt.Cli.Terminal;

/// <summary>
/// A file of results. It is written beside its place and moved there when it is whole, so that whoever reads it never sees a part, and what
/// was there before stays until then.
/// </summary>
internal sealed class OutputFile : IDisposable
{
    private readonly string _path;
    private readonly string _beside;
    private bool _isPlaced;

    /// <param name="path">The file; the one that a link leads to is written.</param>
    /// <param name="option">The option that names it.</param>
    /// <param name="inputs">What the command reads; see <see cref="OutputGuard.Require"/>.</param>
    /// <exception cref="InvalidDataException">It is empty, a folder, lies in none, or is one of the inputs.</exception>
    /// <exception cref="IOException">It cannot be written; <see cref="UnauthorizedAccessException"/> where it may not.</exception>
    public OutputFile(string path, string option, params IEnumerable<string?> inputs)
    {
        OutputGuard.Require(path, option, inputs);
        var full = Path.GetFullPath(path);
        if (Directory.Exists(full) || Path.GetFileName(full).Length == 0)
        {
            throw new InvalidDataException($"{option} is '{CellText.Quoted(path)}', a folder. Name a file in it.");
        }
        if (Path.GetDirectoryName(full) is { } folder && !Directory.Exists(folder))
        {
            throw new InvalidDataException($"{option} is '{CellText.Quoted(path)}', but there is no folder '{CellText.Quoted(folder)}'. Create it first, or name a file in one that exists.");
        }
        _path = new FileInfo(full) is { LinkTarget: not null } link ? link.ResolveLinkTarget(returnFinalTarget: true)!.FullName : full;
        // A device, such as /dev/null, has no place beside it.
        _beside = IsDevice(_path) ? _path : Path.Combine(Path.GetDirectoryName(_path)!, FormattableString.Invariant($".{Path.GetFileName(_path)}.{Environment.ProcessId}.tmp"));
        Writer = new StreamWriter(_beside, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
    }

    public StreamWriter Writer { get; }

    /// <summary>The file is whole: it takes its place.</summary>
    public void Place()
    {
        Writer.Dispose();
        if (_beside != _path)
        {
            File.Move(_beside, _path, overwrite: true);
        }
        _isPlaced = true;
    }

    /// <summary>Where the file did not become whole, nothing stays of it.</summary>
    public void Dispose()
    {
        try
        {
            Writer.Dispose();       // throws where what is left to write finds no room
        }
        finally
        {
            if (!_isPlaced && _beside != _path)
            {
                File.Delete(_beside);
            }
        }
    }

    private static bool IsDevice(string path) => !OperatingSystem.IsWindows() && path.StartsWith("/dev/", StringComparison.Ordinal);
}
