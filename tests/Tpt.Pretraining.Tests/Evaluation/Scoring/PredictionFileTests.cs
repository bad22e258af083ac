using Tpt.Pretraining.Evaluation.Scoring;

namespace Tpt.Pretraining.Tests.Evaluation.Scoring;

public sealed class PredictionFileTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    [Fact]
    public void Read_WhatWasWritten_IsTheSame()
    {
        ImagePrediction[] predictions =
        [
            new("set", 3, "1st place medal/a, b.png", "1st place medal", "TPT, 2 steps", 1, "the \"o\" button", 2, 1 / 3f),
            new("set", 3, "piñata/1.png", "piñata", "zero-shot", null, "piñata", 1, 0.25f),
        ];

        PredictionFile.Write(_path, predictions);

        PredictionFile.Read(_path).Should().Equal(predictions);
    }

    [Theory]
    [InlineData("another,header\n1,2")]
    [InlineData("set,classes,image,label,method,seed,predicted,label_rank,confidence\n")]
    [InlineData("set,classes,image,label,method,seed,predicted,label_rank,confidence\na,three,b,c,d,,e,1,0.5")]
    public void Read_AnotherFile_ThrowsWithItsName(string text)
    {
        File.WriteAllText(_path, text);

        FluentActions.Invoking(() => PredictionFile.Read(_path)).Should().Throw<InvalidDataException>().WithMessage($"*{Path.GetFileName(_path)}*");
    }

    public void Dispose() => File.Delete(_path);
}
