using System.Text.Json;
using Tpt.Cli.Sets;
using Tpt.Engine.Files;
using Tpt.Engine.Validation;
using static System.FormattableString;

namespace Tpt.Cli.Benchmarks;

/// <summary>
/// CoOp's split file: <c>{"train": [["cat/1.jpg", 0, "cat"], ...], "val": [...], "test": [...]}</c>. The pictures are those of the test part;
/// the class names come from all three, for a class may have no picture in one.
/// </summary>
/// <param name="File">The file.</param>
/// <param name="Classes">The classes by label.</param>
/// <param name="Test">The test pictures, in the file's order.</param>
internal sealed record SplitFile(SourceFile File, IReadOnlyList<SetClass> Classes, IReadOnlyList<SplitPicture> Test)
{
    private const string TestPart = "test";
    private const int MostClasses = 100_000;
    private const int LongestName = 500;

    private static readonly string[] _parts = ["train", "val", TestPart];

    /// <exception cref="InvalidDataException">It is no such file; the message says where, and what it should be.</exception>
    public static SplitFile Read(string path)
    {
        var text = SourceText.Read(path);
        try
        {
            using var document = JsonText.Parse(text.Bytes);
            return new Parser(text).Read(document.RootElement);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"'{text.Path}' is no JSON: {e.Message} Get the split file again.", e);
        }
    }

    private sealed class Parser(SourceText text)
    {
        private readonly SortedDictionary<int, string> _names = [];
        private readonly List<SplitPicture> _test = [];
        private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

        public SplitFile Read(JsonElement root)
        {
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty(TestPart, out _))
            {
                throw Fault("it has no part 'test'");
            }
            foreach (var part in _parts)
            {
                if (root.TryGetProperty(part, out var entries))
                {
                    ReadPart(part, entries);
                }
            }
            return _test.Count > 0 ? new SplitFile(text.File, Classes(), _test) : throw Fault("its part 'test' is empty");
        }

        private void ReadPart(string part, JsonElement entries)
        {
            if (entries.ValueKind != JsonValueKind.Array)
            {
                throw Fault($"its part '{part}' is no list");
            }
            var number = 0;
            foreach (var entry in entries.EnumerateArray())
            {
                var place = Invariant($"entry {number} of '{part}'");
                var (path, label, name) = ReadEntry(entry, place);
                AddName(label, name, place);
                if (part == TestPart)
                {
                    AddPicture(path, label, place);
                }
                number++;
            }
        }

        private (string Path, int Label, string Name) ReadEntry(JsonElement entry, string place)
        {
            if (entry.ValueKind != JsonValueKind.Array || entry.GetArrayLength() != 3
                || entry[0].ValueKind != JsonValueKind.String || entry[1].ValueKind != JsonValueKind.Number || entry[2].ValueKind != JsonValueKind.String)
            {
                throw Fault($"{place} is not [path, label, class name]");
            }
            if (!entry[1].TryGetInt32(out var label) || label is < 0 or >= MostClasses)
            {
                throw Fault($"{place} has the label {Excerpt.Of(entry[1].GetRawText())}, which is no whole number from 0 on");
            }
            var name = entry[2].GetString()!;
            return name.Length is > 0 and <= LongestName && !name.Any(char.IsControl)
                ? (entry[0].GetString()!, label, name)
                : throw Fault($"{place} has the class name '{Excerpt.Of(name)}', which is empty, too long or no text");
        }

        private void AddName(int label, string name, string place)
        {
            if (!_names.TryAdd(label, name) && _names[label] != name)
            {
                throw Fault(Invariant($"{place} calls class {label} '{Excerpt.Of(name)}', which was '{Excerpt.Of(_names[label])}' before"));
            }
        }

        private void AddPicture(string path, int label, string place)
        {
            path = SplitPath.Of(path, $"'{text.Path}', {place}");
            if (!_seen.Add(path))
            {
                throw Fault($"{place} has the picture '{Excerpt.Of(path)}' a second time");
            }
            _test.Add(new SplitPicture(path, label));
        }

        private SetClass[] Classes()
        {
            var expected = 0;
            foreach (var label in _names.Keys)
            {
                if (label != expected++)
                {
                    throw Fault(Invariant($"no entry has the label {expected - 1}, though there is a label {label}; labels go from 0 on without a gap"));
                }
            }
            return ClassNames.Of([.. _names.Values], $"'{text.Path}'");
        }

        private InvalidDataException Fault(string what) => new(
            $"'{text.Path}' is no usable split file: {what}. It should be {{\"train\": [[\"cat/1.jpg\", 0, \"cat\"], ...], \"val\": [...], \"test\": [...]}}, as CoOp publishes it; get it again.");
    }
}
