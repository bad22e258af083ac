using Microsoft.ML.Data;
using Microsoft.ML.Tests.Support;
using Microsoft.ML.Tpt.Internals;
using Tpt.Engine;
using Tpt.Engine.Approximations;

namespace Microsoft.ML.Tests;

/// <summary>What a user can get wrong before the first row, and what the message says.</summary>
public sealed class InvalidInputTests(Workspace workspace) : IClassFixture<Workspace>
{
    private readonly MLContext _context = new();

    [Fact]
    public void ClassNames_None_Throws() => Create([]).Should().Throw<ArgumentException>().WithMessage("*list of class names is empty*");

    [Fact]
    public void ClassNames_Blank_Throws() => Create(["cat", " "]).Should().Throw<ArgumentException>().WithMessage("Class name 1 is blank*");

    [Fact]
    public void ClassNames_Twice_Throws() => Create(["cat", "dog", "cat"]).Should().Throw<ArgumentException>().WithMessage("*'cat', occurs twice*");

    [Fact]
    public void ClassNames_TooLongForThePrompt_ThrowsAndNamesTheClass()
    {
        var name = string.Join(' ', Enumerable.Repeat("zq", 30));

        var fit = () => _context.Transforms.TestTimePromptTuning(["cat", name]).Fit(workspace.LoadImages(_context));

        fit.Should().Throw<ArgumentException>().WithMessage($"*{name}*");
    }

    [Fact]
    public void Classes_FromNowhere_Throws() =>
        With(options => options.ClassNames = null).Should().Throw<ArgumentException>().WithMessage("*exactly one of ClassNames, ClassPromptsColumnName and ClassesFromColumnName, but 0*");

    [Fact]
    public void Classes_FromTwoPlaces_Throws() =>
        With(options => options.ClassesFromColumnName = "Label").Should().Throw<ArgumentException>().WithMessage("*exactly one of*but 2*");

    [Fact]
    public void ViewChunkSize_Zero_Throws() => With(options => options.Model.ViewChunkSize = 0).Should().Throw<ArgumentException>().WithMessage("Model.ViewChunkSize is 0; it must be at least 1*");

    [Fact]
    public void ViewChunkSize_ToldAndMeasured_Throws() => With(options => (options.Model.ViewChunkSize, options.Model.MeasureViewChunkSize) = (4, true))
        .Should().Throw<ArgumentException>().WithMessage("Model.ViewChunkSize is 4, so there is nothing for MeasureViewChunkSize to find*");

    [Fact]
    public void BatchSize_Zero_Throws() => With(options => options.BatchSize = 0).Should().Throw<ArgumentException>().WithMessage("BatchSize is 0; it must be at least 1*");

    [Fact]
    public void Views_Zero_Throws() => With(options => options.Views.Count = 0).Should().Throw<ArgumentException>().WithMessage("Views.Count is 0;*");

    [Fact]
    public void GpuDeviceId_BelowTheCpus_Throws() => With(options => options.Model.GpuDeviceId = -2).Should().Throw<ArgumentException>().WithMessage("Model.GpuDeviceId is -2*");

    [Fact]
    public void ModelStorage_NoMember_Throws() => With(options => options.ModelStorage = (TptModelStorage)7).Should().Throw<ArgumentException>().WithMessage("ModelStorage is 7*Embed or Reference*");

    [Fact]
    public void Precision_NoMember_Throws() => With(options => options.Approximations.Precision = (TptPrecision)7).Should().Throw<ArgumentException>().WithMessage("Approximations.Precision is 7*Auto, Float32, BFloat16, Float16*");

    [Fact]
    public void ModelPath_Blank_Throws() => With(options => options.Model.Path = "").Should().Throw<ArgumentException>().WithMessage("Model.Path is blank*");

    [Fact]
    public void TokenizerFolder_Blank_Throws() =>
        With(options => (options.Model.Path, options.Model.TokenizerFolder) = ("model", " ")).Should().Throw<ArgumentException>().WithMessage("Model.TokenizerFolder is blank*");

    [Fact]
    public void TokenizerFolder_OfTheBuiltInModel_Throws() =>
        With(options => options.Model.TokenizerFolder = "tokenizer").Should().Throw<ArgumentException>().WithMessage("Model.TokenizerFolder is set*Model.Path is null*");

    [Fact]
    public void QuickGelu_OfTheBuiltInModel_Throws() =>
        With(options => options.Model.QuickGelu = false).Should().Throw<ArgumentException>().WithMessage("Model.QuickGelu is set*Model.Path is null*");

    [Fact]
    public void OutputColumns_OfOneName_Throws() =>
        With(options => options.ZeroShotScoreColumnName = "Score").Should().Throw<ArgumentException>().WithMessage("Two output columns have the name 'Score'*");

    [Theory]
    [InlineData(" ")]
    [InlineData("")]
    public void OptionalOutputColumn_Blank_Throws(string name) =>
        With(options => options.EntropyColumnName = name).Should().Throw<ArgumentException>().WithMessage("EntropyColumnName is blank; it must be text that is not blank*");

    [Fact]
    public void InputColumnName_Blank_Throws() => With(options => options.InputColumnName = "").Should().Throw<ArgumentException>().WithMessage("InputColumnName is blank; it must be text that is not blank*");

    [Fact]
    public void Options_ChangedAfterwards_DoNotReachTheEstimator()
    {
        var options = Workspace.Options();
        var names = new List<string>(Workspace.ClassNames);
        options.ClassNames = names;
        var estimator = _context.Transforms.TestTimePromptTuning(options);
        options.ScoreColumnName = "Other";
        names[0] = "other";

        using var transformer = estimator.Fit(workspace.LoadImages(_context));

        transformer.Options.ScoreColumnName.Should().Be("Score");
        transformer.ClassNames.Should().Equal(Workspace.ClassNames);
    }

    [Fact]
    public void ImageColumn_Missing_ThrowsAndListsTheColumns()
    {
        var rows = _context.Data.LoadFromEnumerable(workspace.Rows());
        var estimator = _context.Transforms.TestTimePromptTuning(Workspace.ClassNames);

        var fit = () => estimator.Fit(rows);
        var shape = () => estimator.GetOutputSchema(Interop.ToShape(rows.Schema));

        fit.Should().Throw<ArgumentException>().WithMessage("*no image column 'Image'*'Id', 'Path', 'Label'*");
        shape.Should().Throw<ArgumentException>().WithMessage("*no image column 'Image'*'Id', 'Path', 'Label'*");
    }

    [Fact]
    public void ImageColumn_NoImage_ThrowsAndSaysWhatItIs()
    {
        var rows = _context.Data.LoadFromEnumerable(workspace.Rows());
        var estimator = _context.Transforms.TestTimePromptTuning(Workspace.ClassNames, inputColumnName: "Path");

        var fit = () => estimator.Fit(rows);
        var shape = () => estimator.GetOutputSchema(Interop.ToShape(rows.Schema));

        fit.Should().Throw<ArgumentException>().WithMessage("Column 'Path' must hold images*but it is of type String*");
        shape.Should().Throw<ArgumentException>().WithMessage("Column 'Path' must hold images*but it is of type String*");
    }

    [Fact]
    public void Transform_OtherDataWithoutTheColumn_Throws()
    {
        using var transformer = _context.Transforms.TestTimePromptTuning(Workspace.Options()).Fit(workspace.LoadImages(_context));

        var transform = () => transformer.Transform(_context.Data.LoadFromEnumerable(workspace.Rows()));

        transform.Should().Throw<ArgumentException>().WithMessage("*no image column 'Image'*");
    }

    [Fact]
    public void ModelPath_NoFolder_Throws() => Fit(workspace.PathOf("nowhere")).Should().Throw<DirectoryNotFoundException>().WithMessage("*nowhere*");

    [Fact]
    public void ModelPath_FolderWithoutAModel_Throws()
    {
        var folder = Directory.CreateDirectory(workspace.PathOf("empty")).FullName;

        Fit(folder).Should().Throw<FileNotFoundException>().WithMessage("*empty*no weights*model.safetensors*");
    }

    [Fact]
    public void ModelPath_WeightsMissing_Throws()
    {
        var folder = Directory.CreateDirectory(workspace.PathOf("without weights")).FullName;
        foreach (var file in Directory.GetFiles(Workspace.BuiltInModel).Where(file => !file.EndsWith(".safetensors", StringComparison.Ordinal)))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
        }

        Fit(folder).Should().Throw<FileNotFoundException>().WithMessage("*without weights*model.safetensors*");
    }

    [Fact]
    public void ModelPath_DamagedWeights_Throws()
    {
        var folder = Directory.CreateDirectory(workspace.PathOf("damaged weights")).FullName;
        foreach (var file in Directory.GetFiles(Workspace.BuiltInModel))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
        }

        File.WriteAllText(Path.Combine(folder, "model.safetensors"), "no weights");

        Fit(folder).Should().Throw<InvalidDataException>().WithMessage("*model.safetensors*");
    }

    private Func<TptEstimator> Create(string[] classNames) => () => _context.Transforms.TestTimePromptTuning(classNames);

    private Func<TptEstimator> With(Action<TptOptions> change) => () =>
    {
        var options = Workspace.Options();
        change(options);
        return _context.Transforms.TestTimePromptTuning(options);
    };

    private Func<TptTransformer> Fit(string modelPath) => () => _context.Transforms.TestTimePromptTuning(Workspace.ClassNames, modelPath: modelPath).Fit(workspace.LoadImages(_context));
}
