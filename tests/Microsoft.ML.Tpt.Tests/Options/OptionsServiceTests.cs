using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.ML.Tests.Support;
using Tpt.Engine.Approximations;
using Tpt.Engine.Methods.ConfidentViewAveraging;
using Tpt.Engine.Views;

namespace Microsoft.ML.Tests.Options;

/// <summary>The options as a web application has them: from appsettings.json, through the container.</summary>
public sealed class OptionsServiceTests(Workspace workspace) : IClassFixture<Workspace>
{
    private const string Settings = """
        {
          "Tpt": {
            "ClassNames": [ "cat", "dog", "horse" ],
            "ZeroShotScoreColumnName": "ZeroShotScore",
            "Prompt": { "Template": "a sketch of a {0}.", "ZeroShotTemplates": [ "a {0}", "the {0}" ] },
            "Views": { "Count": 8, "Augmentation": "AugMix" },
            "Method": "ConfidentViewAveraging; SelectionFraction=0.5",
            "Approximations": { "Precision": "Auto" },
            "Model": { "GpuDeviceId": -1, "FallbackToCpu": true },
            "ModelStorage": "Embed",
            "BatchSize": 2
          }
        }
        """;

    [Fact]
    public void Configure_Section_BindsNamesGroupsEnumerationsAndTheMethod()
    {
        var options = Resolve(Settings);

        options.ClassNames.Should().Equal("cat", "dog", "horse");
        options.ZeroShotScoreColumnName.Should().Be("ZeroShotScore");
        options.Prompt.Template.Should().Be("a sketch of a {0}.");
        options.Prompt.ZeroShotTemplates.Should().Equal("a {0}", "the {0}");
        (options.Views.Count, options.Views.Augmentation).Should().Be((8, ViewAugmentation.AugMix));
        options.Method.Should().Be(new ConfidentViewAveragingOptions { SelectionFraction = 0.5 });
        options.Approximations.Precision.Should().Be(TptPrecision.Auto);
        (options.Model.GpuDeviceId, options.Model.FallbackToCpu).Should().Be((-1, true));
        (options.ModelStorage, options.BatchSize).Should().Be((TptModelStorage.Embed, 2));
        options.Validate();
    }

    [Fact]
    public void Configure_Section_ScoresWithIt()
    {
        var context = new MLContext(seed: 1);
        var images = workspace.LoadImages(context, 1);
        using var transformer = context.Transforms.TestTimePromptTuning(Resolve(Settings)).Fit(images);

        Workspace.ReadScores(context, transformer.Transform(images)).Single().Score.Should().HaveCount(3);
    }

    [Fact]
    public void Configure_SectionThatIsNotThere_GivesTheDefaults_WhichTheEstimatorRefuses()
    {
        var options = Resolve("{}");

        options.Should().BeEquivalentTo(new TptOptions(), o => o.RespectingRuntimeTypes());
        new MLContext().Invoking(context => context.Transforms.TestTimePromptTuning(options)).Should().Throw<ArgumentException>().WithMessage("The classes must come from exactly one of ClassNames, *");
    }

    [Theory]
    [InlineData("""{ "Tpt": { "Views": { "Count": "many" } } }""", "Tpt:Views:Count")]
    [InlineData("""{ "Tpt": { "Approximations": { "Precision": "Exact" } } }""", "Tpt:Approximations:Precision")]
    [InlineData("""{ "Tpt": { "BatchSize": 1.5 } }""", "Tpt:BatchSize")]
    [InlineData("""{ "Tpt": { "Method": "Magic" } }""", "Tpt:Method")]
    public void Configure_ValueOfAWrongType_NamesTheKey(string settings, string key) =>
        FluentActions.Invoking(() => Resolve(settings)).Should().Throw<InvalidOperationException>().WithMessage($"*'{key}'*");

    [Theory]
    [InlineData("""{ "Tpt": { "Veiws": { "Count": 8 } } }""", "Veiws")]
    [InlineData("""{ "Tpt": { "Views": { "Number": 8 } } }""", "Number")]
    [InlineData("""{ "Tpt": { "LabelColumnName": "Label" } }""", "LabelColumnName")]
    public void Configure_UnknownKey_IsAnErrorWhereTheBinderIsTold(string settings, string key)
    {
        Resolve(settings).Should().BeEquivalentTo(new TptOptions(), o => o.RespectingRuntimeTypes());

        FluentActions.Invoking(() => Resolve(settings, binder => binder.ErrorOnUnknownConfiguration = true)).Should().Throw<InvalidOperationException>().WithMessage($"*'{key}'*");
    }

    [Fact]
    public void Configure_KnownKeysOnly_PassWhereTheBinderIsTold() =>
        Resolve(Settings, binder => binder.ErrorOnUnknownConfiguration = true).BatchSize.Should().Be(2);

    private static TptOptions Resolve(string settings, Action<BinderOptions>? configure = null)
    {
        using var stream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(settings));
        var configuration = new ConfigurationBuilder().AddJsonStream(stream).Build();
        using var services = new ServiceCollection().Configure<TptOptions>(configuration.GetSection("Tpt"), configure ?? (_ => { })).BuildServiceProvider();
        return services.GetRequiredService<IOptions<TptOptions>>().Value;
    }
}
