namespace Tpt.Engine.Tokenization;

/// <summary>A part of a text: an added token, or what stands between two of them.</summary>
/// <param name="Text">The part as it stands in the text.</param>
/// <param name="Token">The id of the added token; null for what is still to be split.</param>
internal readonly record struct TextPart(string Text, int? Token);
