using System.Collections;
using System.ComponentModel.DataAnnotations;
using static System.FormattableString;

namespace Tpt.Engine.Validation;

/// <summary>How many items a list has; <see langword="null"/> is right.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ListLengthAttribute(int min, int max) : ValidationAttribute
{
    public override bool IsValid(object? value)
        => value is null || (value is IEnumerable items && items.Cast<object?>().Take(max + 1).Count() is var count && count >= min && count <= max);

    /// <summary>The range, to follow "it must be".</summary>
    public override string FormatErrorMessage(string name) => Invariant($"null, or a list of {min} to {max}");
}
