using System.Buffers.Binary;
using System.Text;
using Tpt.Engine.Validation;
using static System.FormattableString;

namespace Tpt.Engine.Files;

/// <summary>The first bytes of a file, and what they tell.</summary>
internal sealed class FileStart
{
    /// <summary>The mark of a tar ends at byte 262; a web page may begin with blank lines.</summary>
    private const int Length = 512;

    private const int TarMark = 257;

    /// <summary>No header of safetensors has 2^40 bytes; eight letters, read as a number, are more.</summary>
    private const ulong LongestHeader = 1UL << 40;

    private readonly string _path;
    private readonly byte[] _bytes;
    private readonly long _fileLength;

    private const string Nothing = "has 0 bytes, or is no regular file: a download that did not begin. Fetch it again, as with 'tpt download <id>'.";

    /// <summary>How a page on the web begins. A list of merges may begin with the sign alone.</summary>
    private static readonly string[] _pages = ["<!doctype", "<html", "<?xml"];

    private FileStart(string path, byte[] bytes, long fileLength)
    {
        (_path, _bytes, _fileLength) = (path, bytes, fileLength);
        Kind = Identify(_bytes);
    }

    public FileKind Kind { get; }

    /// <exception cref="FileNotFoundException">There is no such file, or a link leads to none.</exception>
    /// <exception cref="InvalidDataException">It is empty, or no regular file.</exception>
    public static FileStart Read(string path)
    {
        if (File.ResolveLinkTarget(path, returnFinalTarget: true) is { Exists: false })
        {
            throw new FileNotFoundException($"'{path}' is a link to a file that is not there: a download that was not finished. Fetch it again, as with 'tpt download <id>'.", path);
        }
        if (RegularFile.LengthOf(path) == 0)
        {
            throw new InvalidDataException($"'{path}' {Nothing}");
        }
        using var file = RegularFile.Open(path);
        var bytes = new byte[(int)Math.Min(Length, file.Length)];
        file.Read(bytes, 0);
        return new FileStart(path, bytes, file.Length);
    }

    /// <summary>Refuses what stands in the place of a model's small file: the pointer to it, or the page of a server.</summary>
    /// <param name="path">The file.</param>
    /// <param name="bytes">All its bytes.</param>
    /// <exception cref="InvalidDataException">It is one of these, or JSON of no bytes: the message says what to do.</exception>
    public static void RequireNoStandIn(string path, byte[] bytes)
    {
        if (bytes.Length == 0 && path.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
        {
            throw new InvalidDataException($"'{path}' {Nothing}");
        }
        var start = new FileStart(path, bytes[..Math.Min(Length, bytes.Length)], bytes.Length);
        var isPage = start.Kind == FileKind.WebPage && _pages.Any(page => FirstLetters(start._bytes).StartsWith(page, StringComparison.OrdinalIgnoreCase));
        if (isPage || start.Kind == FileKind.LfsPointer)
        {
            throw new InvalidDataException($"'{path}' {start.Describe()}");
        }
    }

    /// <summary>The error about a file that holds something else: what it is, what was expected, and what to do.</summary>
    /// <param name="expected">What was expected, as a sentence.</param>
    public InvalidDataException Refusal(string expected = "Weights are read from safetensors files, and from those of torch.save since PyTorch 1.6 (.bin, .pt, .pth).") => new($"'{_path}' {Describe()} {expected}");

    /// <summary>The first bytes are looked at in this order: eight of them may be a number, and that number may look like anything.</summary>
    private static FileKind Identify(ReadOnlySpan<byte> bytes) => bytes switch
    {
        _ when IsSafetensors(bytes) => FileKind.Safetensors,
        [(byte)'P', (byte)'K', 3, 4, ..] or [(byte)'P', (byte)'K', 5, 6, ..] => FileKind.Zip,
        // A pickle of the magic number 0x1950a86a20f9469cfc6c, in any protocol since 2; in those since 4 a frame comes first.
        [0x80, _, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, ..] or [0x80, _, 0x95, _, _, _, _, _, _, _, _, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, ..] => FileKind.OldTorch,
        [0x80, >= 2 and <= 5, ..] => FileKind.Pickle,
        _ when bytes.StartsWith("version https://git-lfs"u8) => FileKind.LfsPointer,
        _ when bytes.StartsWith("GGUF"u8) || bytes.StartsWith("lmgg"u8) || bytes.StartsWith("tjgg"u8) => FileKind.Gguf,
        [0x89, (byte)'H', (byte)'D', (byte)'F', ..] => FileKind.Hdf5,
        [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', ..] => FileKind.NumPy,
        [_, _, _, _, (byte)'T', (byte)'F', (byte)'L', (byte)'3', ..] => FileKind.TensorFlowLite,
        // ModelProto: ir_version (field 1, a number), producer_name (field 2, a text).
        [0x08, > 0 and < 32, 0x12, ..] => FileKind.Onnx,
        // A map of up to 15, or of more, entries, whose first key is a text.
        [> 0x80 and < 0x90, (>= 0xa0 and < 0xc0) or 0xd9, ..] or [0xde, _, _, (>= 0xa0 and < 0xc0) or 0xd9, ..] => FileKind.MessagePack,
        [0x1f, 0x8b, ..] or [(byte)'B', (byte)'Z', (byte)'h', ..] or [0xfd, (byte)'7', (byte)'z', ..] or [(byte)'7', (byte)'z', 0xbc, ..]
            or [0x28, 0xb5, 0x2f, 0xfd, ..] or [(byte)'R', (byte)'a', (byte)'r', (byte)'!', ..] => FileKind.Compressed,
        _ when bytes.Length >= TarMark + 5 && bytes[TarMark..].StartsWith("ustar"u8) => FileKind.Tar,
        _ when !bytes.ContainsAnyExcept((byte)0) && bytes.Length > sizeof(ulong) => FileKind.Zeros,
        _ => IdentifyText(bytes),
    };

    private static bool IsSafetensors(ReadOnlySpan<byte> bytes)
        => bytes.Length > sizeof(ulong) && bytes[sizeof(ulong)] == (byte)'{' && BinaryPrimitives.ReadUInt64LittleEndian(bytes) is > 0 and < LongestHeader;

    private static FileKind IdentifyText(ReadOnlySpan<byte> bytes)
    {
        var text = FirstLetters(bytes);
        if (bytes.Length < sizeof(ulong) || text.Length == 0 || text.Any(c => char.IsControl(c) && !char.IsWhiteSpace(c) || c == '\uFFFD'))
        {
            return FileKind.Unknown;
        }
        return text[0] switch
        {
            '<' => FileKind.WebPage,
            '{' or '[' => FileKind.Json,
            _ => FileKind.Text,
        };
    }

    /// <summary>The beginning as a text, without a byte order mark and blanks before it.</summary>
    private static string FirstLetters(ReadOnlySpan<byte> bytes)
    {
        var text = Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF').TrimStart();
        // The last character may be cut.
        return text.TrimEnd('\uFFFD');
    }

    private string Describe() => Kind switch
    {
        FileKind.Safetensors or FileKind.Zip => "holds weights.",
        FileKind.OldTorch => "was saved by a PyTorch before 1.6 (a chain of pickles in place of a zip), and that format is not read. In Python: "
            + "torch.save(torch.load(path, map_location='cpu', weights_only=True), path), with a newer PyTorch.",
        FileKind.Pickle => "is a pickle of Python without a zip around it, not one of torch.save. In Python, load it and save its tensors with safetensors.torch.save_file.",
        FileKind.Tar => "is a tar. Unpack it; where it is one of torch.save (a PyTorch before 1.6 wrote such), load it in Python and save it again.",
        FileKind.LfsPointer => $"is a Git LFS pointer, which stands for the file: {Quote()}. Run 'git lfs pull' in its folder, or 'tpt download <id>'.",
        FileKind.Gguf => "is a GGUF or GGML file: weights for llama.cpp and its like, mostly quantised. Take the checkpoint that it was made from.",
        FileKind.Onnx => "is an ONNX graph. Take the checkpoint that it was exported from.",
        FileKind.Hdf5 => "is an HDF5 file, as TensorFlow and Keras write. In Python, with transformers 4: CLIPModel.from_pretrained(folder, from_tf=True).save_pretrained(folder).",
        FileKind.MessagePack => "is a MessagePack file, as Flax writes. In Python, with transformers 4: CLIPModel.from_pretrained(folder, from_flax=True).save_pretrained(folder).",
        FileKind.TensorFlowLite => "is a TensorFlow Lite model. Take the checkpoint that it was made from.",
        FileKind.NumPy => "is an array of NumPy. Save a model's arrays by name with safetensors.numpy.save_file.",
        FileKind.Compressed => "is compressed (gzip, bzip2, xz, zstd, 7z or rar). Unpack it.",
        FileKind.WebPage => $"is a web page or XML, not the file that it is named after: {Quote()}. Fetch the file itself, as with 'tpt download <id>'; where the model asks to sign in, set HF_TOKEN before.",
        FileKind.Json => $"is JSON, not weights: {Quote()}. Where it is the answer of a server, fetch the file again, as with 'tpt download <id>'; where it is a configuration, give the path of its folder.",
        FileKind.Text => $"is a text, not weights: {Quote()}. Where it is the answer of a server, fetch the file again, as with 'tpt download <id>'.",
        FileKind.Zeros => "begins with nothing but zeros: a download that was not finished. Fetch it again, as with 'tpt download <id>'.",
        _ => Invariant($"is of no kind that is known: it has {_fileLength} bytes and begins with {Convert.ToHexString(_bytes.AsSpan(0, Math.Min(8, _bytes.Length)))}."),
    };

    private string Quote() => $"'{Excerpt.Of(string.Join(' ', FirstLetters(_bytes).Split(default(char[]), StringSplitOptions.RemoveEmptyEntries)))}'";
}
