using System.Text;
using System.Text.Json;
using Tpt.Fuzz.Corpus;
using Tpt.Fuzz.Entries;
using Tpt.Fuzz.Mutation;

namespace Tpt.Fuzz.Targets;

/// <summary>Tokenizer files: a text is encoded with them, and for a share the whole model is loaded and classifies an image.</summary>
internal sealed class TokenizersTarget : IFuzzTarget
{
    private const string Vocabulary = "vocab.json";
    private const string Merges = "merges.txt";
    private const string Tokenizer = "tokenizer.json";
    private const string ModelPrefix = "model.";
    private const string Text = "a photo of an informal café, <|endoftext|> 12 ropes on the \U0001F355";

    private readonly string _folder;
    private readonly Dictionary<string, byte[]> _right = new(StringComparer.Ordinal);

    public TokenizersTarget(string folder)
    {
        _folder = TinyCheckpoint.WriteHuggingFace(Path.Combine(folder, "model"));
        _right[Vocabulary] = File.ReadAllBytes(Path.Combine(_folder, Vocabulary));
        _right[Merges] = File.ReadAllBytes(Path.Combine(_folder, Merges));
        var vocabulary = JsonSerializer.Deserialize<Dictionary<string, int>>(_right[Vocabulary])!;
        _right[Tokenizer] = JsonSerializer.SerializeToUtf8Bytes(new
        {
            version = "1.0",
            added_tokens = vocabulary.OrderBy(token => token.Value).TakeLast(2).Select(token => new { id = token.Value, content = token.Key, special = true }),
            model = new { type = "BPE", vocab = vocabulary, merges = Encoding.UTF8.GetString(_right[Merges]).Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1) },
        });
        foreach (var kind in Kinds)
        {
            Run(new FuzzInput(kind, _right[FileOf(kind)]));
        }
    }

    public IReadOnlyList<string> Kinds { get; } = [Vocabulary, Merges, Tokenizer, ModelPrefix + Vocabulary, ModelPrefix + Merges, ModelPrefix + Tokenizer];

    public FuzzInput Create(Pcg random)
    {
        var kind = random.Pick(Kinds);
        var right = _right[FileOf(kind)];
        return new FuzzInput(kind, FileOf(kind) == Merges ? MutateLines(right, random) : random.OneIn(8) ? ByteMutation.Mutate(right, random) : JsonMutation.Mutate(right, random));
    }

    public bool Run(FuzzInput input)
    {
        foreach (var (name, right) in _right)
        {
            File.WriteAllBytes(Path.Combine(_folder, name), right);
        }
        File.WriteAllBytes(Path.Combine(_folder, FileOf(input.Kind)), input.Bytes);
        if (FileOf(input.Kind) == Tokenizer)
        {
            File.Delete(Path.Combine(_folder, Vocabulary));      // which would go before it
        }
        if (input.Kind != FileOf(input.Kind))
        {
            Oracle.CheckScores(CheckpointEntry.LoadAndScore(_folder));
        }
        else if (CheckpointEntry.Encode(_folder, Text).Any(id => id < 0))
        {
            throw new WrongResultException("a token's id is negative");
        }
        return true;
    }

    public void Dispose()
    {
    }

    private static string FileOf(string kind) => kind.StartsWith(ModelPrefix, StringComparison.Ordinal) ? kind[ModelPrefix.Length..] : kind;

    private static byte[] MutateLines(byte[] text, Pcg random)
    {
        if (random.OneIn(3))
        {
            return ByteMutation.Mutate(text, random);
        }
        var lines = Encoding.UTF8.GetString(text).Split('\n').ToList();
        for (var rounds = 1 + random.Below(3); rounds > 0 && lines.Count > 0; rounds--)
        {
            var index = random.Below(lines.Count);
            switch (random.Below(5))
            {
                case 0:
                    lines.RemoveAt(index);
                    break;
                case 1:
                    lines.Insert(index, random.Pick(lines));
                    break;
                case 2:
                    lines = lines[..(index + 1)];
                    break;
                case 3:
                    (lines[0], lines[index]) = (lines[index], lines[0]);
                    break;
                default:
                    lines[index] = random.Pick<string>([" ", "a", "a b c", "zzz qqq", "i n", "\u00e9 \u00e9", "\ud800 a", new string('a', 5000), "a  b", "#version: 9", ""]);
                    break;
            }
        }
        return Encoding.UTF8.GetBytes(string.Join(random.OneIn(10) ? "\r\n" : "\n", lines));
    }
}
