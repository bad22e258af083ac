using System.Text.Json;
using Tpt.Engine;
using Tpt.Engine.Methods.PromptTuning;
using Tpt.Engine.Prompts;

namespace Tpt.Parity.Cases;

/// <summary>One <c>tpt/model/case.json</c>.</summary>
internal sealed record TptCase
{
    public required string ViewsFile { get; init; }

    /// <summary>The range of views of each image, in order; several images are one sequence, in which nothing may be carried over.</summary>
    public required IReadOnlyList<(int Start, int End)> Views { get; init; }

    public required bool IsSequence { get; init; }

    public required IReadOnlyList<string> ClassNames { get; init; }

    /// <summary>The words of the context, with <c>[CLS]</c> where the class name goes; null where vectors are given.</summary>
    public required string? ContextWords { get; init; }

    public required bool GivenContext { get; init; }

    public required PromptLayout Layout { get; init; }

    /// <summary>Whether all entropies are equal, so that only the number of selected views is defined.</summary>
    public required bool HasTies { get; init; }

    public required PromptTuningOptions Method { get; init; }

    /// <summary>The number of views of an image.</summary>
    public int ViewCount => Views[0].End - Views[0].Start;

    /// <summary>The prompt as a user of this library would write it.</summary>
    public PromptText Prompt
    {
        get
        {
            var words = (ContextWords ?? "").Contains("[CLS]", StringComparison.Ordinal)
                ? ContextWords!.Replace("[CLS]", "{0}", StringComparison.Ordinal) + "."
                : $"{ContextWords} {{0}}.";
            var template = new PromptTemplate(words, nameof(ContextWords));
            return GivenContext
                ? template.WithContextOfVectors(Layout.Position, Layout.ContextLength)
                : template.WithContextOfWords(Layout.Position);
        }
    }

    public static TptCase Read(string path)
    {
        var root = PythonJson.Read(path);
        var views = root.GetProperty("views");
        var isSequence = views[0].ValueKind == JsonValueKind.Array;
        JsonElement[] ranges = isSequence ? [.. views.EnumerateArray()] : [views];
        var position = Enum.Parse<ClassTokenPosition>(root.Text("class_token_position"), ignoreCase: true);
        var contextLength = root.Int32("n_ctx");
        return new TptCase
        {
            ViewsFile = root.Text("views_file"),
            Views = [.. ranges.Select(range => (range[0].GetInt32(), range[1].GetInt32()))],
            IsSequence = isSequence,
            ClassNames = root.GetProperty("classnames").Texts(),
            ContextWords = root.Has("ctx_init") ? root.Text("ctx_init") : null,
            GivenContext = root.GetProperty("given_ctx").GetBoolean(),
            Layout = new PromptLayout(contextLength, position, root.Has("split_idx") ? root.Int32("split_idx") : contextLength / 2),
            HasTies = root.Has("ties"),
            Method = new PromptTuningOptions
            {
                SelectionFraction = root.Number("selection_p"),
                Steps = root.Int32("tta_steps"),
                LearningRate = root.Number("lr"),
                WeightDecay = root.Number("weight_decay"),
            },
        };
    }
}
