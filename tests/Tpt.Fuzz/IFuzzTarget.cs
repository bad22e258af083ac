using Tpt.Fuzz.Mutation;

namespace Tpt.Fuzz;

/// <summary>A part of the library with its inputs. It lives in a worker process and is used by one thread.</summary>
internal interface IFuzzTarget : IDisposable
{
    /// <summary>The kinds of input that there are.</summary>
    IReadOnlyList<string> Kinds { get; }

    /// <summary>The next input: a function of the random numbers alone.</summary>
    FuzzInput Create(Pcg random);

    /// <summary>Gives the input to the library.</summary>
    /// <returns>Whether it was accepted and its result is right; <see langword="false"/>: it was refused as documented, without an exception.</returns>
    /// <exception cref="WrongResultException">It was accepted, and the result is wrong.</exception>
    bool Run(FuzzInput input);
}
