using FluentAssertions;
using Tpt.Engine.Tokenization;
using Tpt.Pretraining.Training;
using Xunit;

namespace Tpt.Pretraining.Tests.Training;

[Collection(DefaultGeneratorCollection.Name)]
public class ZeroShotProbeTests
{
    [Fact]
    public void LooksAtTheValidationStyleAndTheFitOfSeenConceptsAlone()
    {
        var library = TinyTraining.CreateLibrary();
        using var network = BuiltInArchitecture.Initialise(TinyTraining.Config, seed: 3);
        var probe = new ZeroShotProbe(library, new TextBatch(new ClipTokenizer(TinyTraining.Vocabulary)), TinyTraining.Config.Vision.ImageSize);

        // Of validation concepts there is one, which is no set to choose in; five of the seen ones are animals.
        probe.Evaluate(network).Should().SatisfyRespectively(
            line => line.Should().StartWith("animals, validation style: ").And.EndWith("% of 5"),
            line => line.Should().StartWith("animals, a training style (fit): ").And.EndWith("/100.0 % of 5"));
    }
}
