using TorchSharp;
using Tpt.Engine.Approximations;
using Tpt.Engine.Evidence;
using Tpt.Engine.Methods;
using Tpt.Engine.Prompts;
using Tpt.Engine.Scoring;
using Tpt.Engine.Validation;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Methods;

// What a further method takes. The files that adding it touched:
//   tests/Tpt.Engine.Tests/Methods/ToyMethod.cs      this one, with its tests
// In the library it is a folder Methods/Toy/ of two files, its options and itself. There MethodOptions.All finds it by its type, for saved
// models, configuration files and the tests over every option and every method, none of which name it.

/// <summary>The settings of <see cref="ToyMethod"/>.</summary>
public sealed record ToyMethodOptions : MethodOptions
{
    /// <summary>What the logits are divided by.</summary>
    [Within(0, 100, MinIsExclusive = true)]
    public double Temperature { get; set; } = 1;

    internal override MethodNeeds Needs(int views) => new(views, SelectedViews: 0, TunesContext: false);

    internal override IAdaptationMethod Create(MethodContext context) => new ToyMethod(Temperature);
}

/// <summary>The mean of all views' zero-shot logits.</summary>
internal sealed class ToyMethod(double temperature) : IAdaptationMethod
{
    public IReadOnlyList<Adaptation> Adapt(IReadOnlyList<ViewEvidence> rows)
        => [.. rows.Select(row => new Adaptation(row.Logits.mean([0]) / temperature, [], Context: null))];
}

[Collection(BuiltInModelCollection.Name)]
public sealed class ToyMethodTests(BuiltInModelFixture fixture)
{
    private static readonly string[] _names = ["dog", "cat", "hot dog"];

    [Fact]
    public void Predict_ToyMethod_ScoresByTheMeanLogitsOfTheViews()
    {
        using var classifier = new TptClassifier(fixture.Model, _names, Options(temperature: 2));
        using var views = classifier.CreateViews(SyntheticImages.Create(1));
        using var scope = NewDisposeScope();
        using var classes = PromptPreparation.Prepare(fixture.Model.Text, [.. _names.Select(name => new ClassPromptSet(name))], classifier.Options.Prompt, seed: 0);
        var evidence = new ViewEncoder(fixture.Model.Network.Images, classes).Encode(views.ToTensor(), keptViews: 0);
        var expected = (evidence.Logits.mean([0]) / 2).softmax(-1).data<float>().ToArray();

        var prediction = classifier.Predict(views);

        evidence.Count.Should().Be(8);
        prediction.Scores.ToArray().Zip(expected, (a, b) => Math.Abs(a - b)).Max().Should().BeLessThan(1e-6f);
        prediction.SelectedViews.Length.Should().Be(0);
        prediction.Scores.ToArray().Should().NotEqual(prediction.ZeroShotScores.ToArray());
    }

    [Fact]
    public void Validate_OptionOfTheToyMethod_IsNamedByItsPath()
        => Options(temperature: 0).Invoking(options => options.Validate()).Should().Throw<ArgumentException>().WithMessage("Method.Temperature is 0; it must be in (0, 100].*");

    [Fact]
    public void Name_OfTheToyMethod_IsThatOfItsOptions() => new ToyMethodOptions().Name.Should().Be("ToyMethod");

    private static TptClassifierOptions Options(double temperature) => new() { Views = { Count = 8 }, Method = new ToyMethodOptions { Temperature = temperature } };
}
