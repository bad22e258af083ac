using System.Text.Json.Nodes;
using Tpt.Engine.Methods.ZeroShot;
using Tpt.Engine.Tests.Checkpoints;
using Tpt.Engine.Views;

namespace Tpt.Engine.Tests.Scoring;

/// <summary>A classifier takes views that it would have made itself, and no others.</summary>
[Collection(BuiltInModelCollection.Name)]
public sealed class ForeignViewsTests(BuiltInModelFixture fixture)
{
    private static readonly string[] _names = ["dog", "cat", "hot dog"];

    public static TheoryData<ViewOptions> Others =>
    [
        new ViewOptions { Seed = 1 },
        new ViewOptions { CropScaleMin = 0.5 },
        new ViewOptions { FlipProbability = 0 },
        new ViewOptions { Augmentation = ViewAugmentation.AugMix },
        new ViewOptions { Count = 32 },
    ];

    [Theory]
    [MemberData(nameof(Others))]
    public void Predict_ViewsOfOtherOptions_SaysWhoMustMakeThem(ViewOptions options)
    {
        using var classifier = new TptClassifier(fixture.Model, _names);
        using var other = new TptClassifier(fixture.Model, _names, new TptClassifierOptions { Views = options });
        using var own = classifier.CreateViews(SyntheticImages.Create(1));
        using var foreign = other.CreateViews(SyntheticImages.Create(1));

        classifier.Invoking(c => c.Predict([own, foreign])).Should().Throw<ArgumentException>()
            .WithMessage("rows[1] has * views of 64 pixels that another classifier made: this one needs 64 of 64, *Make the views with its CreateViews.*");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Predict_ViewsOfAnotherModel_AreTakenWhereItsPreprocessingIsTheSame(bool isTheSame)
    {
        using var folder = new TemporaryFolder();
        foreach (var file in Directory.GetFiles(fixture.Model.Folder))
        {
            File.Copy(file, folder.File(Path.GetFileName(file)));
        }
        var preprocessing = JsonNode.Parse(File.ReadAllText(folder.File("preprocessor_config.json")))!;
        preprocessing["image_mean"] = isTheSame ? preprocessing["image_mean"]!.DeepClone() : new JsonArray(0.5, 0.5, 0.5);
        File.WriteAllText(folder.File("preprocessor_config.json"), preprocessing.ToJsonString());
        using var model = ClipModel.Load(new ModelOptions { Path = folder.Path, GpuDeviceId = -1 });
        using var classifier = new TptClassifier(fixture.Model, _names);
        using var other = new TptClassifier(model, _names);
        using var views = other.CreateViews(SyntheticImages.Create(1));
        var predict = () => classifier.Predict(views);

        if (isTheSame)
        {
            predict.Should().NotThrow();
        }
        else
        {
            predict.Should().Throw<ArgumentException>().WithMessage("rows[0] has 64 views of 64 pixels that another classifier made*");
        }
    }

    [Fact]
    public void Predict_NoViewsInTheirPlace_NamesTheRow()
    {
        using var classifier = new TptClassifier(fixture.Model, _names);

        classifier.Invoking(c => c.Predict([null!])).Should().Throw<ArgumentNullException>().WithParameterName("rows[0]");
    }

    /// <summary>The views follow from the image and the options on views, so other classes and methods share them.</summary>
    [Fact]
    public void Predict_ViewsOfAClassifierOfOtherClasses_AreAsItsOwn()
    {
        using var classifier = new TptClassifier(fixture.Model, _names, new TptClassifierOptions { Method = new ZeroShotOptions() });
        using var other = new TptClassifier(fixture.Model, ["banana", "lemon"], new TptClassifierOptions { Views = { Seed = 0 } });
        using var own = classifier.CreateViews(SyntheticImages.Create(1));
        using var shared = other.CreateViews(SyntheticImages.Create(1));

        classifier.Predict(shared).Scores.ToArray().Should().Equal(classifier.Predict(own).Scores.ToArray());
    }
}
