using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Microsoft.Extensions.Options;

namespace ClassificationService.Hosting;

/// <summary>Checks a section by the attributes of its class, in words that name the key and the value.</summary>
/// <typeparam name="T">The class.</typeparam>
/// <param name="section">The section's name.</param>
internal sealed class SectionCheck<T>(string section) : IValidateOptions<T>
    where T : class
{
    public ValidateOptionsResult Validate(string? name, T options)
    {
        var results = new List<ValidationResult>();
        if (Validator.TryValidateObject(options, new ValidationContext(options), results, validateAllProperties: true))
        {
            return ValidateOptionsResult.Success;
        }
        return ValidateOptionsResult.Fail(results.Select(result =>
        {
            var key = result.MemberNames.First();
            return string.Create(CultureInfo.InvariantCulture, $"{section}:{key} is '{typeof(T).GetProperty(key)!.GetValue(options)}'; {result.ErrorMessage}.");
        }));
    }
}
