using Microsoft.ML.Data;
using Microsoft.ML.Tests.Support;
using Tpt.Engine.Tests.Packaging;

namespace Microsoft.ML.Tests;

/// <summary>What <c>dotnet publish</c> puts into the folder that is deployed.</summary>
public sealed class PublishTests(Workspace workspace) : IClassFixture<Workspace>
{
    [Fact]
    public void PublishedApplication_HasTheRelaxedLibrary_AndScoresTheSameBits()
    {
        var context = new MLContext(seed: 3);
        var rows = context.Data.LoadFromEnumerable(workspace.Rows(1));
        using var chain = context.Transforms.LoadImages("Image", null, "Path")
            .Append(context.Transforms.TestTimePromptTuning(Workspace.Options()))
            .Append(context.Transforms.Conversion.MapKeyToValue("PredictedLabel"))
            .Fit(rows);
        context.Model.Save(chain, rows.Schema, workspace.PathOf("published.zip"));
        var published = workspace.PathOf("published");

        LoadAndScoreApplication.Publish(published);

        ElfVersionNeeds.Read(Path.Combine(published, "runtimes", "linux-x64", "native", "libLibTorchSharp.so")).Should()
            .NotBeEmpty().And.NotContain(need => need.Version == "GLIBCXX_3.4.32", "Debian 12 and .NET's own container images do not have it");
        var bits = chain.Transform(rows).GetColumn<float[]>("Score").Single().Select(score => BitConverter.SingleToUInt32Bits(score).ToString("x8", null));
        LoadAndScoreApplication.Run(published, [workspace.PathOf("published.zip"), workspace.Images[0]])[1].Should().EndWith($" {string.Join(' ', bits)}");
    }
}
