using Tpt.Fuzz.Mutation;

namespace Tpt.Fuzz.Targets;

/// <summary>Does all that no target may do, for inputs that have a byte of 7: the tests of the tool look for it.</summary>
internal sealed class BrokenTarget : IFuzzTarget
{
    public const int Length = 16;

    private const byte Fatal = 7;

    public IReadOnlyList<string> Kinds { get; } = ["good", "refused", "exception", "wrong", "death", "hang", "memory"];

    public FuzzInput Create(Pcg random)
    {
        var bytes = random.Bytes(Length);
        bytes[random.Below(bytes.Length)] = Fatal;
        return new FuzzInput(random.Pick(Kinds), bytes);
    }

    public bool Run(FuzzInput input)
    {
        if (!input.Bytes.Contains(Fatal))
        {
            return true;
        }
        switch (input.Kind)
        {
            case "refused":
                throw new InvalidDataException("it is not right.");
            case "exception":
                throw new NotSupportedException("nobody documented this.");
            case "wrong":
                Oracle.CheckScores([0.5f, float.NaN]);
                return true;
            case "death":
                Environment.FailFast("it dies.");
                return true;
            case "hang":
                Thread.Sleep(Timeout.Infinite);
                return true;
            case "memory":
                Array.Fill(new byte[112_000_000], Fatal);
                return true;
            default:
                return true;
        }
    }

    public void Dispose()
    {
    }
}
