using Tpt.Pretraining.Pictures;

namespace Tpt.Pretraining.Tests.Pictures;

public sealed class PictureLibraryFileTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():n}.bin");

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Load_GivesWhatWasSaved()
    {
        var library = Library();

        PictureLibraryFile.Save(library, _path);

        PictureLibraryFile.Load(_path).Should().BeEquivalentTo(library, options => options.WithStrictOrdering());
    }

    [Fact]
    public void Load_OfAnotherFile_SaysWhatToDo()
    {
        File.WriteAllText(_path, "something else");

        FluentActions.Invoking(() => PictureLibraryFile.Load(_path)).Should().Throw<InvalidDataException>().WithMessage($"*{_path}*prepare*");
    }

    [Fact]
    public void Load_OfHalfAFile_SaysWhatToDo()
    {
        PictureLibraryFile.Save(Library(), _path);
        File.WriteAllBytes(_path, File.ReadAllBytes(_path)[..400]);

        FluentActions.Invoking(() => PictureLibraryFile.Load(_path)).Should().Throw<InvalidDataException>().WithMessage("*cut short*prepare*");
    }

    private static PictureLibrary Library()
    {
        var pixels = new byte[2 * PictureLibrary.BytesPerPicture];
        new Random(1).NextBytes(pixels);
        return new PictureLibrary
        {
            Concepts =
            [
                new Concept("hot dog", "food-drink", "food-prepared", Split.HeldOut)
                {
                    Keywords = ["sausage"], Synonyms = ["frankfurter", "wiener"], Gloss = "a sausage in a roll", Hypernyms = ["sandwich"], MayBeMirrored = true,
                },
            ],
            Styles = [new DrawingStyle("noto", "@iconify-json/noto", "1.2.9", "Apache-2.0", Split.Validation, 0.5)],
            Pictures = [new Picture(0, 0, "hot-dog"), new Picture(0, 0, "hot-dog-2")],
            Pixels = pixels,
        };
    }
}
