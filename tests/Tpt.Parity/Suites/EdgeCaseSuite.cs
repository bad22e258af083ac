using System.Text.Json;
using TorchSharp;
using Tpt.Engine;
using Tpt.Engine.Evidence;
using Tpt.Engine.Methods.PromptTuning;
using Tpt.Engine.Numerics;
using Tpt.Engine.Prompts;
using Tpt.Parity.Cases;
using static TorchSharp.torch;

namespace Tpt.Parity.Suites;

/// <summary>
/// <c>edge_cases.json</c>: what the reference does in corners. Where it goes wrong silently, or fails for no reason of the
/// method, this library does better on purpose, and that is what is checked; the engine's README lists those.
/// </summary>
internal sealed class EdgeCaseSuite(ClipModel model, JsonElement golden, ParityReport report)
{
    private const string File = "edge_cases.json";
    private const string Name = "cat";

    public static void Run(string goldens, ParityReport report, Device device)
    {
        var path = Path.Combine(goldens, File);
        if (!System.IO.File.Exists(path))
        {
            return;
        }
        report.Guard("edge_cases", () =>
        {
            var root = PythonJson.Read(path);
            var checkpoints = ParityModel.Find(goldens, root.Text("model"));
            var checkpoint = checkpoints.FirstOrDefault(ParityModel.HasVocabulary) ?? (checkpoints.Count > 0 ? checkpoints[0] : null)
                ?? throw new FileNotFoundException($"There is no checkpoint of {root.Text("model")}.");
            var tokenizerFolder = ParityModel.HasVocabulary(checkpoint) ? null : ParityModel.FindVocabulary(goldens);
            using var model = ClipModel.Load(new ModelOptions { Path = checkpoint, GpuDeviceId = ParityModel.IdOf(device), TokenizerFolder = tokenizerFolder });
            new EdgeCaseSuite(model, root.GetProperty("edge_cases"), report).Run();
        });
    }

    private void Run()
    {
        foreach (var edge in golden.EnumerateObject())
        {
            var name = $"edge_cases/{edge.Name}";
            report.Guard(name, () => Run(name, edge));
        }
    }

    private void Run(string name, JsonProperty edge)
    {
        switch (edge.Name)
        {
            case "zero_selected":
                RunZeroSelected(name, edge.Value);
                break;
            case "empty_class_list":
                report.Check(name, "is_an_error", Throws([]));
                break;
            case "empty_class_name":
                report.Check(name, "is_an_error", Throws([Name, ""]));
                break;
            case "duplicate_class_names":
                report.Check(name, "is_an_error", Throws([Name, "dog", Name]));
                break;
            case "over_long_class_name":
                report.Check(name, "is_an_error", Throws([string.Concat(Enumerable.Repeat("word ", model.ContextLength))]));
                break;
            case "fewer_than_5_classes_in_official_loop":
                report.Check(name, "two_classes_work", !Throws([Name, "dog"]));
                break;
            // The reference takes a [CLS] that ends the words for a word, with three tokens.
            case "cls_last_in_ctx_init":
                ComparePrompt(name, edge.Value, "a photo of a [CLS] {0}.", ClassTokenPosition.Middle, Name);
                break;
            case "cls_first_in_ctx_init":
                ComparePrompt(name, edge.Value, "{0} in a photo.", ClassTokenPosition.Middle, Name);
                report.Compare(name, "split_idx", [Text("{0} in a photo.", ClassTokenPosition.Middle).Layout.SplitIndex], [edge.Value.Int32("split_idx")]);
                break;
            case "cls_glued_dot":
                report.Check(name, "is_the_end", Text("a photo of a {0}.", ClassTokenPosition.Middle).Fill(Name) == $"a photo of a {Name}.");
                break;
            // The reference counts the empty word, and tunes the first token of the class name.
            case "double_space_ctx_init":
                CompareIds(name, edge.Value.GetProperty("ids"), "a photo  of a {0}.", ClassTokenPosition.End, Name);
                report.Compare(name, "words", [Text("a photo  of a {0}.", ClassTokenPosition.End).Layout.ContextLength], [edge.Value.Int32("n_ctx") - 1]);
                break;
            case "name_with_eot_literal":
                CompareIds(name, edge.Value.GetProperty("ids"), "a photo of a {0}.", ClassTokenPosition.End, Name + " <|endoftext|> dog");
                break;
            case "official_coop_load_line":
                RunGivenContext(name);
                break;
            default:
                report.Skip(name, "all", "unknown");
                break;
        }
    }

    private void RunZeroSelected(string name, JsonElement edge)
    {
        var (views, fraction) = (edge.Int32("views"), edge.Number("selection_p"));
        report.Compare(name, "n_selected", [ConfidenceSelection.Count(views, fraction)], [edge.Int32("n_selected")]);
        report.Check(name, "is_an_error", Throws([Name, "dog"], new TptClassifierOptions { Views = { Count = views }, Method = new PromptTuningOptions { SelectionFraction = fraction } }));
    }

    private void ComparePrompt(string name, JsonElement edge, string template, ClassTokenPosition position, string className)
    {
        report.Compare(name, "n_ctx", [Text(template, position).Layout.ContextLength], [edge.Int32("n_ctx")]);
        CompareIds(name, edge.GetProperty("ids"), template, position, className);
    }

    /// <summary>Up to the first end-of-text token, behind which nothing is read.</summary>
    private void CompareIds(string name, JsonElement ids, string template, ClassTokenPosition position, string className)
    {
        var prompt = PromptTokenizer.Tokenize(model.Tokenizer, Text(template, position), [new ClassPromptSet(className)], model.ContextLength)[0];
        var expected = ids.Integers();
        report.Compare(name, "ids", prompt.Ids, expected[..(Array.IndexOf(expected, expected.Max()) + 1)]);
    }

    /// <summary>What the reference's line is meant to do.</summary>
    private void RunGivenContext(string name)
    {
        using var scope = NewDisposeScope();
        var context = ones([4, model.Config.Text.HiddenSize], dtype: ScalarType.Float32, device: model.Device).Times(0.02);
        var text = new PromptTemplate("{0}.", name).WithContextOfVectors(ClassTokenPosition.End, 4);
        using var classes = new ClassPrompts(model.Network, PromptTokenizer.Tokenize(model.Tokenizer, text, [new ClassPromptSet(Name)], model.ContextLength), text.Layout, context, chunkSize: null);
        report.Compare(name, "ctx_init", classes.InitialContext, context, Tolerances.Exact);
    }

    private static PromptText Text(string template, ClassTokenPosition position) => new PromptTemplate(template, nameof(template)).WithContextOfWords(position);

    private bool Throws(string[] classNames, TptClassifierOptions? options = null)
    {
        try
        {
            new TptClassifier(model, classNames, options ?? new TptClassifierOptions()).Dispose();
            return false;
        }
        catch (ArgumentException)
        {
            return true;
        }
    }
}
