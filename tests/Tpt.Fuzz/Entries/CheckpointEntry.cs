using Tpt.Engine;
using Tpt.Engine.Checkpoints;
using Tpt.Engine.Checkpoints.Pickles;
using Tpt.Engine.Checkpoints.Storage;
using Tpt.Engine.Configuration;
using Tpt.Engine.Devices;
using Tpt.Engine.Files;
using Tpt.Engine.Imaging;
using Tpt.Engine.Methods.PromptTuning;
using Tpt.Engine.Tokenization;
using static TorchSharp.torch;

namespace Tpt.Fuzz.Entries;

/// <summary>What the engine reads of a checkpoint: weights, soft prompts, tokenizers, whole models.</summary>
internal static class CheckpointEntry
{
    /// <summary>Opens a safetensors file, reads every tensor, and gives their number.</summary>
    public static int ReadSafetensors(string path)
    {
        using var scope = NewDisposeScope();
        using var file = SafetensorsFile.Open(path);
        foreach (var name in file.Names)
        {
            using var tensor = file.Read(name);
            if (!tensor.shape.SequenceEqual(file.ShapeOf(name)) || tensor.dtype != file.DTypeOf(name))
            {
                throw new WrongResultException($"tensor '{name}' is {tensor.dtype} [{string.Join(", ", tensor.shape)}], and the header says otherwise");
            }
        }
        return file.Names.Count;
    }

    /// <summary>Opens weights of any kind, and reads every tensor and the last row of each.</summary>
    public static void ReadWeights(string path)
    {
        using var scope = NewDisposeScope();
        using var tensors = WeightFiles.Open(path);
        foreach (var name in tensors.Names)
        {
            using var tensor = tensors.Read(name);
            if (!tensor.shape.SequenceEqual(tensors.ShapeOf(name)) || tensor.dtype != tensors.DTypeOf(name))
            {
                throw new WrongResultException($"tensor '{name}' is {tensor.dtype} [{string.Join(", ", tensor.shape)}], and the file says otherwise");
            }
            if (tensor.shape is [> 0 and var rows, ..])
            {
                using var last = tensors.ReadRows(name, rows - 1, 1);
                using var expected = tensor.narrow(0, rows - 1, 1).contiguous();
                if (!last.contiguous().bytes.SequenceEqual(expected.bytes))
                {
                    throw new WrongResultException($"the last row of tensor '{name}' is another one alone");
                }
            }
        }
    }

    public static void ReadSoftPrompt(string path)
    {
        using var context = SoftPromptFile.Load(path);
        if (context.shape is not [> 0, > 0])
        {
            throw new WrongResultException($"the context is [{string.Join(", ", context.shape)}]");
        }
    }

    public static void ReadPickle(byte[] pickle, string path) => PickleReader.Read(pickle, path);

    /// <summary>Loads the tokenizer of a folder and encodes a text. A CLIP's is not compared with a text tower, which would refuse most of them.</summary>
    public static int[] Encode(string folder, ModelFamily family, int tokens, string text)
        => family == ModelFamily.Clip
            ? new ClipTokenizer(BpeVocabulary.Load(folder)).Encode(text)
            : TextTokenizers.Load(new ClipConfig { Family = family, Text = new ClipTextConfig { VocabSize = tokens } }, folder, new ModelFileReader()).Encode(text);

    /// <summary>Loads a whole model and classifies an image of one colour, with two views.</summary>
    public static float[] LoadAndScore(string folder)
    {
        using var model = ClipModel.Load(new ModelOptions { Path = folder, GpuDeviceId = TorchDevice.CpuId });
        using var classifier = new TptClassifier(model, ["cat", "hot dog"], new TptClassifierOptions { Views = { Count = 2, Seed = 1 }, Method = new PromptTuningOptions { SelectionFraction = 0.5 } });
        return classifier.Predict(ImagePixels.FromGray(new byte[24 * 20], 24, 20)).Scores.ToArray();
    }
}
