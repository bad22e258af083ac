using System.Reflection;
using Microsoft.ML;

namespace Tpt.Fuzz.Tests;

public sealed class OracleTests
{
    private static readonly TargetDefinition _target = TargetCatalog.Find("safetensors");

    [Fact]
    public void Complaint_DocumentedErrorThatNamesTheFile_IsNone()
        => Oracle.Complaint(_target, "/folder", new TargetInvocationException(new InvalidDataException("'/folder/a' is broken."))).Should().BeNull();

    [Fact]
    public void Complaint_MessageWithoutTheFile_SaysSo()
        => Oracle.Complaint(_target, "/folder", new InvalidDataException("It is broken.")).Should().Contain("does not name the file");

    [Fact]
    public void Complaint_MessageThatQuotesAllOfTheInput_SaysSo()
        => Oracle.Complaint(_target, "/folder", new InvalidDataException($"'/folder/a' has {new string('0', 10_000)}")).Should().Contain("unbounded length");

    [Fact]
    public void Complaint_OtherError_NamesItsType()
        => Oracle.Complaint(_target, "/folder", new InvalidOperationException("/folder")).Should().Contain(nameof(InvalidOperationException));

    /// <summary>The place is the innermost of the library's own, not what it called.</summary>
    [Fact]
    public void Signature_ErrorInAnInnerNamespaceOfTheComponent_NamesThatPlace()
    {
        var load = FluentActions.Invoking(() => new TptOptions { ClassNames = [] }.Validate());

        var error = load.Should().Throw<ArgumentException>().Which;

        Oracle.Signature("a complaint", error).Should().Be($"a complaint{Oracle.Place}Tpt.Engine.Prompts.ClassNameList.Validate");
        Oracle.Signature("a complaint", ErrorOfLoading()).Should().Be($"a complaint{Oracle.Place}Microsoft.ML.Tpt.Models.ModelLocator.Find");
    }

    [Theory]
    [InlineData(0.5f, 0.4f)]
    [InlineData(0.5f, float.NaN)]
    [InlineData(float.PositiveInfinity, 0f)]
    public void CheckScores_NoProbabilities_Throws(float first, float second)
        => FluentActions.Invoking(() => Oracle.CheckScores([first, second])).Should().Throw<WrongResultException>();

    [Fact]
    public void CheckSame_OneBitDiffers_Throws()
        => FluentActions.Invoking(() => Oracle.CheckSame([0.25f], [MathF.BitIncrement(0.25f)], "a row")).Should().Throw<WrongResultException>();

    private static DirectoryNotFoundException ErrorOfLoading()
    {
        var context = new MLContext();
        var rows = context.Data.LoadFromEnumerable([new Targets.BytesRow()]);
        var fit = () => context.Transforms.TestTimePromptTuning(["cat"], modelPath: "nowhere").Fit(rows);
        return fit.Should().Throw<DirectoryNotFoundException>().Which;
    }
}
