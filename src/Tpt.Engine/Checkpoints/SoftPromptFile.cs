using TorchSharp;
using static TorchSharp.torch;

namespace Tpt.Engine.Checkpoints;

/// <summary>
/// Context vectors that were learned beforehand (CoOp, Zhou et al. 2022): a safetensors file, or the .pth.tar that CoOp
/// publishes, which is an archive of torch.save.
/// </summary>
internal static class SoftPromptFile
{
    private const string StateDictionary = "state_dict";

    private static readonly string[] _names = ["ctx", "prompt_learner.ctx"];

    /// <summary>The context, <c>[M, width]</c>, in 32-bit floats on the CPU, whatever the stored dtype. The caller owns it.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is of neither kind, has no context or one of another shape, or its pickle asks for more than data.</exception>
    public static Tensor Load(string path)
    {
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"There is no soft prompt file '{path}'.", path);
        }
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var context = FirstBytes(path) switch
        {
            [(byte)'P', (byte)'K', 3, 4] => ReadArchive(path),
            // A pickle without a zip around it, which begins with a magic number of 10 bytes.
            [(byte)PickleOpcode.Proto, 2, (byte)PickleOpcode.Long1, 10] => throw new InvalidDataException(
                $"'{path}' was saved by a PyTorch before 1.6, and that format is not read: load and save it with a newer one, or as safetensors."),
            _ => ReadSafetensors(path),
        };
        if (context.shape is not [> 0, > 0] || !context.is_floating_point())
        {
            throw new InvalidDataException($"'{path}': the context is {context.dtype} [{string.Join(", ", context.shape)}]; it must be a matrix of floats, [vectors, width]. "
                + "A context for each class (CoOp's CSC) is not one prompt.");
        }
        return context.to(ScalarType.Float32).MoveToOuterDisposeScope();
    }

    private static Tensor ReadSafetensors(string path)
    {
        using var file = SafetensorsFile.Open(path);
        return file.Read(_names.FirstOrDefault(file.Names.Contains) ?? throw NoContext(path));
    }

    private static Tensor ReadArchive(string path)
    {
        using var archive = TorchArchive.Open(path);
        var state = Member(archive.Root, StateDictionary) ?? archive.Root;
        return archive.Read(_names.Select(name => Member(state, name)).OfType<PickledTensor>().FirstOrDefault() ?? throw NoContext(path));
    }

    private static object? Member(object? value, string name) => (value as Dictionary<object, object?>)?.GetValueOrDefault(name);

    private static byte[] FirstBytes(string path)
    {
        using var stream = File.OpenRead(path);
        var bytes = new byte[4];
        return bytes[..stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)];
    }

    private static InvalidDataException NoContext(string path) => new($"'{path}' has no context: there is neither {string.Join(" nor ", _names)}.");
}
