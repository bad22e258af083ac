using Tpt.Engine.Prompts;

namespace Tpt.Engine.Tests.Prompts;

/// <summary>What a user meets who gives two classes one name, by accident or not.</summary>
[Collection(BuiltInModelCollection.Name)]
public sealed class SameNameTests(BuiltInModelFixture fixture)
{
    [Fact]
    public void Constructor_NamesThatDifferInCaseAlone_SaysWhatToDo()
        => FluentActions.Invoking(() => new TptClassifier(fixture.Model, ["dog", "Cat", "cat"])).Should().Throw<ArgumentException>()
            .WithMessage("Classes 'Cat' and 'cat' cannot be told apart*If both are meant, give both the same name: new ClassPromptSet(\"cat\", [\"Cat\"]).*");

    [Fact]
    public void Constructor_OneClassNameTwice_SaysHowTwoClassesMayHaveOneName()
        => FluentActions.Invoking(() => new TptClassifier(fixture.Model, ["missile", "dog", "missile"])).Should().Throw<ArgumentException>()
            .WithMessage("Class name 'missile' stands at 0 and at 2*new ClassPromptSet(\"another class name\", [\"missile\"])*");

    [Fact]
    public void Predict_TwoClassesOfOneName_GivesBothTheSameScore()
    {
        ClassPromptSet[] classes = [new("missile (weapon)", ["missile"]), new("dog"), new("missile (rocket)", ["missile"])];
        using var classifier = new TptClassifier(fixture.Model, classes, new TptClassifierOptions());

        var scores = classifier.Predict(SyntheticImages.Create(3)).Scores.ToArray();

        classifier.ClassNames.Should().Equal("missile (weapon)", "dog", "missile (rocket)");
        scores[0].Should().BeApproximately(scores[2], 1e-6f, "the row of a matrix product may round otherwise").And.BePositive();
    }
}
