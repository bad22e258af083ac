namespace Tpt.Engine.Methods.Zero;

/// <summary>How the views of an image voted.</summary>
/// <param name="Entropies">The entropy of each view, in nats; not a number where a probability is 0.</param>
/// <param name="Order">The views, the most confident first.</param>
/// <param name="Count">How many of them voted.</param>
/// <param name="VotesBeforeTie">The votes for each class before the tie was broken, which sum to <paramref name="Count"/>.</param>
/// <param name="Votes">The votes for each class, with one more for the class that won a tie.</param>
internal sealed record ViewVote(float[] Entropies, int[] Order, int Count, float[] VotesBeforeTie, float[] Votes);
