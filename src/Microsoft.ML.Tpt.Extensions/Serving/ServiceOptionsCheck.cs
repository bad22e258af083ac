using Microsoft.Extensions.Options;
using Tpt.Engine.Validation;

namespace Microsoft.ML.Tpt.Serving;

/// <summary>Checks both groups of options when the host starts, before a model is loaded.</summary>
/// <param name="tpt">What the engine does.</param>
internal sealed class ServiceOptionsCheck(IOptions<TptOptions> tpt) : IValidateOptions<TptServiceOptions>
{
    public ValidateOptionsResult Validate(string? name, TptServiceOptions options)
    {
        try
        {
            Check(tpt.Value, options);
            return ValidateOptionsResult.Success;
        }
        catch (ArgumentException exception)
        {
            return ValidateOptionsResult.Fail(exception.Message);
        }
    }

    /// <exception cref="ArgumentException">An option is out of its range, or there are no classes.</exception>
    private static void Check(TptOptions tpt, TptServiceOptions options)
    {
        OptionValidator.Check(options, "Service.");
        var lists = ClassLists.Of(tpt, options);
        if (tpt.ClassPromptsColumnName is not null || tpt.ClassesFromColumnName is not null)
        {
            throw new ArgumentException($"A service reads no columns: leave {nameof(TptOptions.ClassPromptsColumnName)} and {nameof(TptOptions.ClassesFromColumnName)} null, and name the classes in {nameof(TptOptions.ClassNames)} or Service.{nameof(TptServiceOptions.ClassLists)}.");
        }
        if (options.SavedModelPath is not null && tpt.Model.Path is not null)
        {
            throw new ArgumentException($"Service.{nameof(TptServiceOptions.SavedModelPath)} and Model.Path are both set. Set one of them.");
        }
        if (lists.Count == 0 && options.SavedModelPath is null)
        {
            throw new ArgumentException($"There are no classes. Name them in {nameof(TptOptions.ClassNames)}, or as a named list in Service.{nameof(TptServiceOptions.ClassLists)}.");
        }
        if (options.DefaultClassList is { } chosen && !lists.ContainsKey(chosen) && options.SavedModelPath is null)
        {
            throw new ArgumentException($"Service.{nameof(TptServiceOptions.DefaultClassList)} is '{Excerpt.Of(chosen)}', but the lists are {Excerpt.Of([.. lists.Keys])}.");
        }
        (tpt with { ClassNames = ["a class"] }).Validate();
        foreach (var (list, classNames) in lists)
        {
            var isOwn = tpt.ClassNames is not null && list == TptServiceOptions.OwnList;
            ClassNameSettings.Require(isOwn ? nameof(TptOptions.ClassNames) : $"Service.{nameof(TptServiceOptions.ClassLists)}", isOwn ? "" : $"{Excerpt.Of(list)}:", classNames);
        }
    }
}
