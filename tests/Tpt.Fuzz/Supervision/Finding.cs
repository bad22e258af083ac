namespace Tpt.Fuzz.Supervision;

/// <summary>An input that did what none may do.</summary>
/// <param name="Index">Its number; with the target and the seed it gives the input again.</param>
/// <param name="Kind">The kind of the input.</param>
/// <param name="Signature">What it shares with other inputs that fail by the same cause.</param>
/// <param name="Text">What happened.</param>
internal sealed record Finding(long Index, string Kind, string Signature, string Text)
{
    /// <summary>Whether all that is known is what became of the process: such findings can have several causes.</summary>
    public bool IsOfProcess => NeedsConfirmation || Signature.StartsWith(Died, StringComparison.Ordinal);

    /// <summary>Findings whose measure depends on what else the machine does: they count where a second run shows them too.</summary>
    public bool NeedsConfirmation => Signature.StartsWith(TooSlow, StringComparison.Ordinal) || Signature.StartsWith(TooLarge, StringComparison.Ordinal);

    public const string Died = "the process died";
    public const string TooSlow = "took too long";
    public const string TooLarge = "took too much memory";
}
