using Tpt.Engine.Approximations;
using Tpt.Engine.Evidence;
using Tpt.Engine.Methods;

namespace Tpt.Engine.Tests.Methods;

/// <summary>What a method computes once for a class set: when, for whom, and how long it lives.</summary>
[Collection(BuiltInModelCollection.Name)]
public sealed class MethodPreparationTests(BuiltInModelFixture fixture)
{
    private static readonly string[] _names = ["dog", "cat", "hot dog"];

    [Fact]
    public void Constructor_FastAndExactScorer_PreparesOnceForBoth()
    {
        var method = new PreparedMethodOptions();
        var options = new TptClassifierOptions { Views = { Count = 4, Seed = 6 }, Method = method, Approximations = { PatchDropout = 0.5, ExactMargin = 0.5 } };

        var classifier = new TptClassifier(fixture.Model, _names, options);

        var state = method.Log.Prepared.Should().ContainSingle().Which;
        method.Log.Contexts.Should().HaveCount(2).And.OnlyContain(context => context.State == state);
        method.Log.Contexts.Select(context => context.Approximations.PatchDropout).Should().Equal(0.5, 0);
        state.Preparation.Seed.Should().Be(6);
        state.Preparation.Classes.Select(set => set.ClassName).Should().Equal(_names);
        state.Preparation.Saved.Should().BeNull();
        classifier.MethodState.Should().Equal(1, 2, 3);
        state.Disposals.Should().Be(0);
        classifier.Dispose();
        classifier.Dispose();
        state.Disposals.Should().Be(1);
    }

    [Fact]
    public void Constructor_SavedState_IsGivenToThePreparation()
    {
        var method = new PreparedMethodOptions();

        using var classifier = new TptClassifier(fixture.Model, [.. _names.Select(name => new Engine.Prompts.ClassPromptSet(name))], new TptClassifierOptions { Method = method }, [4, 5], null, default);

        method.Log.Prepared.Single().Preparation.Saved.Should().Equal(4, 5);
    }

    [Fact]
    public void Constructor_MethodThatFailsAfterItsPreparation_DisposesOfTheState()
    {
        var method = new PreparedMethodOptions { Fails = true };

        FluentActions.Invoking(() => new TptClassifier(fixture.Model, _names, new TptClassifierOptions { Method = method })).Should().Throw<InvalidOperationException>().WithMessage("It fails.");

        method.Log.Prepared.Single().Disposals.Should().Be(1);
    }

    [Fact]
    public void MethodState_OfAMethodThatPreparesNothing_IsNull()
    {
        using var classifier = new TptClassifier(fixture.Model, _names);

        classifier.MethodState.Should().BeNull();
    }

    private sealed class Log
    {
        public List<State> Prepared { get; } = [];

        public List<MethodContext> Contexts { get; } = [];
    }

    private sealed class State(MethodPreparation preparation) : MethodState
    {
        public MethodPreparation Preparation => preparation;

        public int Disposals { get; private set; }

        public override byte[] Save() => [1, 2, 3];

        public override void Dispose() => Disposals++;
    }

    private sealed record PreparedMethodOptions : MethodOptions
    {
        public Log Log { get; } = new();

        public bool Fails { get; init; }

        internal override bool IsPrepared => true;

        internal override MethodNeeds Needs(int views) => MethodNeeds.CentreView;

        internal override MethodState Prepare(MethodPreparation preparation)
        {
            var state = new State(preparation);
            Log.Prepared.Add(state);
            return state;
        }

        internal override IAdaptationMethod Create(MethodContext context)
        {
            Log.Contexts.Add(context);
            return Fails ? throw new InvalidOperationException("It fails.") : new Centre();
        }
    }

    private sealed class Centre : IAdaptationMethod
    {
        public IReadOnlyList<Adaptation> Adapt(IReadOnlyList<ViewEvidence> rows) => [.. rows.Select(row => new Adaptation(row.Logits[0], [], Context: null))];
    }
}
