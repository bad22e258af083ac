namespace Tpt.Pretraining.Texts;

/// <summary>One noun sense of WordNet, for pairs of text with text.</summary>
/// <param name="Words">Its words, lower case, the first the usual one.</param>
/// <param name="Gloss">Its definition without examples.</param>
/// <param name="Hypernyms">What it is a kind of, the nearest first, at most three.</param>
/// <param name="Category">WordNet's lexicographer file: animal, food, plant, artifact, ...</param>
/// <param name="Frequency">How often its words occur in WordNet's tagged texts.</param>
internal sealed record WordNetEntry(IReadOnlyList<string> Words, string Gloss, IReadOnlyList<string> Hypernyms, string Category, int Frequency);
