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
    /// The file is of neither kind, has no context or one of another shape, or one that is not finite, or one that a method trained together
    /// with more than that, or its pickle asks for more than data.
    /// </exception>
    public static Tensor Load(string path)
    {
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"There is no soft prompt file '{path}'.", path);
        }
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var start = FileStart.Read(path);
        var context = start.Kind switch
        {
            FileKind.Safetensors => ReadSafetensors(path),
            FileKind.Zip => ReadArchive(path),
            _ => throw start.Refusal(),
        };
        var floats = context.to(ScalarType.Float32).contiguous();
        FiniteNumbers.Require(floats, $"'{path}': the context");
        return floats.MoveToOuterDisposeScope();
    }

    private static Tensor ReadSafetensors(string path)
    {
        using var file = SafetensorsFile.Open(path);
        PromptMethod.RequireCoOp(path, file.Names);
        var name = FindContext(path, file.Names);
        RequireMatrix(path, file.ShapeOf(name), file.DTypeOf(name), file.DTypeOf(name).ToString());
        return file.Read(name);
    }

    private static Tensor ReadArchive(string path)
    {
        using var archive = TorchArchive.Open(path);
        var root = archive.Root as PickledDictionary;
        var state = root?[StateDictionary] as PickledDictionary ?? root ?? throw NoContext(path);
        PromptMethod.RequireCoOp(path, PickledTensorNames.Of(state).Concat(state == root ? [] : PickledTensorNames.Of(root!, StateDictionary)));
        var tensor = state[FindContext(path, state.Entries.Keys)] as PickledTensor ?? throw NoContext(path);
        RequireMatrix(path, tensor.Shape, tensor.Storage.DType.Type, tensor.Storage.DType.Name);
        return archive.Read(tensor);
    }

    private static string FindContext(string path, IEnumerable<string> names)
    {
        string[] found = [.. _names.Intersect(names)];
        return found.Length <= 1
            ? found.FirstOrDefault() ?? throw NoContext(path)
            : throw new InvalidDataException($"'{path}' has both {string.Join(" and ", found)}: which of them is the context is not said.");
    }

    private static void RequireMatrix(string path, long[] shape, ScalarType? dtype, string dtypeName)
    {
        var isFloat = dtype is ScalarType.Float64 or ScalarType.Float32 or ScalarType.Float16 or ScalarType.BFloat16;
        if (!isFloat || shape is not [> 0, > 0])
        {
            throw new InvalidDataException($"'{path}': the context is {Excerpt.Of(dtypeName)} {Excerpt.Of(shape)}; it must be a matrix of floats, [vectors, width]. "
                + "A context for each class (CoOp's CSC) is not one prompt.");
        }
        if (shape[0] > MaxNumbers / shape[1])
        {
            throw new InvalidDataException(Invariant($"'{path}': the context is {Excerpt.Of(shape)}; it must have at most {MaxNumbers} numbers."));
        }
    }

    private static InvalidDataException NoContext(string path) => new($"'{path}' has no context: there is neither {string.Join(" nor ", _names)}.");
}
