namespace Tpt.Engine.Prompts;

/// <summary>One prompt in tokens.</summary>
/// <param name="Ids">From the start-of-text token, where there is one, to the first end-of-text token, both included; of a padded text all, to the last padding.</param>
/// <param name="NameLength">How many tokens the class name alone has.</param>
/// <param name="ClassIndex">The class that the prompt describes.</param>
internal sealed record PromptTokens(int[] Ids, int NameLength, int ClassIndex);
