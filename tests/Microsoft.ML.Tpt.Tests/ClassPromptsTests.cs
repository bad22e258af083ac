using Microsoft.ML.Data;
using Microsoft.ML.Tests.Support;
using Microsoft.ML.Tpt.Columns;
using Microsoft.ML.Tpt.Internals;
using Tpt.Engine;
using Tpt.Engine.Devices;
using Tpt.Engine.Imaging;
using Tpt.Engine.Prompts;

namespace Microsoft.ML.Tests;

/// <summary>Class prompts as a stage, and classes from a label column.</summary>
public sealed class ClassPromptsTests(Workspace workspace) : IClassFixture<Workspace>
{
    private static readonly ClassPromptSet[] _synonyms = [new("cat", ["cat", "kitten"]), new("dog", ["dog"]), new("hot_dog", ["hot_dog", "frankfurter", "wiener"])];
    private readonly MLContext _context = new(seed: 1);

    [Fact]
    public void AddClassPrompts_AddsAKnownSizeTextVectorWithSlotsNamedByTheClasses()
    {
        var rows = _context.Data.LoadFromEnumerable(workspace.Rows(2));

        var prompted = _context.Transforms.AddClassPrompts("Prompts", ["cat", "dog"], "a sketch of a {0}.").Fit(rows).Transform(rows);

        prompted.Schema["Prompts"].Type.Should().Be(new VectorDataViewType(TextDataViewType.Instance, 2));
        prompted.Schema["Prompts"].TextsOrNull("SlotNames").Should().Equal("cat", "dog");
        prompted.GetColumn<string[]>("Prompts").Should().HaveCount(2).And.OnlyContain(prompts => prompts.SequenceEqual(new[] { "a sketch of a cat.", "a sketch of a dog." }));
        prompted.GetColumn<float>("Id").Should().Equal(0, 1);
    }

    [Fact]
    public void AddClassPrompts_Synonyms_GiveASlotEach()
    {
        var rows = _context.Data.LoadFromEnumerable(workspace.Rows(1));

        var prompted = _context.Transforms.AddClassPrompts("Prompts", _synonyms, "a {0}").Fit(rows).Transform(rows);

        prompted.Schema["Prompts"].TextsOrNull("SlotNames").Should().Equal("cat", "cat", "dog", "hot_dog", "hot_dog", "hot_dog");
        prompted.GetColumn<string[]>("Prompts").Single().Should().Equal("a cat", "a kitten", "a dog", "a hot dog", "a frankfurter", "a wiener");
    }

    [Fact]
    public void AddClassPrompts_WorksInAPredictionEngineAndBehindSplitCursors()
    {
        var rows = _context.Data.LoadFromEnumerable(workspace.Rows(5));
        var transformer = _context.Transforms.AddClassPrompts("Prompts", ["cat", "dog"], "a {0}").Fit(rows);
        using var engine = _context.Model.CreatePredictionEngine<PathRow, PromptsRow>(transformer);

        var prompted = transformer.Transform(rows);
        var count = prompted.GetRowCursorSet(prompted.Schema, 3).Sum(cursor =>
        {
            using (cursor)
            {
                var rowCount = 0;
                while (cursor.MoveNext())
                {
                    rowCount++;
                }

                return rowCount;
            }
        });

        engine.Predict(workspace.Rows(1)[0]).Prompts.Should().Equal("a cat", "a dog");
        count.Should().Be(5);
    }

    [Fact]
    public void AddClassPrompts_ShapeOfTheEstimator_IsThatOfItsOutput()
    {
        var rows = _context.Data.LoadFromEnumerable(workspace.Rows(1));
        var estimator = _context.Transforms.AddClassPrompts("Prompts", ["cat", "dog"], "a {0}");

        var shape = estimator.GetOutputSchema(Interop.ToShape(rows.Schema)).Single(column => column.Name == "Prompts");

        (shape.Kind, shape.ItemType, shape.IsKey).Should().Be((SchemaShape.Column.VectorKind.Vector, TextDataViewType.Instance, false));
    }

    [Theory]
    [InlineData("a photo")]
    [InlineData("{0} and {0}")]
    public void AddClassPrompts_TemplateWithoutOnePlaceForTheName_Throws(string template)
    {
        var create = () => _context.Transforms.AddClassPrompts("Prompts", ["cat"], template);

        create.Should().Throw<ArgumentException>().WithMessage($"*'{template}'*exactly once*");
    }

    [Fact]
    public void AddClassPrompts_ClassWithoutAName_Throws()
    {
        var create = () => _context.Transforms.AddClassPrompts("Prompts", [new ClassPromptSet("cat", [])], "a {0}");

        create.Should().Throw<ArgumentException>().WithMessage("*'cat' has no name*");
    }

    [Fact]
    public void TestTimePromptTuning_FromAPromptsColumn_ScoresAsTheEngineDoesWithSynonyms()
    {
        var bytes = Workspace.LoadBytes(_context, workspace.Rows(2));
        using var chain = _context.Transforms.AddClassPrompts("Prompts", _synonyms, "a drawing of a {0}").Append(_context.Transforms.TestTimePromptTuning(FromColumn("Prompts"))).Fit(bytes);
        using var model = ClipModel.Load(new ModelOptions { GpuDeviceId = TorchDevice.CpuId });
        var options = Workspace.Options().Engine;
        (options.Prompt.Template, options.Views.Seed) = ("a drawing of a {0}", 1);
        using var classifier = new TptClassifier(model, _synonyms, options);

        var scored = Workspace.ReadScores(_context, chain.Transform(bytes));

        chain.LastTransformer.ClassNames.Should().Equal("cat", "dog", "hot_dog");
        chain.LastTransformer.Options.Prompt.Template.Should().Be("a drawing of a {0}");
        foreach (var row in scored)
        {
            using var bitmap = SkiaSharp.SKBitmap.Decode(workspace.Images[(int)row.Id]).Copy(SkiaSharp.SKColorType.Rgba8888);
            row.Score.Should().Equal(classifier.Predict(ImagePixels.FromRgba(bitmap.Bytes, bitmap.Width, bitmap.Height)).Scores.ToArray());
        }
    }

    [Fact]
    public void TestTimePromptTuning_FittedOnAPromptsColumn_ScoresDataWithoutIt()
    {
        var images = workspace.LoadImages(_context, 2);
        var prompted = _context.Transforms.AddClassPrompts("Prompts", Workspace.ClassNames, "a {0}").Fit(images).Transform(images);
        using var transformer = _context.Transforms.TestTimePromptTuning(FromColumn("Prompts")).Fit(prompted);

        Workspace.ReadScores(_context, transformer.Transform(images)).Should().HaveCount(2);
    }

    [Fact]
    public void TestTimePromptTuning_SavedWithSynonyms_LoadsThem()
    {
        var images = workspace.LoadImages(_context, 2);
        var prompted = _context.Transforms.AddClassPrompts("Prompts", _synonyms, "a {0}").Fit(images).Transform(images);
        using var transformer = _context.Transforms.TestTimePromptTuning(FromColumn("Prompts")).Fit(prompted);
        var file = workspace.PathOf("synonyms.zip");
        _context.Model.Save(transformer, images.Schema, file);

        using var loaded = (TptTransformer)_context.Model.Load(file, out _);

        loaded.Scorer.Classes.Should().BeEquivalentTo(_synonyms, options => options.WithStrictOrdering());
        loaded.Transform(images).GetColumn<float[]>("Score").Should().BeEquivalentTo(transformer.Transform(images).GetColumn<float[]>("Score"), options => options.WithStrictOrdering());
    }

    [Theory]
    [InlineData("Path", "*'Path' has no class prompts*AddClassPrompts*")]
    [InlineData("Missing", "*no column 'Missing'*class prompts*")]
    public void TestTimePromptTuning_FromAColumnThatIsNone_Throws(string column, string message)
    {
        var fit = () => _context.Transforms.TestTimePromptTuning(FromColumn(column)).Fit(workspace.LoadImages(_context, 1));

        fit.Should().Throw<ArgumentException>().WithMessage(message);
    }

    [Fact]
    public void TestTimePromptTuning_TemplateBesideAPromptsColumnOfAnother_Throws()
    {
        var images = workspace.LoadImages(_context, 1);
        var prompted = _context.Transforms.AddClassPrompts("Prompts", ["cat", "dog"], "a {0}").Fit(images).Transform(images);
        var options = FromColumn("Prompts");
        options.Prompt.Template = "the {0}";

        var fit = () => _context.Transforms.TestTimePromptTuning(options).Fit(prompted);

        fit.Should().Throw<ArgumentException>().WithMessage("Prompt.Template is 'the {0}'*'Prompts' were made with 'a {0}'*");
    }

    [Fact]
    public void TestTimePromptTuning_FromALabelColumn_TakesTheKeyValuesInTheirOrder()
    {
        var images = workspace.LoadImages(_context, 6);
        var labelled = _context.Transforms.Conversion.MapValueToKey("Label", keyOrdinality: Transforms.ValueToKeyMappingEstimator.KeyOrdinality.ByValue).Fit(images).Transform(images);
        var options = Workspace.Options();
        options.ClassNames = null;
        options.ClassesFromColumnName = "Label";

        using var transformer = _context.Transforms.TestTimePromptTuning(options).Fit(labelled);

        transformer.ClassNames.Should().Equal(Workspace.ClassNames.Order(StringComparer.Ordinal));
        transformer.Options.ClassNames.Should().Equal(transformer.ClassNames);
        Workspace.ReadScores(_context, transformer.Transform(images)).Should().HaveCount(6);
    }

    [Theory]
    [InlineData("Label", "*'Label' must be of key type*MapValueToKey*")]
    [InlineData("Missing", "*no label column 'Missing'*")]
    public void TestTimePromptTuning_FromALabelColumnThatIsNone_Throws(string column, string message)
    {
        var options = Workspace.Options();
        options.ClassNames = null;
        options.ClassesFromColumnName = column;

        var fit = () => _context.Transforms.TestTimePromptTuning(options).Fit(workspace.LoadImages(_context, 1));

        fit.Should().Throw<ArgumentException>().WithMessage(message);
    }

    [Fact]
    public void GetOutputSchema_ColumnOfTheClassesMissing_Throws()
    {
        var images = workspace.LoadImages(_context, 1);

        var shape = () => _context.Transforms.TestTimePromptTuning(FromColumn("Prompts")).GetOutputSchema(Interop.ToShape(images.Schema));

        shape.Should().Throw<ArgumentException>().WithMessage("*no column 'Prompts'*");
    }

    private static TptOptions FromColumn(string column)
    {
        var options = Workspace.Options();
        options.ClassNames = null;
        options.ClassPromptsColumnName = column;
        return options;
    }

    private sealed class PromptsRow
    {
        public string[] Prompts { get; set; } = [];
    }
}
