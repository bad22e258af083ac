using System.Text;
using Tpt.Fuzz.Entries;
using Tpt.Fuzz.Mutation;

namespace Tpt.Fuzz.Targets;

/// <summary>Safetensors files: every tensor read, or as a soft prompt.</summary>
internal sealed class SafetensorsTarget(string folder) : IFuzzTarget
{
    private const string Weights = "safetensors";
    private const string SoftPrompt = "ctx.safetensors";

    private static readonly byte[][] _corpus =
    [
        File("""{"__metadata__":{"format":"pt"},"ctx":{"dtype":"F32","shape":[3,4],"data_offsets":[0,48]}}""", 48),
        File("""{"ctx":{"dtype":"F16","shape":[2,2],"data_offsets":[0,8]},"b":{"dtype":"I64","shape":[],"data_offsets":[8,16]},"c":{"dtype":"BF16","shape":[1,2,3],"data_offsets":[16,28]}}""", 28),
        File("""{"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},"prompt_learner.ctx":{"dtype":"F64","shape":[1,2],"data_offsets":[0,16]},"m":{"dtype":"BOOL","shape":[4],"data_offsets":[16,20]}}""", 20),
        File($"{{{string.Join(',', Enumerable.Range(0, 100).Select(i => $"\"text_model.encoder.layers.{i}.mlp.fc1.weight\":{{\"dtype\":\"F32\",\"shape\":[2,2],\"data_offsets\":[{16 * i},{16 * (i + 1)}]}}"))}}}", 1600),
    ];

    private readonly string _path = Path.Combine(folder, "input.safetensors");

    public IReadOnlyList<string> Kinds { get; } = [Weights, SoftPrompt];

    public FuzzInput Create(Pcg random) => new(random.OneIn(4) ? SoftPrompt : Weights, SafetensorsMutation.Mutate(random.Pick(_corpus), random));

    public bool Run(FuzzInput input)
    {
        System.IO.File.WriteAllBytes(_path, input.Bytes);
        if (input.Kind == SoftPrompt)
        {
            CheckpointEntry.ReadSoftPrompt(_path);
        }
        else
        {
            CheckpointEntry.ReadSafetensors(_path);
        }
        return true;
    }

    public void Dispose()
    {
    }

    private static byte[] File(string header, int dataLength)
        => [.. BitConverter.GetBytes((ulong)header.Length), .. Encoding.UTF8.GetBytes(header), .. Enumerable.Range(0, dataLength).Select(i => (byte)(i % 60))];
}
