using Tpt.Cli.Models;
using Tpt.Cli.Terminal;
using Tpt.Engine;
using static System.FormattableString;

namespace Tpt.Cli.Information;

/// <summary>A model's information for people, in 80 columns.</summary>
internal static class InformationText
{
    private const int Width = 80;
    private const int NameWidth = 12;
    private const int NumberWidth = 12;

    public static IEnumerable<string> Lines(ModelInformation information) =>
        [.. Model(information), "", .. Memory(information.Memory), "", .. Speed(information.Speed), .. Files(information)];

    private static IEnumerable<string> Model(ModelInformation information)
    {
        var architecture = information.Architecture;
        yield return Line("Family", $"{architecture.Family}, in the layout of {architecture.Layout}");
        yield return Line("Image tower", Tower(architecture.Image));
        yield return Line("", Invariant($"reads {information.ImageSize} x {information.ImageSize} px{(architecture.PatchSize is { } patch ? Invariant($" in patches of {patch} px") : "")}; {Millions(architecture.Image.ParameterCount)}"));
        yield return Line("Text tower", Tower(architecture.Text));
        yield return Line("", Invariant($"reads {information.ContextLength} tokens of {architecture.VocabularySize:N0}; {Millions(architecture.Text.ParameterCount)}"));
        yield return Line("Features", Invariant($"{information.EmbeddingDimension} numbers of each picture and each text"));
        yield return Line("Weights", $"{Millions(architecture.ParameterCount)}, stored in {string.Join(" and ", architecture.StoredTypes)}");
        yield return Line("", $"the image tower computes in {information.ComputedType} on {information.Device}");
        yield return Line("Prompt", information.RecommendedPromptTemplate is { } template ? $"\"{template.Replace("{0}", "{}", StringComparison.Ordinal)}\" is what the model recommends" : "\"a photo of a {}.\": the model recommends none");
    }

    private static IEnumerable<string> Memory(IReadOnlyList<ClassMemory> memory)
    {
        yield return "Memory at its peak, computed from the sizes:";
        yield return Row("classes", memory, one => Invariant($"{one.Classes:N0}"));
        yield return Row("zero-shot", memory, one => Gigabytes(one.ZeroShotBytes));
        yield return Row("adapted", memory, one => Gigabytes(one.AdaptedBytes));
    }

    private static IEnumerable<string> Speed(SpeedMeasurement? speed) => speed is null ? [] :
    [
        Invariant($"Seconds an image here, measured on one with {SpeedMeasurement.ClassCount} classes:"),
        Invariant($"  {"zero-shot",-NameWidth}{speed.ZeroShotSeconds,NumberWidth:0.000}"),
        Invariant($"  {"adapted",-NameWidth}{speed.AdaptedSeconds,NumberWidth:0.000}"),
        "",
    ];

    private static IEnumerable<string> Files(ModelInformation information)
    {
        yield return $"Read, with SHA-256, in {CellText.Quoted(information.Folder)}:";
        foreach (var file in information.Files)
        {
            var name = Path.GetRelativePath(information.Folder, file.Path);
            // A tokenizer's folder may be another one.
            yield return Invariant($"  {CellText.Quoted(name.StartsWith("..", StringComparison.Ordinal) ? file.Path : name)}, {file.Length:N0} bytes");
            yield return $"    {file.Sha256}";
        }
    }

    private static string Tower(TowerArchitecture tower) => tower.Layers == 0 ? tower.Kind
        : Invariant($"{tower.Kind}: {tower.Layers} layers of {tower.Width}, {tower.Heads} heads, {tower.Activation}");

    private static string Line(string name, string text) => CellText.CutEnd($"{name.PadRight(NameWidth)} {text}", Width);

    private static string Row(string name, IEnumerable<ClassMemory> memory, Func<ClassMemory, string> cell)
        => $"  {name.PadRight(NameWidth)}{string.Concat(memory.Select(one => cell(one).PadLeft(NumberWidth)))}";

    private static string Millions(long count) => Invariant($"{count / 1e6:0.0} million parameters");

    private static string Gigabytes(long bytes) => Invariant($"{bytes / 1e9:0.0} GB");
}
