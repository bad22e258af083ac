using System.IO.Compression;
using Tpt.Fuzz.Corpus;
using Tpt.Fuzz.Entries;
using Tpt.Fuzz.Mutation;

namespace Tpt.Fuzz.Targets;

/// <summary>Pickles alone, and the archives of torch.save around them.</summary>
internal sealed class PicklesTarget(string folder) : IFuzzTarget
{
    private const string Pickle = "pkl";
    private const string Archive = "pth.tar";

    private static readonly byte[][] _archives =
        [.. CoopArchive.Pickles.SelectMany(pickle => new[] { CoopArchive.Build(pickle, CompressionLevel.NoCompression), CoopArchive.Build(pickle, CompressionLevel.Fastest) })];

    private readonly string _path = Path.Combine(folder, "input.pth.tar");

    public IReadOnlyList<string> Kinds { get; } = [Pickle, Archive];

    public FuzzInput Create(Pcg random) => random.OneIn(4)
        ? new(Archive, ZipMutation.Mutate(random.Pick(_archives), random, (name, content) => name == CoopArchive.PickleName ? PickleMutation.Mutate(content, random) : ByteMutation.Mutate(content, random)))
        : new(Pickle, PickleMutation.Mutate(random.Pick(CoopArchive.Pickles), random));

    public bool Run(FuzzInput input)
    {
        if (input.Kind == Pickle)
        {
            CheckpointEntry.ReadPickle(input.Bytes, _path);
            return true;
        }
        File.WriteAllBytes(_path, input.Bytes);
        CheckpointEntry.ReadSoftPrompt(_path);
        return true;
    }

    public void Dispose()
    {
    }
}
