namespace Tpt.Hub;

/// <summary>An access token. Its text is in no message.</summary>
/// <param name="Value">The token.</param>
/// <param name="Source">Where it is from, as a message names it.</param>
internal sealed record HubToken(string Value, string Source)
{
    /// <summary>The token of a text, without the blanks and line ends around it; null where there is nothing else.</summary>
    /// <exception cref="HubException">The text cannot be a token.</exception>
    public static HubToken? Of(string? text, string source)
    {
        var value = text?.Trim();
        if (string.IsNullOrEmpty(value))
        {
            return null;
        }

        return value.All(c => c is > ' ' and < '\u007F')
            ? new HubToken(value, source)
            : throw new HubException(HubFailure.Settings, $"The access token of the hub from {source} has blanks or characters that no token has. A token is one word, such as hf_...: see https://huggingface.co/settings/tokens.");
    }

    public override string ToString() => $"the token from {Source}";
}
