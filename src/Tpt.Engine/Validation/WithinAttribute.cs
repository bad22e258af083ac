using System.ComponentModel.DataAnnotations;
using System.Globalization;
using static System.FormattableString;

namespace Tpt.Engine.Validation;

/// <summary>The range of a number; <see langword="null"/> is in range, what is not a number is not. Errors give the reason where there is one.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class WithinAttribute(double min, double max) : ValidationAttribute
{
    /// <summary>The least value that works, unless <see cref="MinIsExclusive"/>.</summary>
    public double Min => min;

    /// <summary>The largest value that works, unless <see cref="MaxIsExclusive"/>.</summary>
    public double Max => max;

    public bool MinIsExclusive { get; set; }

    public bool MaxIsExclusive { get; set; }

    /// <summary>Why the range ends where it does, to follow a colon.</summary>
    public string? Because { get; set; }

    public override bool IsValid(object? value)
        => value is null || (Convert.ToDouble(value, CultureInfo.InvariantCulture) is var number
            && (MinIsExclusive ? number > min : number >= min)
            && (MaxIsExclusive ? number < max : number <= max));

    /// <summary>The range, to follow "it must be".</summary>
    public override string FormatErrorMessage(string name)
    {
        var range = MinIsExclusive || MaxIsExclusive || Because is null
            ? Invariant($"in {(MinIsExclusive ? '(' : '[')}{min}, {max}{(MaxIsExclusive ? ')' : ']')}")
            : Invariant($"at least {min} and at most {max}");
        return Because is null ? range : $"{range}: {Because}";
    }
}
