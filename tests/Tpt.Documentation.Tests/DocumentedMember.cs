using System.Xml.Linq;

namespace Tpt.Documentation.Tests;

/// <summary>A member in the XML documentation of the assemblies, by its id.</summary>
internal sealed class DocumentedMember(XElement element)
{
    private static readonly string[] _files = ["Microsoft.ML.Tpt.xml", "Microsoft.ML.Tpt.Extensions.xml", "Tpt.Engine.xml", "Tpt.ImageSharp.xml"];

    public static IReadOnlyDictionary<string, DocumentedMember> All { get; } = _files
        .SelectMany(file => XDocument.Load(Path.Combine(AppContext.BaseDirectory, file)).Descendants("member"))
        .ToDictionary(member => member.Attribute("name")!.Value, member => new DocumentedMember(member));

    /// <summary>The code of its own examples.</summary>
    public IEnumerable<string> OwnExamples => element.Elements("example").Elements("code").Select(code => code.Value);

    /// <summary>The code of its examples; where it has none of its own, of the member that it says it inherits from.</summary>
    public IEnumerable<string> Examples => OwnExamples.Any()
        ? OwnExamples
        : element.Elements("inheritdoc").SelectMany(inherited =>
            inherited.Attribute("cref")?.Value is { } id && All.TryGetValue(id, out var other) ? other.Examples : []);
}
