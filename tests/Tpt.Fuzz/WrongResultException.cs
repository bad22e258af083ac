namespace Tpt.Fuzz;

/// <summary>The library accepted an input and gave a result that cannot be right.</summary>
internal sealed class WrongResultException(string message) : Exception(message);
