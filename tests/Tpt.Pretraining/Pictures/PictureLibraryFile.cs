using System.IO.Compression;

namespace Tpt.Pretraining.Pictures;

/// <summary>
/// A <see cref="PictureLibrary"/> on disk: eight bytes of magic with the format's version, then, compressed, the concepts, styles and
/// pictures with their counts before them, and the pixels.
/// </summary>
internal static class PictureLibraryFile
{
    private static readonly byte[] _magic = "TPTPICT1"u8.ToArray();

    /// <summary>Writes to a temporary file first, so that there is never half a library.</summary>
    public static void Save(PictureLibrary library, string path)
    {
        var partial = $"{path}.{Environment.ProcessId}.partial";
        using (var file = File.Create(partial))
        {
            file.Write(_magic);
            using var zipped = new ZLibStream(file, CompressionLevel.Fastest);
            using var writer = new BinaryWriter(zipped);
            WriteAll(writer, library.Concepts, WriteConcept);
            WriteAll(writer, library.Styles, WriteStyle);
            WriteAll(writer, library.Pictures, WritePicture);
            writer.Write(library.Pixels);
        }
        File.Move(partial, path, overwrite: true);
    }

    /// <exception cref="InvalidDataException">The file is no library of this version, or it is cut short.</exception>
    public static PictureLibrary Load(string path)
    {
        using var file = File.OpenRead(path);
        var magic = new byte[_magic.Length];
        if (file.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false) < magic.Length || !magic.AsSpan().SequenceEqual(_magic))
        {
            throw new InvalidDataException($"'{path}' is no picture library of this version. Delete it and run 'prepare' again.");
        }
        try
        {
            using var reader = new BinaryReader(new ZLibStream(file, CompressionMode.Decompress));
            var concepts = ReadAll(reader, ReadConcept);
            var styles = ReadAll(reader, ReadStyle);
            var pictures = ReadAll(reader, ReadPicture);
            var pixels = new byte[pictures.Length * PictureLibrary.BytesPerPicture];
            reader.BaseStream.ReadExactly(pixels);
            return new PictureLibrary { Concepts = concepts, Styles = styles, Pictures = pictures, Pixels = pixels };
        }
        catch (EndOfStreamException e)
        {
            throw new InvalidDataException($"The picture library '{path}' is cut short. Delete it and run 'prepare' again.", e);
        }
    }

    private static void WriteConcept(BinaryWriter writer, Concept concept)
    {
        writer.Write(concept.Name);
        writer.Write(concept.Group);
        writer.Write(concept.Subgroup);
        writer.Write((int)concept.Split);
        WriteAll(writer, concept.Keywords, (w, s) => w.Write(s));
        WriteAll(writer, concept.Synonyms, (w, s) => w.Write(s));
        writer.Write(concept.Gloss);
        WriteAll(writer, concept.Hypernyms, (w, s) => w.Write(s));
        writer.Write(concept.MayBeMirrored);
    }

    private static Concept ReadConcept(BinaryReader reader)
        => new(reader.ReadString(), reader.ReadString(), reader.ReadString(), (Split)reader.ReadInt32())
        {
            Keywords = ReadAll(reader, r => r.ReadString()),
            Synonyms = ReadAll(reader, r => r.ReadString()),
            Gloss = reader.ReadString(),
            Hypernyms = ReadAll(reader, r => r.ReadString()),
            MayBeMirrored = reader.ReadBoolean(),
        };

    private static void WriteStyle(BinaryWriter writer, DrawingStyle style)
    {
        writer.Write(style.Name);
        writer.Write(style.Package);
        writer.Write(style.Version);
        writer.Write(style.Licence);
        writer.Write((int)style.Split);
        writer.Write(style.Weight);
    }

    private static DrawingStyle ReadStyle(BinaryReader reader)
        => new(reader.ReadString(), reader.ReadString(), reader.ReadString(), reader.ReadString(), (Split)reader.ReadInt32(), reader.ReadDouble());

    private static void WritePicture(BinaryWriter writer, Picture picture)
    {
        writer.Write(picture.Concept);
        writer.Write(picture.Style);
        writer.Write(picture.Source);
    }

    private static Picture ReadPicture(BinaryReader reader) => new(reader.ReadInt32(), reader.ReadInt32(), reader.ReadString());

    private static void WriteAll<T>(BinaryWriter writer, IReadOnlyList<T> items, Action<BinaryWriter, T> write)
    {
        writer.Write(items.Count);
        foreach (var item in items)
        {
            write(writer, item);
        }
    }

    private static T[] ReadAll<T>(BinaryReader reader, Func<BinaryReader, T> read)
    {
        var items = new T[reader.ReadInt32()];
        for (var i = 0; i < items.Length; i++)
        {
            items[i] = read(reader);
        }
        return items;
    }
}
