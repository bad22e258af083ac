using Tpt.Engine.Tests.Scoring;
using Tpt.Engine.Views;

namespace Tpt.Engine.Tests.Cuda;

/// <summary>
/// The same picture twice, and by a second classifier, gives the same bits on the same GPU: nothing sums in an order that depends on time. A setting
/// of which this does not hold fails here under its name, and belongs into <c>tests/gpu/README.md</c>.
/// </summary>
[Collection(CudaCollection.Name)]
[Trait(CudaCollection.Trait, CudaCollection.Cuda)]
public sealed class CudaRepeatTests : IDisposable
{
    private const int Repetitions = 3;
    private readonly ClipModel _model = CudaDevice.Load();

    public static TheoryData<string, TptClassifierOptions> Settings => ClassifierPlacementTests.Settings;

    public void Dispose() => _model.Dispose();

    [CudaTheory]
    [MemberData(nameof(Settings))]
    public void Score_TheSameViewsAgain_GivesTheSameBits(string setting, TptClassifierOptions options)
    {
        var copy = options.Copy();
        copy.Views.Count = 20;
        using TptClassifier one = new(_model, ClassifierPlacementTests.Classes, copy), other = new(_model, ClassifierPlacementTests.Classes, copy.Copy());
        ViewBatch[] views = [one.CreateViews(SyntheticImages.Create(1)), one.CreateViews(SyntheticImages.Create(2))];
        var expected = Numbers(one);

        for (var i = 0; i < Repetitions; i++)
        {
            Numbers(one).Should().Equal(expected, "{0}, the same classifier", setting);
            Numbers(other).Should().Equal(expected, "{0}, another classifier", setting);
        }
        Array.ForEach(views, batch => batch.Dispose());

        int[] Numbers(TptClassifier classifier)
            => [.. classifier.Scorer.Score(views).SelectMany(image => image.Scores.Concat(image.ZeroShot).Concat(image.Context)).Select(BitConverter.SingleToInt32Bits)];
    }
}
