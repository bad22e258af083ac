using System.ComponentModel.DataAnnotations;

namespace Tpt.Engine.Validation;

/// <summary>A path, or the name of a column: not blank, and no longer than systems allow for a path.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ShortTextAttribute : ValidationAttribute
{
    /// <summary>The longest path of Linux; names of columns are far shorter.</summary>
    public const int Longest = 4096;

    /// <summary>Whether <see langword="null"/> is an error.</summary>
    public bool IsRequired { get; set; }

    public override bool IsValid(object? value) => value is null ? !IsRequired : value is string { Length: <= Longest } text && !string.IsNullOrWhiteSpace(text);

    public override string FormatErrorMessage(string name)
        => FormattableString.Invariant($"text that is not blank, of at most {Longest} characters") + (IsRequired ? "" : ", or null");
}
