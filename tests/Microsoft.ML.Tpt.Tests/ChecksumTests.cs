using Microsoft.ML.Data;
using Microsoft.ML.Tests.Support;
using Microsoft.ML.Tpt.Saving;
using Tpt.Engine;

namespace Microsoft.ML.Tests;

/// <summary>Saved states of which a bit changed, or the end is missing: none loads as another model.</summary>
public sealed class ChecksumTests(Workspace workspace) : IClassFixture<Workspace>
{
    private readonly MLContext _context = new(seed: 3);

    [Fact]
    public void State_AnyBitFlipped_IsRefused()
    {
        var bytes = Reference();

        for (var bit = 0; bit < 8 * bytes.Length; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << bit % 8);
            ShouldBeRefused(bytes, $"bit {bit % 8} of byte {bit / 8} is flipped");
            bytes[bit / 8] ^= (byte)(1 << bit % 8);
        }
        using var whole = SavedBytes.Read(bytes);
        whole.ClassNames.Should().Equal(Workspace.ClassNames);
    }

    [Fact]
    public void State_CutAnywhere_IsRefused()
    {
        var bytes = Reference();

        for (var length = 0; length < bytes.Length; length++)
        {
            ShouldBeRefused(bytes[..length], $"only {length} bytes are there");
        }

        ShouldBeRefused([.. bytes, 0], "there is a byte more");
    }

    [Fact]
    public void EmbeddedModel_BitFlippedOrCut_IsRefusedAndLeavesNothingInTheCache()
    {
        using var transformer = Fit(Workspace.Options());
        var bytes = SavedBytes.Write(transformer);
        var start = SavedBytes.SealedLength(bytes);
        var random = new Random(5);
        using var state = new ProcessState().Variable("TPT_MODEL_CACHE", workspace.PathOf("cache of damaged files"));

        for (var i = 0; i < 20; i++)
        {
            var at = i == 0 ? start : i == 1 ? bytes.Length - 1 : random.Next(start, bytes.Length);
            bytes[at] ^= (byte)(1 << i % 8);
            ShouldBeRefused(bytes, $"a bit of byte {at} is flipped");
            bytes[at] ^= (byte)(1 << i % 8);
            ShouldBeRefused(bytes[..at], $"only {at} bytes are there");
        }
        Directory.GetFileSystemEntries(workspace.PathOf("cache of damaged files")).Should().BeEmpty();
        using var whole = SavedBytes.Read(bytes);
    }

    [Fact]
    public void ClassPrompts_AnyBitFlippedOrCut_IsRefused()
    {
        var bytes = SavedBytes.Bytes(new ClassPromptsState("Prompts", "a {0}", [new("Banana"), new("dog", ["dog", "puppy"])]).Write);

        for (var bit = 0; bit < 8 * bytes.Length; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << bit % 8);
            ReadPrompts(bytes).Should().Throw<InvalidDataException>("bit {0} is flipped", bit);
            bytes[bit / 8] ^= (byte)(1 << bit % 8);
            ReadPrompts(bytes[..(bit / 8)]).Should().Throw<InvalidDataException>("only {0} bytes are there", bit / 8);
        }
        ReadPrompts(bytes).Should().NotThrow();
    }

    [Fact]
    public void ClassName_OneLetterChanged_SaysBothChecksums()
    {
        var bytes = Reference();
        bytes[bytes.AsSpan().IndexOf("banana"u8)] ^= 1;

        SavedBytesError(bytes).Should().MatchRegex("^The saved model is damaged: its state has the SHA-256 [0-9a-f]{64}, and it should be [0-9a-f]{64}\\.$");
    }

    private byte[] Reference()
    {
        var options = Workspace.Options();
        options.ModelStorage = TptModelStorage.Reference;
        using var transformer = Fit(options);
        return SavedBytes.Write(transformer);
    }

    private TptTransformer Fit(TptOptions options) => _context.Transforms.TestTimePromptTuning(options).Fit(workspace.LoadImages(_context, 1));

    private static Func<object> ReadPrompts(byte[] bytes) => () => ClassPromptsState.Load(new MLContext(), new StateReader(new MemoryStream(bytes), bytes.Length));

    private static void ShouldBeRefused(byte[] bytes, string because) => FluentActions.Invoking(() => SavedBytes.Read(bytes)).Should().Throw<InvalidDataException>(because);

    private static string SavedBytesError(byte[] bytes) => FluentActions.Invoking(() => SavedBytes.Read(bytes)).Should().Throw<InvalidDataException>().Which.Message;
}
