namespace Tpt.Engine.Prompts;

/// <summary>A class and the names that it goes by: each fills the prompt template, their text features are averaged and they are tuned together.</summary>
/// <param name="ClassName">The class, as it appears in the results. No two classes have the same.</param>
/// <param name="Names">
/// At least one name, synonym or description. A prompt that comes out twice counts twice in the average. Two classes may have the very same
/// names, as ImageNet's two missiles; then they get the same scores. Names that differ as text and become the same tokens, as "Cat" and "cat",
/// are an error where they leave two classes without a difference.
/// </param>
/// <example>
/// <code>
/// ClassPromptSet[] classes =
/// [
///     new("cat", ["cat", "kitten", "tabby"]),
///     new("dog"),
/// ];
/// using var classifier = new TptClassifier(clip, classes, new TptClassifierOptions());
/// Console.WriteLine(classifier.ClassNames[classifier.Predict(image).PredictedIndex]);
/// </code>
/// </example>
public sealed record ClassPromptSet(string ClassName, IReadOnlyList<string> Names)
{
    /// <summary>A class that goes by its own name alone.</summary>
    /// <param name="className">The class.</param>
    /// <example>
    /// <code>
    /// var dog = new ClassPromptSet("dog");     // as new ClassPromptSet("dog", ["dog"])
    /// </code>
    /// </example>
    public ClassPromptSet(string className) : this(className, [className])
    {
    }
}
