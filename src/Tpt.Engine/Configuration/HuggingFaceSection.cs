using System.Text.Json;
using Tpt.Engine.Validation;
using static System.FormattableString;

namespace Tpt.Engine.Configuration;

/// <summary>One object of <c>config.json</c>. A key that is absent takes the default; a value that cannot be is an error that names it.</summary>
/// <param name="file">The file.</param>
/// <param name="name">What errors call the object; empty for the whole file.</param>
/// <param name="element">The object.</param>
internal sealed class HuggingFaceSection(string file, string name, JsonElement element)
{
    public int Positive(string key, int @default, int most = ClipLimits.MaxSize)
    {
        if (!element.TryGetProperty(key, out var value))
        {
            return @default;
        }
        return IsPositive(value, most, out var number) ? number : throw Invalid(key, value, Invariant($"a positive integer of at most {most}"));
    }

    /// <summary>A number, or two that are the same.</summary>
    public int Square(string key, int @default, int most)
    {
        if (!element.TryGetProperty(key, out var value) || value.ValueKind != JsonValueKind.Array)
        {
            return Positive(key, @default, most);
        }
        return value.GetArrayLength() == 2 && IsPositive(value[0], most, out var height) && IsPositive(value[1], most, out var width) && height == width
            ? height
            : throw Invalid(key, value, Invariant($"a positive integer of at most {most}, or twice the same"));
    }

    /// <summary>The id of a token; null where the key is absent, null, or a list of them.</summary>
    public int? Token(string key)
    {
        if (!element.TryGetProperty(key, out var value) || value.ValueKind is JsonValueKind.Null or JsonValueKind.Array)
        {
            return null;
        }
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number is >= 0 and <= ClipLimits.MaxSize
            ? number
            : throw Invalid(key, value, Invariant($"an integer of 0 to {ClipLimits.MaxSize}"));
    }

    public double Epsilon(double @default)
    {
        if (!element.TryGetProperty("layer_norm_eps", out var value))
        {
            return @default;
        }
        return value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number <= 1 && (float)number > 0
            ? number
            : throw Invalid("layer_norm_eps", value, "a positive number of at most 1 that is more than 0 in 32-bit floats too");
    }

    /// <summary>The names are those of the transformers library; some are the same function in another arithmetic.</summary>
    public ClipActivation Activation(ClipActivation @default)
    {
        if (!element.TryGetProperty("hidden_act", out var value))
        {
            return @default;
        }
        return value.ToString() switch
        {
            "quick_gelu" => ClipActivation.QuickGelu,
            "gelu" or "gelu_python" => ClipActivation.Gelu,
            "gelu_pytorch_tanh" or "gelu_new" or "gelu_fast" => ClipActivation.GeluTanh,
            var other => throw new InvalidDataException($"'{file}': {Prefix}hidden_act is '{Excerpt.Of(other)}'; supported are 'quick_gelu', 'gelu' and 'gelu_pytorch_tanh' with its other names."),
        };
    }

    /// <summary>A prompt with {0} for the class name.</summary>
    public string? Prompt(string key)
    {
        if (!element.TryGetProperty(key, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }
        if (value.ValueKind != JsonValueKind.String)
        {
            throw Invalid(key, value, "a text");
        }
        var prompt = value.GetString()!;
        return prompt.Length <= ClipLimits.MaxPromptLength && prompt.Split("{0}").Length == 2
            ? prompt
            : throw Invalid(key, value, Invariant($"a text of at most {ClipLimits.MaxPromptLength} characters that has {{0}} exactly once, where the class name goes"));
    }

    /// <exception cref="InvalidDataException">A head would have a fraction of a width.</exception>
    public void RequireHeads(int hiddenSize, int heads)
    {
        if (hiddenSize % heads != 0)
        {
            throw new InvalidDataException(Invariant($"'{file}': {Prefix}hidden_size {hiddenSize} is not a multiple of num_attention_heads {heads}."));
        }
    }

    /// <summary>The towers cut an image into whole patches; what is left at the right and at the bottom is not looked at.</summary>
    /// <exception cref="InvalidDataException">An image has no patch.</exception>
    public void RequirePatch(int imageSize, int patchSize)
    {
        if (patchSize > imageSize)
        {
            throw new InvalidDataException(Invariant($"'{file}': {Prefix}patch_size {patchSize} is more than image_size {imageSize}."));
        }
    }

    /// <exception cref="InvalidDataException">The key is there and has another value than that.</exception>
    public void RequireUnless(string key, string rawValue, string rule)
    {
        if (element.TryGetProperty(key, out var value) && value.ValueKind != JsonValueKind.Null && value.GetRawText() != rawValue)
        {
            throw Invalid(key, value, rule);
        }
    }

    private string Prefix => name.Length == 0 ? "" : name + ".";

    private static bool IsPositive(JsonElement value, int most, out int number)
    {
        number = 0;
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out number) && number > 0 && number <= most;
    }

    private InvalidDataException Invalid(string key, JsonElement value, string rule)
        => new($"'{file}': {Prefix}{key} is {Excerpt.Of(value.GetRawText())}; it must be {rule}.");
}
