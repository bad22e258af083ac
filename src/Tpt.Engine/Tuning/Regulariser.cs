using Tpt.Engine.Numerics;
using Tpt.Engine.Prompts;
using static TorchSharp.torch;

namespace Tpt.Engine.Tuning;

/// <summary>
/// A term of the loss that depends on the class features alone. Every image starts at the initial context, so there its gradient is the
/// same for all of them, and is computed once for a class set.
/// </summary>
/// <param name="term">The term, a scalar of the class features <c>[classes, embedding]</c>, with its weight and sign.</param>
/// <param name="prompts">The class set.</param>
internal sealed class Regulariser(Func<Tensor, Tensor> term, IPromptEncoder prompts) : IDisposable
{
    private readonly ContextGradient _initial = Detached(prompts.Gradients(null, [term])[0]);

    /// <summary>The term at the initial context is known.</summary>
    public ContextGradient AddTo(ContextGradient ofLoss) => new(ofLoss.Loss.Plus(_initial.Loss), ofLoss.Gradient.Plus(_initial.Gradient));

    /// <summary>The loss with the term.</summary>
    public Func<Tensor, Tensor> AddTo(Func<Tensor, Tensor> loss) => features => loss(features).Plus(term(features));

    public void Dispose()
    {
        _initial.Loss.Dispose();
        _initial.Gradient.Dispose();
    }

    private static ContextGradient Detached(ContextGradient gradient) => new(gradient.Loss.DetachFromDisposeScope(), gradient.Gradient.DetachFromDisposeScope());
}
