namespace Tpt.Engine.Methods;

/// <summary>What a method needs of an image.</summary>
/// <param name="Views">How many views are made and encoded, the centre view first.</param>
/// <param name="SelectedViews">How many confident views the prediction rests on and reports; 0 for none.</param>
/// <param name="TunesContext">Whether it takes gradients at the context of the prompt, so that the prompt must have one.</param>
internal readonly record struct MethodNeeds(int Views, int SelectedViews, bool TunesContext)
{
    /// <summary>The centre view alone.</summary>
    public static MethodNeeds CentreView => new(1, 0, false);
}
