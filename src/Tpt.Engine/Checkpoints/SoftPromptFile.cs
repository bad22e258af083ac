using TorchSharp;
using Tpt.Engine.Checkpoints.Pickles;
using Tpt.Engine.Checkpoints.Storage;
using Tpt.Engine.Files;
using Tpt.Engine.Validation;
using static System.FormattableString;
using static TorchSharp.torch;

namespace Tpt.Engine.Checkpoints;

/// <summary>
/// Context vectors that were learned beforehand (CoOp, Zhou et al. 2022): a safetensors file, or the .pth.tar that CoOp
/// publishes, which is an archive of torch.save.
/// </summary>
internal static class SoftPromptFile
{
    private const string StateDictionary = "state_dict";

    /// <summary>A text tower reads 77 vectors, and none is wider than some thousand numbers.</summary>
    private const long MaxNumbers = 1 << 24;

    private static readonly string[] _names = ["ctx", "prompt_learner.ctx"];

    /// <summary>The context, <c>[M, width]</c>, in 32-bit floats on the CPU, whatever the stored dtype. The caller owns it.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">
    /// The file is of neither kind, has no context or one of another shape, or one that is not finite, or its pickle asks for more than data.
    /// </exception>
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
        var floats = context.to(ScalarType.Float32);
        FiniteNumbers.Require(floats, $"'{path}': the context");
        return floats.MoveToOuterDisposeScope();
    }

    private static Tensor ReadSafetensors(string path)
    {
        using var file = SafetensorsFile.Open(path);
        var name = _names.FirstOrDefault(file.Names.Contains) ?? throw NoContext(path);
        RequireMatrix(path, file.ShapeOf(name), file.DTypeOf(name));
        return file.Read(name);
    }

    private static Tensor ReadArchive(string path)
    {
        using var archive = TorchArchive.Open(path);
        var state = Member(archive.Root, StateDictionary) ?? archive.Root;
        var tensor = _names.Select(name => Member(state, name)).OfType<PickledTensor>().FirstOrDefault() ?? throw NoContext(path);
        RequireMatrix(path, tensor.Shape, tensor.Storage.DType);
        return archive.Read(tensor);
    }

    private static object? Member(object? value, string name) => (value as PickledDictionary)?[name];

    private static void RequireMatrix(string path, long[] shape, ScalarType dtype)
    {
        var isFloat = dtype is ScalarType.Float64 or ScalarType.Float32 or ScalarType.Float16 or ScalarType.BFloat16;
        if (!isFloat || shape is not [> 0, > 0])
        {
            throw new InvalidDataException($"'{path}': the context is {dtype} {Excerpt.Of(shape)}; it must be a matrix of floats, [vectors, width]. "
                + "A context for each class (CoOp's CSC) is not one prompt.");
        }
        if (shape[0] > MaxNumbers / shape[1])
        {
            throw new InvalidDataException(Invariant($"'{path}': the context is {Excerpt.Of(shape)}; it must have at most {MaxNumbers} numbers."));
        }
    }

    private static byte[] FirstBytes(string path)
    {
        using var file = RegularFile.Open(path);
        var bytes = new byte[(int)Math.Min(4, file.Length)];
        file.Read(bytes, 0);
        return bytes;
    }

    private static InvalidDataException NoContext(string path) => new($"'{path}' has no context: there is neither {string.Join(" nor ", _names)}.");
}
