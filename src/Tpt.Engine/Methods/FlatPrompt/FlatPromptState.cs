using Tpt.Engine.Approximations;
using Tpt.Engine.Prompts;
using static TorchSharp.torch;

namespace Tpt.Engine.Methods.FlatPrompt;

/// <summary>The class set at the prepared context, with the derivative there if the approximations ask for it.</summary>
internal sealed class FlatPromptState : MethodState
{
    private readonly PromptEncoder _exact;
    private readonly FirstOrderPrompts? _firstOrder;

    /// <param name="preparation">What it is prepared with.</param>
    /// <param name="context">The prepared context, <c>[M, width]</c>; it stays the caller's.</param>
    public FlatPromptState(MethodPreparation preparation, Tensor context)
    {
        Classes = PromptPreparation.PrepareAt(preparation.Text, preparation.Classes, preparation.Prompt, context, () => preparation.AfterPasses(0));
        _exact = new PromptEncoder(Classes);
        try
        {
            preparation.AfterPasses(preparation.Prompts.Chunks.Count);
            _firstOrder = PromptPreparation.CreateFirstOrder(Classes, preparation.Approximations, () => preparation.AfterPasses(1));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The class set, whose initial context is the prepared one.</summary>
    public ClassPrompts Classes { get; }

    public override Tensor InitialContext => Classes.InitialContext;

    /// <summary>The class features as a function of the context, as exact as is asked for.</summary>
    public IPromptEncoder EncoderFor(ApproximationOptions approximations) => approximations.FirstOrderTolerance > 0 && _firstOrder is not null ? _firstOrder : _exact;

    public override byte[] Save() => SavedContext.Write(InitialContext);

    public override void Dispose()
    {
        _firstOrder?.Dispose();
        _exact.Dispose();
        Classes.Dispose();
    }
}
