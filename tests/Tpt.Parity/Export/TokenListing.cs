using System.Text;
using System.Text.Json;
using Tpt.Engine.Tokenization;

namespace Tpt.Parity.Export;

/// <summary>The tokens of texts, for a comparison of this process with another: of other versions, or in another environment.</summary>
internal static class TokenListing
{
    /// <summary>Writes <c>string.Normalize composes: True</c> or <c>False</c>, which depends on the environment, and then the ids of a text a line.</summary>
    /// <param name="vocabulary">The folder of the vocabulary.</param>
    /// <param name="texts">A JSON string a line.</param>
    /// <param name="output">Where to write.</param>
    public static void Write(string vocabulary, TextReader texts, TextWriter output)
    {
        var tokenizer = new ClipTokenizer(BpeVocabulary.Load(vocabulary));
        output.WriteLine($"string.Normalize composes: {"e\u0301".Normalize(NormalizationForm.FormC).Length == 1}");
        while (texts.ReadLine() is { } line)
        {
            output.WriteLine(string.Join(' ', tokenizer.Encode(JsonSerializer.Deserialize<string>(line)!)));
        }
    }
}
