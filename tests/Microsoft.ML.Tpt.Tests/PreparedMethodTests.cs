using Microsoft.ML.Tests.Support;
using Microsoft.ML.Tpt.Saving;
using Tpt.Engine.Methods.FlatPrompt;

namespace Microsoft.ML.Tests;

/// <summary>What a method computes once for its classes is saved with the model, and is not computed again.</summary>
public sealed class PreparedMethodTests : IClassFixture<Workspace>, IDisposable
{
    private readonly MLContext _context = new(seed: 3);
    private readonly IDataView _images;
    private readonly string _file;

    public PreparedMethodTests(Workspace workspace)
    {
        _images = workspace.LoadImages(_context, 3);
        _file = workspace.PathOf($"{Guid.NewGuid():N}.zip");
    }

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Load_PreparedMethod_GivesTheSameBitsWithTheSavedState()
    {
        using var transformer = Fit();
        _context.Model.Save(transformer, _images.Schema, _file);

        using var loaded = (TptTransformer)new MLContext(seed: 99).Model.Load(_file, out _);

        var expected = Workspace.ReadScores(_context, transformer.Transform(_images));
        loaded.Scorer.MethodState.Should().NotBeNull().And.Equal(transformer.Scorer.MethodState);
        Workspace.ReadScores(_context, loaded.Transform(_images)).Should().BeEquivalentTo(expected, options => options.WithStrictOrdering());
        loaded.Options.Method.Should().Be(transformer.Options.Method);
    }

    /// <summary>A state that was put into the file, and could not have been prepared by a step, is what the loaded model scores with.</summary>
    [Fact]
    public void Load_OtherStateInTheFile_IsTakenAndNotPreparedAgain()
    {
        using var transformer = Fit();
        var state = transformer.Scorer.MethodState!;
        var other = new byte[state.Length];

        using var loaded = SavedBytes.Read(With(transformer, other));

        loaded.Scorer.MethodState.Should().Equal(other).And.NotEqual(state);
        using var saved = SavedBytes.Read(SavedBytes.Write(loaded));
        saved.Scorer.MethodState.Should().Equal(other);
    }

    [Fact]
    public void Load_StateOfAnotherLength_IsDamaged()
    {
        using var transformer = Fit();

        FluentActions.Invoking(() => SavedBytes.Read(With(transformer, new byte[12]))).Should().Throw<InvalidDataException>()
            .WithMessage("The saved model is damaged: the context that the method FlatPrompt prepared has 12 bytes*");
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(int.MaxValue)]
    [InlineData(100_000)]
    public void Load_LengthThatIsNotThere_IsDamaged(int length) => FluentActions.Invoking(() => SavedBytes.Read(SavedBytes.Seal(state =>
    {
        WriteHead(state, "FlatPrompt");
        state.Write(length);
    }))).Should().Throw<InvalidDataException>().WithMessage($"The saved model is damaged, at byte *the method's state takes {length} bytes*");

    /// <summary>A model is never prepared while it is loaded: without its state it is damaged.</summary>
    [Fact]
    public void Load_NoState_IsDamaged() => FluentActions.Invoking(() => SavedBytes.Read(SavedBytes.Seal(state =>
    {
        WriteHead(state, "FlatPrompt");
        new ModelManifest([new SavedFile("config.json", 5, new string('0', 64))]).Write(state);
    }))).Should().Throw<InvalidDataException>().WithMessage("The saved model is damaged*");

    [Fact]
    public void Load_StateOfAMethodThatHasNone_IsDamaged()
    {
        using var transformer = Fit();
        using var plain = _context.Transforms.TestTimePromptTuning(Workspace.Options()).Fit(_images);

        FluentActions.Invoking(() => SavedBytes.Read(With(plain, transformer.Scorer.MethodState!))).Should().Throw<InvalidDataException>().WithMessage("The saved model is damaged*");
    }

    [Fact]
    public void Write_MethodThatIsNotPrepared_HasNoByteMoreThanBefore()
    {
        using var plain = _context.Transforms.TestTimePromptTuning(Workspace.Options()).Fit(_images);
        var state = new TptState(plain.Options, plain.Scorer.Classes, null, plain.Scorer.MethodState);

        SavedBytes.Bytes(state.Write).Should().EndWith(new byte[] { 0 }, "nothing stands behind the word that there is no soft prompt");
        plain.Scorer.MethodState.Should().BeNull();
    }

    [Fact]
    public void Fit_Cancelled_EndsThePreparation()
    {
        using var cancellation = new CancellationTokenSource();
        var options = Options();
        (options.Method, options.CancellationToken) = (new FlatPromptOptions { SelectionFraction = 0.5, PreparationSteps = 10_000 }, cancellation.Token);
        options.FitProgress = new Reports(() => cancellation.Cancel());

        _context.Transforms.TestTimePromptTuning(options).Invoking(estimator => estimator.Fit(_images)).Should().Throw<OperationCanceledException>();
    }

    private static TptOptions Options()
    {
        var options = Workspace.Options();
        options.Method = new FlatPromptOptions { SelectionFraction = 0.5, PreparationSteps = 4 };
        return options;
    }

    private static void WriteHead(BinaryWriter state, string method)
    {
        state.Write($$$"""{"ModelStorage":"Reference","Method":{"Name":"{{{method}}}"}}""");
        SavedBytes.WriteClasses(state, "cat");
        state.Write(false);
    }

    /// <summary>The saved transformer with another state of its method.</summary>
    private static byte[] With(TptTransformer transformer, byte[] methodState)
    {
        var state = new TptState(transformer.Options, transformer.Scorer.Classes, null, methodState);
        var sealedBytes = SavedBytes.Seal(writer =>
        {
            state.Write(writer);
            ModelManifest.Of(transformer.Scorer.Model).Write(writer);
        });
        var saved = SavedBytes.Write(transformer);
        return [.. sealedBytes, .. saved[SavedBytes.SealedLength(saved)..]];
    }

    private TptTransformer Fit() => _context.Transforms.TestTimePromptTuning(Options()).Fit(_images);

    private sealed class Reports(Action afterReport) : IProgress<double>
    {
        public void Report(double value) => afterReport();
    }
}
