using System.IO.Compression;
using Tpt.Fuzz.Corpus;
using Tpt.Fuzz.Entries;
using Tpt.Fuzz.Mutation;

namespace Tpt.Fuzz.Targets;

/// <summary>Pickles alone, and the archives of torch.save around them: soft prompts, whole weights, TorchScript, and weights in parts.</summary>
internal sealed class PicklesTarget(string folder) : IFuzzTarget
{
    private const string Pickle = "pkl";
    private const string Archive = "pth.tar";
    private const string Weights = "bin";
    private const string Scripted = "pt";
    private const string Index = "bin.index.json";

    private static readonly byte[][] _archives =
        [.. CoopArchive.Pickles.SelectMany(pickle => new[] { CoopArchive.Build(pickle, CompressionLevel.NoCompression), CoopArchive.Build(pickle, CompressionLevel.Fastest) })];

    public IReadOnlyList<string> Kinds { get; } = [Pickle, Archive, Weights, Scripted, Index];

    public FuzzInput Create(Pcg random) => random.Below(8) switch
    {
        0 or 1 => new(Archive, MutateArchive(random.Pick(_archives), random)),
        2 => new(Weights, MutateArchive(random.Pick(TorchWeights.StateDictionaries), random)),
        3 => new(Scripted, MutateArchive(TorchWeights.Scripted, random)),
        4 => new(Index, random.OneIn(10) ? ByteMutation.Mutate(TorchWeights.Index, random) : JsonMutation.Mutate(TorchWeights.Index, random)),
        _ => new(Pickle, PickleMutation.Mutate(random.Pick(CoopArchive.Pickles), random)),
    };

    public bool Run(FuzzInput input)
    {
        var path = Path.Combine(folder, $"input.{input.Kind}");
        if (input.Kind == Pickle)
        {
            CheckpointEntry.ReadPickle(input.Bytes, path);
            return true;
        }
        if (input.Kind == Index)
        {
            WriteParts();
        }
        File.WriteAllBytes(path, input.Bytes);
        if (input.Kind == Archive)
        {
            CheckpointEntry.ReadSoftPrompt(path);
        }
        else
        {
            CheckpointEntry.ReadWeights(path);
        }
        return true;
    }

    public void Dispose()
    {
    }

    private void WriteParts()
    {
        foreach (var (name, content) in TorchWeights.Parts.Where(part => !File.Exists(Path.Combine(folder, part.Name))))
        {
            File.WriteAllBytes(Path.Combine(folder, name), content);
        }
    }

    private static byte[] MutateArchive(byte[] archive, Pcg random) => ZipMutation.Mutate(archive, random,
        (name, content) => name.EndsWith("/data.pkl", StringComparison.Ordinal) ? PickleMutation.Mutate(content, random) : ByteMutation.Mutate(content, random));
}
