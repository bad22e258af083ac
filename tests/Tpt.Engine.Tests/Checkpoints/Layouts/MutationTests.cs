using Tpt.Parity.Fixtures;

namespace Tpt.Engine.Tests.Checkpoints.Layouts;

/// <summary>A checkpoint that differs from the control in one point is refused in words or gives other numbers, and never the control's without a word.</summary>
public sealed class MutationTests : IDisposable
{
    private static readonly Dictionary<string, CheckpointMutation> _mutations = new[] { ConfigurationMutations.All, WeightMutations.All, TokenizerMutations.All, PreprocessingMutations.All }
        .SelectMany(mutations => mutations).ToDictionary(StringComparer.Ordinal);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> Mutations() => [.. _mutations.Keys];

    [Theory]
    [MemberData(nameof(Mutations))]
    public void Load_Mutation_IsRefusedInWordsOrReadAsWhatItSays(string name)
    {
        var mutation = _mutations[name];
        using var model = new SampleModel(mutation.QuickGelu, mutation.ExtraTokens);
        var options = mutation.Write(model, Directory.CreateDirectory(_folder.File("model")).FullName);

        var (reading, refusal) = Load(options);

        if (refusal is not null)
        {
            RefusalRules.FaultsOf(refusal, new FixtureRefusal { MessageAnyOf = mutation.Words }, [options.Path!]).Should().BeEmpty("{0}", refusal);
            return;
        }
        using var unchanged = new SampleModel(mutation.QuickGelu);
        reading!.IsSameAs(ModelReading.Of(HuggingFaceLayouts.Plain(unchanged, _folder.File("control")))).Should().BeFalse("the difference was passed over without a word");
        mutation.Shows(reading).Should().BeTrue("it is read as something else than it says");
        if (mutation.Meaning is { } meaning)
        {
            reading.IsSameAs(ModelReading.Of(meaning(model, _folder.File("meaning")))).Should().BeTrue("it is read as something else than it says");
        }
    }

    private static (ModelReading? Reading, Exception? Refusal) Load(ModelOptions options)
    {
        try
        {
            return (ModelReading.Of(options), null);
        }
        // What it may be is what the test looks at.
        catch (Exception e)
        {
            return (null, e);
        }
    }
}
