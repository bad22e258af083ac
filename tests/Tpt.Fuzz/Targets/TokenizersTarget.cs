using System.Text;
using Tpt.Engine.Configuration;
using Tpt.Fuzz.Corpus;
using Tpt.Fuzz.Entries;
using Tpt.Fuzz.Mutation;

namespace Tpt.Fuzz.Targets;

/// <summary>Tokenizer files: a text is encoded with them, and for a share the whole CLIP model is loaded and classifies an image.</summary>
internal sealed class TokenizersTarget : IFuzzTarget
{
    private const string ModelPrefix = "model.";
    private const string Merges = "merges.txt";
    private const string Text = "a photo of an informal café, <|endoftext|> 12 ropes <MY-CAT> on\tthe \U0001F355 </s>";

    private static readonly string[] _ofWholeModels = ["vocab.json", Merges, "tokenizer.json", "beside.tokenizer.json"];

    private readonly string _folder;
    private readonly IReadOnlyDictionary<string, TokenizerFile> _files;
    private readonly Dictionary<string, byte[]> _right;

    public TokenizersTarget(string folder)
    {
        _folder = TinyCheckpoint.WriteHuggingFace(Path.Combine(folder, "model"));
        _files = TokenizerCorpus.Write(_folder, folder);
        _right = new[] { "vocab.json", Merges }.ToDictionary(name => name, name => _files[name].Right, StringComparer.Ordinal);
        Kinds = [.. _files.Keys, .. _ofWholeModels.Select(kind => ModelPrefix + kind)];
        foreach (var kind in Kinds)
        {
            Run(new FuzzInput(kind, FileOf(kind).Right));
        }
    }

    public IReadOnlyList<string> Kinds { get; }

    public FuzzInput Create(Pcg random)
    {
        var kind = random.Pick(Kinds);
        var (name, right) = (FileOf(kind).Name, FileOf(kind).Right);
        return new FuzzInput(kind, name == Merges ? MutateLines(right, random) : name.EndsWith(".model", StringComparison.Ordinal) || random.OneIn(8) ? ByteMutation.Mutate(right, random) : JsonMutation.Mutate(right, random));
    }

    public bool Run(FuzzInput input)
    {
        var file = FileOf(input.Kind);
        if (file.Family == ModelFamily.Clip)
        {
            Restore();
        }
        foreach (var name in file.Hides)
        {
            File.Delete(Path.Combine(file.Folder, name));
        }
        File.WriteAllBytes(file.FullName, input.Bytes);
        if (input.Kind.StartsWith(ModelPrefix, StringComparison.Ordinal))
        {
            Oracle.CheckScores(CheckpointEntry.LoadAndScore(_folder));
        }
        else if (CheckpointEntry.Encode(file.Folder, file.Family, file.Tokens, Text).Any(id => id < 0 || (file.Family != ModelFamily.Clip && id >= file.Tokens)))
        {
            throw new WrongResultException("a token's id is none of the text tower's");
        }
        return true;
    }

    public void Dispose()
    {
    }

    private TokenizerFile FileOf(string kind) => _files[kind.StartsWith(ModelPrefix, StringComparison.Ordinal) ? kind[ModelPrefix.Length..] : kind];

    private void Restore()
    {
        foreach (var file in _files.Values.Where(file => file.Family == ModelFamily.Clip))
        {
            File.Delete(file.FullName);
        }
        foreach (var (name, right) in _right)
        {
            File.WriteAllBytes(Path.Combine(_folder, name), right);
        }
    }

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
