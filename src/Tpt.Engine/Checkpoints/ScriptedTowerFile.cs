using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using Tpt.Engine.Files;
using Tpt.Engine.Validation;
using static System.FormattableString;

namespace Tpt.Engine.Checkpoints;

/// <summary>
/// A TorchScript file, open for as long as libtorch loads it, so that its fingerprint is that of the program which was loaded. What would end the
/// process inside libtorch is looked for before.
/// </summary>
internal sealed partial class ScriptedTowerFile : IDisposable
{
    /// <summary>The code of a traced tower of 24 layers has some 100 kB.</summary>
    private const int MostCode = 1 << 24;

    /// <summary>Operators of libtorch itself; those of another library are in that library.</summary>
    private static readonly HashSet<string> _ownOperators = new(StringComparer.Ordinal) { "aten", "prim", "quantized", "_quantized", "sparse", "profiler", "mkldnn", "onednn", "prepacked" };

    private readonly RegularFile _file;

    private ScriptedTowerFile(RegularFile file) => _file = file;

    /// <param name="path">The file.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is no TorchScript archive, or its code calls operators of another library.</exception>
    public static ScriptedTowerFile Open(string path)
    {
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"There is no TorchScript file '{path}', which ModelOptions.ImageTowerPath names.", path);
        }
        var start = FileStart.Read(path);
        if (start.Kind != FileKind.Zip)
        {
            throw start.Refusal("An image tower is a TorchScript file, as torch.jit.trace(tower, images).save(path) writes it.");
        }
        var file = RegularFile.Open(path);
        try
        {
            RequireOwnOperators(path);
            return new ScriptedTowerFile(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The file as it was when it was opened.</summary>
    /// <exception cref="InvalidDataException">It was changed meanwhile.</exception>
    public ModelFile Fingerprint() => _file.Fingerprint();

    public void Dispose() => _file.Dispose();

    /// <summary>libtorch ends the process at an operator that it does not have: TorchSharp does not catch that exception.</summary>
    private static void RequireOwnOperators(string path)
    {
        var called = ReadCode(path).SelectMany(code => OtherOperator().Matches(code)).Select(match => match.Groups[1].Value).Distinct();
        string[] foreign = [.. called.Where(name => !_ownOperators.Contains(name.Split('.')[0])).Order(StringComparer.Ordinal)];
        if (foreign.Length > 0)
        {
            throw new InvalidDataException($"'{path}' calls operators that are not libtorch's own: {Excerpt.Of(foreign)}. Trace the tower without the library that they come from.");
        }
    }

    private static string[] ReadCode(string path)
    {
        try
        {
            using var archive = ZipFile.OpenRead(path);
            var code = archive.Entries.Where(entry => entry.FullName.Contains("/code/", StringComparison.Ordinal) && entry.Name.EndsWith(".py", StringComparison.Ordinal)).ToArray();
            if (code.Length == 0)
            {
                throw new InvalidDataException("It has no code, as a file of weights alone has none.");
            }
            return code.All(entry => entry.Length <= MostCode) && code.Sum(entry => entry.Length) <= MostCode
                ? Array.ConvertAll(code, Read)
                : throw new InvalidDataException(Invariant($"It has more than {MostCode} bytes of code."));
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"'{path}' is no TorchScript file: {Excerpt.Of(e.Message)} Such a file is written by torch.jit.trace(tower, images).save(path).", e);
        }
    }

    private static string Read(ZipArchiveEntry entry)
    {
        using var stream = entry.Open();
        var bytes = new byte[entry.Length];
        return Encoding.UTF8.GetString(bytes, 0, stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false));
    }

    /// <summary><c>ops.torchvision.nms</c>; libtorch's most common ones are written <c>torch.add</c>.</summary>
    [GeneratedRegex(@"\bops\.(\w+\.\w+)")]
    private static partial Regex OtherOperator();
}
