using System.CommandLine;
using Tpt.Cli.Commands;
using Tpt.Cli.Evaluation.Scoring;
using Tpt.Engine.Calibration;
using Tpt.Engine.Gates;
using Tpt.Engine.Methods.PromptTuning;

namespace Tpt.Cli.Tests.Commands;

public sealed class ScoringArgumentsTests
{
    private const int Views = 16;

    private readonly ScoringArguments _arguments = new();
    private readonly Command _command = new("score");

    public ScoringArgumentsTests() => _arguments.AddTo(_command);

    [Theory]
    [InlineData("a sketch of a {}.", "a sketch of a {0}.")]
    [InlineData("a sketch of a {0}.", "a sketch of a {0}.")]
    public void Read_TemplateInEitherForm_IsTheSame(string typed, string expected)
        => _arguments.Read(_command.Parse(["--template", typed])).Prompt.Template.Should().Be(expected);

    [Fact]
    public void ReadCombinations_CalibrationsAndGates_StandWithEveryMethodThatTheyGoWith()
    {
        var parsed = _command.Parse(["--method", "PromptTuning; Steps=2", "--method", "ZeroShot", "--calibration", "ConfidenceMatching", "--calibration", "Temperature; Value=2", "--gate", "AgreementGate"]);

        var names = _arguments.ReadCombinations(parsed, Views).Select(MethodNames.Of);

        names.Should().Equal(
            "PromptTuning; Steps=2",
            "PromptTuning; Steps=2 + ConfidenceMatching",
            "PromptTuning; Steps=2 + Temperature; Value=2",
            "PromptTuning; Steps=2 + AgreementGate",
            "PromptTuning; Steps=2 + ConfidenceMatching + AgreementGate",
            "PromptTuning; Steps=2 + Temperature; Value=2 + AgreementGate",
            "ZeroShot",
            "ZeroShot + Temperature; Value=2");
    }

    [Fact]
    public void ReadCombinations_CalibrationThatGoesWithNone_IsThereForTheCheckToRefuse()
        => _arguments.ReadCombinations(_command.Parse(["--method", "ZeroShot", "--calibration", "ConfidenceMatching"]), Views)
            .Should().ContainSingle(one => one.Calibration != null).Which.Calibration.Should().Be(new ConfidenceMatchingOptions());

    [Fact]
    public void LeftOut_MethodBesideOneThatAllowsTheCalibration_IsNamed()
        => _arguments.LeftOut(_command.Parse(["--method", "Zero", "--method", "PromptTuning", "--calibration", "ConfidenceMatching", "--calibration", "Temperature"]))
            .Should().Equal("Zero is not shown with ConfidenceMatching, which needs the logits of every view.");

    [Fact]
    public void ReadMethod_SettingTwice_IsRefused()
        => _arguments.Invoking(arguments => arguments.ReadMethod(_command.Parse(["--method", "PromptTuning; Steps=2; steps=3"]), "A page explains"))
            .Should().Throw<FormatException>().WithMessage("'PromptTuning; Steps=2; steps=3' gives the same setting twice; leave one out.");

    [Fact]
    public void ReadMethod_OneOfEach_IsRead()
    {
        var method = _arguments.ReadMethod(_command.Parse(["--calibration", "Temperature; Value=1.16", "--gate", "AgreementGate; Threshold=0.8"]), "A page explains");

        method.Method.Should().Be(new PromptTuningOptions());
        method.Calibration.Should().Be(new TemperatureOptions { Value = 1.16 });
        method.Gate.Should().Be(new AgreementGateOptions { Threshold = 0.8 });
    }

    [Theory]
    [InlineData("--method", "ZeroShot", "PromptTuning")]
    [InlineData("--calibration", "Temperature", "ConfidenceMatching")]
    [InlineData("--gate", "AgreementGate", "AgreementGate; Threshold=0.8")]
    public void ReadMethod_SeveralOfAKind_AreForEvaluate(string option, string first, string second)
        => _arguments.Invoking(arguments => arguments.ReadMethod(_command.Parse([option, first, option, second]), "A page explains"))
            .Should().Throw<InvalidDataException>().WithMessage($"{option} is given more than once. A page explains one; 'tpt evaluate' compares several.");
}
