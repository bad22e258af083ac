using System.Runtime.InteropServices;
using TorchSharp;
using Tpt.Engine.Configuration;
using Tpt.Engine.Numerics;
using Tpt.Engine.Validation;
using static System.FormattableString;
using static TorchSharp.torch;

namespace Tpt.Engine.Modules;

/// <summary>
/// An image tower that is a TorchScript program. Nothing of it is known but what it makes of images, so it is tried when it is loaded. It
/// computes in 32-bit floats and gives no gradients: those go through the text tower alone.
/// </summary>
internal sealed class ScriptedTower : IDisposable
{
    /// <summary>How far features may be off in another company, relative to their length: another order of sums is off by 1e-6 on a CPU, statistics of the batch by much more.</summary>
    private const double CompanyTolerance = 1e-2;

    private readonly jit.ScriptModule _program;
    private readonly string _path;
    private bool _disposed;

    private ScriptedTower(string path, Device device)
    {
        _path = path;
        try
        {
            _program = ProgramFile.Load(path, device);
        }
        catch (ExternalException e)
        {
            throw new InvalidDataException($"'{path}' is no TorchScript file that libtorch can load: {ReasonIn(e.Message)} It is made by torch.jit.trace(tower, images).save(path).", e);
        }
        _program.eval();
    }

    /// <summary>Loads a program, and tries it on two images, together and alone.</summary>
    /// <param name="config">The file, and the size of the images.</param>
    /// <param name="featureCount">How many features of an image are expected.</param>
    /// <param name="device">Where the program runs.</param>
    /// <exception cref="InvalidDataException">
    /// libtorch cannot load the file, the program fails, what it gives is not <c>[N, features]</c> for N images, not in 32-bit floats or not finite, or an image's features
    /// depend on the others.
    /// </exception>
    public static ScriptedTower Load(ScriptedTowerConfig config, int featureCount, Device device)
    {
        var tower = new ScriptedTower(config.Path, device);
        try
        {
            tower.Try(config.ImageSize, featureCount, device);
            return tower;
        }
        catch
        {
            tower.Dispose();
            throw;
        }
    }

    /// <summary>Image features before L2 normalisation: <c>[batch, 3, size, size]</c> to <c>[batch, embedding]</c>.</summary>
    public Tensor Encode(Tensor pixels)
    {
        using var noGrad = no_grad();
        return (Tensor)_program.forward(pixels);
    }

    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            FreeWeights();
            _program.Dispose();
        }
    }

    private void Try(int imageSize, int featureCount, Device device)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        // Numbers in [0, 1), other ones in each image: a blank image would not show whether images are mixed.
        var count = 2L * 3 * imageSize * imageSize;
        var images = HeldNumbers.Range(count, device).to(ScalarType.Float32).Over(count).view(2, 3, imageSize, imageSize);
        var together = Run(images, featureCount);
        var alone = Run(images.narrow(0, 0, 1), featureCount);
        var difference = HostCopy.Number((together.narrow(0, 0, 1) - alone).norm() / alone.norm());
        if (difference > CompanyTolerance)
        {
            throw Unfit(Invariant($"an image's features differ by {difference:P1} with the images beside it. Call eval() on it before it is traced."));
        }
    }

    /// <summary>The features of images, known to be what they should be.</summary>
    private Tensor Run(Tensor images, int featureCount)
    {
        object? result;
        try
        {
            result = _program.forward(images);
        }
        catch (ExternalException e)
        {
            throw Unfit($"it fails on images {Excerpt.Of(images.shape)} in 32-bit floats on {images.device}: {ReasonIn(e.Message)}", e);
        }
        // What TorchSharp makes of a result that it has no .NET type for, such as a text or a dictionary.
        catch (Exception e) when (e is NotImplementedException or ArgumentOutOfRangeException)
        {
            throw Unfit("it gives something else than a tensor.", e);
        }
        if (result is not Tensor features)
        {
            throw Unfit("it gives several values, not one tensor [N, features]. Trace what gives the image features alone.");
        }
        long[] expected = [images.shape[0], featureCount];
        if (!features.shape.SequenceEqual(expected))
        {
            throw Unfit($"it gives {Excerpt.Of(features.shape)} for images {Excerpt.Of(images.shape)}; with this text tower it must give {Excerpt.Of(expected)}, for any number of images.");
        }
        if (features.dtype != ScalarType.Float32)
        {
            throw Unfit($"it gives {features.dtype}; it must compute in 32-bit floats.");
        }
        return HostCopy.AllTrue(features.isfinite()) ? features : throw Unfit("it gives numbers that are not finite.");
    }

    private InvalidDataException Unfit(string what, Exception? inner = null) => new($"'{_path}' cannot be used as the image tower: {what}", inner);

    /// <summary>
    /// TorchSharp 0.107.0 loses a reference to the program each time that its module is disposed of, so the weights would stay in memory. Without
    /// them its code does, some 100 kB.
    /// </summary>
    private void FreeWeights()
    {
        using var noGrad = no_grad();
        foreach (var (_, weight) in _program.named_attributes())
        {
            using var owned = weight;
            // The list has an empty place for each attribute that is no tensor.
            if (!weight.IsInvalid && weight.is_floating_point() && !weight.is_sparse)
            {
                using var nothing = empty(0, dtype: weight.dtype, device: weight.device);
                weight.set_(nothing);
            }
        }
    }

    /// <summary>libtorch's message in one line: of the program's own trace the last one, which names the error; else the first one, for the rest are native frames.</summary>
    private static string ReasonIn(string message)
    {
        var lines = message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var isTrace = lines.Any(line => line.StartsWith("Traceback of TorchScript", StringComparison.Ordinal));
        return $"{Excerpt.Of(lines.Length == 0 ? "" : isTrace ? lines[^1] : lines[0]).TrimEnd('.')}.";
    }
}
