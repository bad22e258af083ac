using FluentAssertions;
using TorchSharp;
using Tpt.Engine.Tests.Checkpoints;
using Tpt.Engine.Tokenization;
using Tpt.Pretraining.Training;
using Xunit;
using static TorchSharp.torch;

namespace Tpt.Pretraining.Tests.Training;

[Collection(DefaultGeneratorCollection.Name)]
public class TrainerTests
{
    [Fact]
    public void ARunThatGoesOnEndsWithTheSameWeightsAsOneThatWasNotInterrupted()
    {
        using var folder = new TemporaryFolder();
        var expected = WeightsAfter(trainer => Steps(trainer, 6));

        using (var first = TinyTraining.CreateTrainer())
        {
            Steps(first, 4);
            first.Save(folder.Path);
        }
        var actual = WeightsAfter(trainer =>
        {
            trainer.Resume(folder.Path);
            trainer.Step.Should().Be(4);
            Steps(trainer, 2);
        });

        actual.Should().Equal(expected);
    }

    [Fact]
    public void TrainingChangesEveryWeightAndTheLossFalls()
    {
        var before = WeightsAfter(_ => { });
        var losses = new List<double>();
        var after = WeightsAfter(trainer =>
        {
            for (var i = 0; i < 6; i++)
            {
                losses.Add(trainer.Next().ImageToText);
            }
        });

        after.Keys.Where(name => after[name] == before[name]).Should().BeEmpty();
        losses[^1].Should().BeLessThan(losses[0]);
    }

    [Fact]
    public void AStepLeavesNoTensors()
    {
        using var trainer = TinyTraining.CreateTrainer();
        Steps(trainer, 2);
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        Steps(trainer, 3);

        DisposeScopeManager.Statistics.ThreadTotalLiveCount.Should().Be(before);
    }

    [Fact]
    public void AnotherSeedsCheckpointIsRefused()
    {
        using var folder = new TemporaryFolder();
        using (var trainer = TinyTraining.CreateTrainer())
        {
            trainer.Save(folder.Path);
        }
        var library = TinyTraining.CreateLibrary();
        var settings = TinyTraining.Settings with { Seed = 1 };
        using var other = new Trainer(library, TinyTraining.CreateSampler(library, settings), new ClipTokenizer(TinyTraining.Vocabulary), TinyTraining.Config, settings);

        other.Invoking(t => t.Resume(folder.Path)).Should().Throw<InvalidDataException>().WithMessage("*seed 0 and 6 steps*seed 1*");
    }

    private static void Steps(Trainer trainer, int count)
    {
        for (var i = 0; i < count; i++)
        {
            trainer.Next();
        }
    }

    /// <summary>The averaged weights' sums of absolute values, by name.</summary>
    private static Dictionary<string, float> WeightsAfter(Action<Trainer> train)
    {
        using var scope = NewDisposeScope();
        using var trainer = TinyTraining.CreateTrainer();
        train(trainer);
        using var network = BuiltInArchitecture.Initialise(TinyTraining.Config, seed: 5);
        trainer.CopyAveragesTo(network);
        return network.named_parameters().ToDictionary(p => p.name, p => p.parameter.abs().sum().item<float>());
    }
}
