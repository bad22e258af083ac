using System.Reflection;

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

    [Theory]
    [InlineData(0.5f, 0.4f)]
    [InlineData(0.5f, float.NaN)]
    [InlineData(float.PositiveInfinity, 0f)]
    public void CheckScores_NoProbabilities_Throws(float first, float second)
        => FluentActions.Invoking(() => Oracle.CheckScores([first, second])).Should().Throw<WrongResultException>();

    [Fact]
    public void CheckSame_OneBitDiffers_Throws()
        => FluentActions.Invoking(() => Oracle.CheckSame([0.25f], [MathF.BitIncrement(0.25f)], "a row")).Should().Throw<WrongResultException>();
}
