namespace Tpt.Engine;

/// <summary>A class and how probable it is.</summary>
/// <param name="Index">The index of the class, in the order of <see cref="TptClassifier.ClassNames"/>.</param>
/// <param name="ClassName">The name of the class.</param>
/// <param name="Score">Its probability, in [0, 1].</param>
/// <example>
/// <code>
/// foreach (ClassScore top in classifier.Predict(image).Top(3))
///     Console.WriteLine($"{top.ClassName}: {top.Score:P1}");
/// </code>
/// </example>
public sealed record ClassScore(int Index, string ClassName, float Score);
