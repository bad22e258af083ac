using Tpt.Engine;
using Tpt.Engine.Imaging;
using Tpt.Fuzz.Corpus;
using Tpt.Fuzz.Entries;
using Tpt.Fuzz.Mutation;
using Tpt.Fuzz.Targets;
using Tpt.ImageSharp;

namespace Tpt.Fuzz.Tests;

public sealed class InputTests
{
    private const int Inputs = 500;

    [Fact]
    public void PictureCorpus_EveryFile_IsAnImage()
    {
        var decoder = ImageDecoders.ImageSharp;

        PictureCorpus.Create().Should().HaveCountGreaterThan(60).And.OnlyContain(file => ImageEntry.Decode(decoder, file, AlphaHandling.Drop, false));
    }

    [Fact]
    public void ImageMutation_SameSeedAndNumber_GivesTheSameBytes()
    {
        var corpus = PictureCorpus.Create();
        AssertSame(random => ImageMutation.Mutate(random.Pick(corpus), random.Pick(corpus), random));
    }

    [Fact]
    public void Create_SameSeedAndNumber_GivesTheSameInput()
    {
        using var safetensors = new SafetensorsTarget("");
        using var pickles = new PicklesTarget("");
        AssertSame(random => safetensors.Create(random).Bytes);
        AssertSame(random => pickles.Create(random).Bytes);
    }

    [Fact]
    public void Pcg_OtherSeedOrNumber_GivesOtherNumbers()
        => new[] { Pcg.Of("a", 1, 1), Pcg.Of("a", 1, 2), Pcg.Of("a", 2, 1), Pcg.Of("b", 1, 1) }.Select(random => random.Next()).Should().OnlyHaveUniqueItems();

    private static void AssertSame(Func<Pcg, byte[]> create)
    {
        for (var index = 0; index < Inputs; index++)
        {
            create(Pcg.Of("test", 1, index)).Should().Equal(create(Pcg.Of("test", 1, index)));
        }
    }
}
