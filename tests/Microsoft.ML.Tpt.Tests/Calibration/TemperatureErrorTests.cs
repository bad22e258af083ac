using Microsoft.ML.Data;
using Microsoft.ML.Tests.Support;
using Microsoft.ML.Tpt.Saving;

namespace Microsoft.ML.Tests.Calibration;

/// <summary>Data on which no temperature can be fitted, and saved temperatures that are none: errors in words.</summary>
public sealed class TemperatureErrorTests
{
    private readonly MLContext _context = new(seed: 1);

    [Fact]
    public void Fit_NoUsableRow_ThrowsAndCounts() =>
        Refuse<InvalidOperationException>("There is no row to fit a temperature on: 2 rows have a label that is no class, and 1 have no scores.",
            ("c", [0.5f, 0.5f]), ("", [0.5f, 0.5f]), ("a", [float.NaN, float.NaN]));

    [Fact]
    public void Fit_AllRowsRight_SaysThatALowerTemperatureIsAlwaysBetter() =>
        Refuse<InvalidOperationException>("*on these 2 rows a lower one is always better, down to 0.01*Fit on rows of which some are wrong.", ("a", [0.9f, 0.1f]), ("b", [0.2f, 0.8f]));

    [Fact]
    public void Fit_ScoresWorseThanAGuess_AsksForTheLabels() =>
        Refuse<InvalidOperationException>("*on these 2 rows a higher one is always better, up to 100*Are the labels those of these rows?", ("b", [0.9f, 0.1f]), ("a", [0.2f, 0.8f]));

    [Fact]
    public void Fit_AllScoresZeroOrOne_SaysThatTheLogitsAreLost() => Refuse<InvalidOperationException>("*one score is 1 and the others are 0*", ("a", [1, 0]), ("a", [0, 1]));

    [Fact]
    public void Fit_AllScoresEqual_SaysThatNoTemperatureChangesThem() => Refuse<InvalidOperationException>("*all scores are equal*", ("a", [0.5f, 0.5f]), ("b", [0.5f, 0.5f]));

    [Theory]
    [InlineData(3f, -2f)]
    [InlineData(3f, 2f)]
    [InlineData(0f, 0f)]
    [InlineData(float.PositiveInfinity, 0f)]
    public void Fit_LogitsInPlaceOfProbabilities_NamesTheRow(float first, float second) =>
        Refuse<InvalidOperationException>("Row 1 of column 'Score' has no probabilities*turn logits into them first.", ("a", [0.5f, 0.5f]), ("a", [first, second]));

    [Fact]
    public void Fit_OneClass_Throws()
    {
        var data = SyntheticScores.Load(_context, [new LabelledScore { Label = "a", Score = [1] }], "a");

        _context.Invoking(c => c.MulticlassClassification.TemperatureCalibration().Fit(data)).Should().Throw<ArgumentException>().WithMessage("*'Score' has the scores of one class*");
    }

    [Fact]
    public void Fit_ColumnsThatAreNone_NamesThem()
    {
        var data = SyntheticScores.OfTwo(_context, ("a", [0.5f, 0.5f]));
        var catalog = _context.MulticlassClassification;

        catalog.Invoking(c => c.TemperatureCalibration("Lable").Fit(data)).Should().Throw<ArgumentException>().WithMessage("There is no label column 'Lable'.");
        catalog.Invoking(c => c.TemperatureCalibration("Label", "Scores").Fit(data)).Should().Throw<ArgumentException>().WithMessage("There is no score column 'Scores'.");
        catalog.Invoking(c => c.TemperatureCalibration("Id").Fit(data)).Should().Throw<ArgumentException>().WithMessage("Label column 'Id' must be text or a key*");
        catalog.Invoking(c => c.TemperatureCalibration("Label", "Id").Fit(data)).Should().Throw<ArgumentException>().WithMessage("Column 'Id' must be a vector of scores*");
        catalog.Invoking(c => c.TemperatureCalibration(" ")).Should().Throw<ArgumentException>();
        catalog.Invoking(c => c.TemperatureCalibration(outputColumnName: "")).Should().Throw<ArgumentException>();
    }

    /// <summary>Keys in the order of their occurrence: ML.NET compares numbers of keys.</summary>
    [Fact]
    public void Fit_KeysInAnotherOrder_IsRefused()
    {
        var data = SyntheticScores.OfTwo(_context, ("b", [0.6f, 0.4f]), ("a", [0.6f, 0.4f]));
        var keyed = _context.Transforms.Conversion.MapValueToKey("Label").Fit(data).Transform(data);

        _context.Invoking(c => c.MulticlassClassification.TemperatureCalibration().Fit(keyed)).Should().Throw<ArgumentException>().WithMessage("*key 1 of 2 is 'b', class 1 of 2 is 'a'*");
    }

    [Fact]
    public void Transform_ColumnThatIsNoVectorOfScores_Throws()
    {
        var data = SyntheticScores.OfTwo(_context, ("a", [0.6f, 0.4f]), ("b", [0.6f, 0.4f]), ("a", [0.6f, 0.4f]));
        var calibrator = _context.MulticlassClassification.TemperatureCalibration().Fit(data);
        var other = _context.Transforms.CopyColumns("Score", "Id").Fit(data).Transform(data);

        calibrator.Invoking(c => c.Transform(other)).Should().Throw<ArgumentException>().WithMessage("Column 'Score' must be a vector of scores, 32-bit floats*");
    }

    [Theory]
    [InlineData("Score", "Score", 0.0, "temperature is 0; it must be in [0.01, 100]")]
    [InlineData("Score", "Score", 100.5, "temperature is 100.5")]
    [InlineData("Score", "Score", double.NaN, "temperature is NaN")]
    [InlineData(" ", "Score", 1.0, "scoreColumnName")]
    [InlineData("Score", "", 1.0, "outputColumnName")]
    public void Load_StateThatNoEstimatorMakes_IsDamage(string score, string output, double temperature, string message)
    {
        var bytes = SavedBytes.Seal(state => Write(state, score, output, temperature), format: 1);

        Load(bytes).Should().Throw<InvalidDataException>().WithMessage($"The saved model is damaged*{message}*");
    }

    [Fact]
    public void Load_StateWithMoreOrLessThanItHas_IsDamage()
    {
        var whole = SavedBytes.Seal(state => Write(state, "Score", "Score", 1.5), format: 1);
        var longer = SavedBytes.Seal(state =>
        {
            Write(state, "Score", "Score", 1.5);
            state.Write(true);
        }, format: 1);

        TemperatureState.Load(_context, Reader(whole)).Temperature.Should().Be(1.5);
        Load([.. whole, 0]).Should().Throw<InvalidDataException>().WithMessage("*1 bytes are left over*");
        Load(longer).Should().Throw<InvalidDataException>().WithMessage("*1 bytes are left over*");
        Load(whole[..^1]).Should().Throw<InvalidDataException>().WithMessage("The saved model is damaged*");
        Load([.. whole[..40], (byte)(whole[40] ^ 1), .. whole[41..]]).Should().Throw<InvalidDataException>();
        Load(SavedBytes.Seal(state => Write(state, "Score", "Score", 1.5), format: 2)).Should().Throw<InvalidDataException>().WithMessage("*in format 2*reads formats 1 to 1*");
    }

    private static void Write(BinaryWriter state, string score, string output, double temperature)
    {
        state.Write(score);
        state.Write(output);
        state.Write(BitConverter.DoubleToInt64Bits(temperature));
    }

    private static StateReader Reader(byte[] bytes) => new(new MemoryStream(bytes), bytes.Length);

    private Func<TptTemperatureTransformer> Load(byte[] bytes) => () => TemperatureState.Load(_context, Reader(bytes));

    private void Refuse<TException>(string message, params (string Label, float[] Scores)[] rows)
        where TException : Exception
    {
        var data = SyntheticScores.OfTwo(_context, rows);

        _context.Invoking(c => c.MulticlassClassification.TemperatureCalibration().Fit(data)).Should().Throw<TException>().WithMessage(message);
    }
}
