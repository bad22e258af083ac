using System.Buffers.Binary;
using System.IO.Compression;
using Microsoft.ML;
using Tpt.Engine;
using Tpt.Engine.Methods.FlatPrompt;
using Tpt.Engine.Prompts;
using Tpt.Fuzz.Corpus;
using Tpt.Fuzz.Entries;
using Tpt.Fuzz.Mutation;

namespace Tpt.Fuzz.Targets;

/// <summary>
/// Saved models. A damaged one is refused, or loads as what was saved; one whose state was changed on purpose, with the right
/// checksum, is refused or works.
/// </summary>
internal sealed class ModelsTarget : IFuzzTarget
{
    private const string Damaged = "zip";
    private const string Forged = "state.zip";

    /// <summary>ML.NET's own part, which it reads before the library sees anything. Damage in it was found to keep its loader busy for ever.</summary>
    private const string Schema = "Schema";

    /// <summary>Options, classes and what else is not the model's own files.</summary>
    private const int StateBytes = 2500;

    private readonly MLContext _context = new(1);
    private readonly byte[][] _corpus;
    private readonly LoadedModel[] _right;

    public ModelsTarget(string folder)
    {
        Environment.SetEnvironmentVariable("TPT_MODEL_CACHE", Path.Combine(folder, "cache"));
        var model = TinyCheckpoint.WriteHuggingFace(Path.Combine(folder, "model"));
        _corpus = [.. new[] { TptModelStorage.Reference, TptModelStorage.Embed }.SelectMany(storage => new[] { Save(model, storage, byPrompts: false), Save(model, storage, byPrompts: true) }), SavePrepared(model)];
        _right = [.. _corpus.Select(zip => LoadedModel.From(_context, new MemoryStream(zip)))];
    }

    public IReadOnlyList<string> Kinds { get; } = [Damaged, Forged];

    public FuzzInput Create(Pcg random)
    {
        var zip = random.Pick(_corpus);
        return random.Below(4) switch
        {
            0 => new(Damaged, ZipMutation.Mutate(zip, random, (name, content) => name == Schema ? content : ByteMutation.Mutate(content, random))),
            1 => new(Damaged, WithState(zip, state => Damage(state, random))),
            _ => new(Forged, WithState(zip, state => SavedModelEntry.Reseal(Forge(state, random)))),
        };
    }

    public bool Run(FuzzInput input)
    {
        var loaded = LoadedModel.From(_context, new MemoryStream(input.Bytes));
        if (input.Kind == Damaged)
        {
            // Which of the saved ones it was shows in its classes; one of other classes is none of them.
            loaded.CheckSame(_right.FirstOrDefault(right => right.ClassNames.SequenceEqual(loaded.ClassNames)) ?? _right[0]);
        }
        return true;
    }

    public void Dispose()
    {
    }

    /// <summary>The zip with the library's own states changed, each from its beginning to the end of its entry.</summary>
    private static byte[] WithState(byte[] zip, Func<byte[], byte[]> change) => ZipMutation.Write(
        ZipMutation.Read(zip).Select(entry => entry.Content.AsSpan().IndexOf(SavedModelEntry.StateMark) - sizeof(int) - 1 is >= 0 and var start
            ? (entry.Name, [.. entry.Content[..start], .. change(entry.Content[start..])])
            : entry),
        CompressionLevel.NoCompression);

    /// <summary>One bit, near the beginning: behind it are the bytes of the embedded model.</summary>
    private static byte[] Damage(byte[] state, Pcg random)
    {
        state[random.Below(Math.Min(state.Length, StateBytes))] ^= (byte)(1 << random.Below(8));
        return state;
    }

    /// <summary>One or two changes: numbers, mostly, since lengths and counts are among them.</summary>
    private static byte[] Forge(byte[] state, Pcg random)
    {
        for (var rounds = 1 + random.Below(2); rounds > 0; rounds--)
        {
            var near = Math.Min(state.Length, random.OneIn(4) ? state.Length : StateBytes);
            if (random.OneIn(3))
            {
                state = [.. ByteMutation.Mutate(state[..near], random), .. state[near..]];
            }
            else if (near > 0)
            {
                BinaryPrimitives.TryWriteInt32LittleEndian(state.AsSpan(random.Below(near)), (int)random.Pick(Interesting.Integers));
            }
        }
        return state;
    }

    /// <summary>A model with the state of a method that is prepared.</summary>
    private byte[] SavePrepared(string model)
    {
        var options = RowScoring.Options(model);
        (options.ModelStorage, options.ClassNames) = (TptModelStorage.Reference, ["sun", "moon"]);
        options.Method = new FlatPromptOptions { PreparationSteps = 2, SelectionFraction = 0.5 };
        var data = _context.Data.LoadFromEnumerable([new BytesRow { Image = RowScoring.Pictures[0] }]);
        using var transformer = _context.Transforms.TestTimePromptTuning(options).Fit(data);
        using var zip = new MemoryStream();
        _context.Model.Save(transformer, data.Schema, zip);
        return zip.ToArray();
    }

    private byte[] Save(string model, TptModelStorage storage, bool byPrompts)
    {
        var options = RowScoring.Options(model);
        (options.ModelStorage, options.ClassNames) = (storage, byPrompts ? null : options.ClassNames);
        options.ClassPromptsColumnName = byPrompts ? "Prompts" : null;
        var data = _context.Data.LoadFromEnumerable([new BytesRow { Image = RowScoring.Pictures[0] }]);
        var classify = _context.Transforms.TestTimePromptTuning(options);
        ClassPromptSet[] classes = [new("cat", ["cat", "kitten"]), new("dog", ["dog"])];
        ITransformer transformer = byPrompts ? _context.Transforms.AddClassPrompts("Prompts", classes, "a photo of a {0}.").Append(classify).Fit(data) : classify.Fit(data);
        using var zip = new MemoryStream();
        _context.Model.Save(transformer, data.Schema, zip);
        (transformer as IDisposable)?.Dispose();
        return zip.ToArray();
    }
}
