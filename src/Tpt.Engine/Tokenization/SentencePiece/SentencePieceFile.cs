using System.Text;
using System.Text.Unicode;
using static System.FormattableString;

namespace Tpt.Engine.Tokenization.SentencePiece;

/// <summary>A SentencePiece model as its .model file says it: the message <c>ModelProto</c> of sentencepiece_model.proto.</summary>
internal sealed class SentencePieceFile
{
    private const int Unigram = 1;

    private readonly List<UnigramPiece> _pieces = [];
    private readonly string _path;
    private int _modelType = Unigram;
    private bool _spaceAsSuffix;
    private bool _addsPrefix = true, _removesSpaces = true, _escapesSpaces = true;
    private byte[] _characters = [];

    private SentencePieceFile(string path) => _path = path;

    /// <summary>The pieces in the order of SentencePiece's own ids.</summary>
    public IReadOnlyList<UnigramPiece> Pieces => _pieces;

    /// <summary>SentencePiece's own id of what no piece has.</summary>
    public int UnknownId { get; private set; }

    /// <summary>Whether a character that no piece has is written by the pieces of its bytes.</summary>
    public bool HasByteFallback { get; private set; }

    /// <summary>What characters are written as.</summary>
    public CharacterMap Characters => CharacterMap.Read(_characters, _path);

    /// <summary>Whether it is a Unigram model; BPE, whole words and characters are the other ones.</summary>
    public bool IsUnigram => _modelType == Unigram;

    /// <param name="message">The bytes of the file.</param>
    /// <param name="mostPieces">How many pieces it may have.</param>
    /// <param name="path">What errors call the file.</param>
    /// <exception cref="InvalidDataException">It is no such file, has too many pieces, or says something of texts that this library does not do.</exception>
    public static SentencePieceFile Read(ReadOnlySpan<byte> message, int mostPieces, string path)
    {
        var file = new SentencePieceFile(path);
        var reader = new ProtoReader(message, path);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    file.AddPiece(reader.Bytes(), mostPieces);
                    break;
                case 2:
                    file.ReadTraining(reader.Bytes());
                    break;
                case 3:
                    file.ReadNormalization(reader.Bytes());
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
        file.RequireSupported();
        return file;
    }

    private void AddPiece(ReadOnlySpan<byte> message, int mostPieces)
    {
        if (_pieces.Count == mostPieces)
        {
            throw Invalid(Invariant($"it has more than {mostPieces} pieces, which are more than the model's text tower has tokens"));
        }
        var (text, score, kind) = ("", 0f, PieceKind.Normal);
        var reader = new ProtoReader(message, _path);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    text = Text(reader.Bytes());
                    break;
                case 2:
                    score = reader.Float();
                    break;
                case 3:
                    kind = (PieceKind)reader.Int();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
        _pieces.Add(Enum.IsDefined(kind) ? new UnigramPiece(text, score, kind) : throw Invalid(Invariant($"piece {_pieces.Count} is of type {(int)kind}")));
    }

    private void ReadTraining(ReadOnlySpan<byte> message)
    {
        var reader = new ProtoReader(message, _path);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 3:
                    _modelType = reader.Int();
                    break;
                case 24:
                    _spaceAsSuffix = reader.Bool();
                    break;
                case 35:
                    HasByteFallback = reader.Bool();
                    break;
                case 40:
                    UnknownId = reader.Int();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
    }

    private void ReadNormalization(ReadOnlySpan<byte> message)
    {
        var reader = new ProtoReader(message, _path);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 2:
                    _characters = reader.Bytes().ToArray();
                    break;
                case 3:
                    _addsPrefix = reader.Bool();
                    break;
                case 4:
                    _removesSpaces = reader.Bool();
                    break;
                case 5:
                    _escapesSpaces = reader.Bool();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
    }

    private void RequireSupported()
    {
        if (_pieces.Count == 0)
        {
            throw Invalid("it has no pieces");
        }
        // XLM-R's, T5's and mT5's models have SentencePiece's defaults; Gemma's, a BPE, has not.
        if (IsUnigram && (_spaceAsSuffix || !_addsPrefix || !_removesSpaces || !_escapesSpaces))
        {
            throw Invalid(Invariant($"treat_whitespace_as_suffix is {_spaceAsSuffix}, add_dummy_prefix {_addsPrefix}, remove_extra_whitespaces {_removesSpaces}, escape_whitespaces {_escapesSpaces}; ")
                + "this library reads Unigram models with False, True, True and True");
        }
    }

    private string Text(ReadOnlySpan<byte> utf8)
        => Utf8.IsValid(utf8) ? Encoding.UTF8.GetString(utf8) : throw Invalid(Invariant($"piece {_pieces.Count} is not in UTF-8"));

    private InvalidDataException Invalid(string what) => new($"'{_path}' is no SentencePiece model that this library reads: {what}.");
}
