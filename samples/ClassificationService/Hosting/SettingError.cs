using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using Microsoft.ML;

namespace ClassificationService.Hosting;

/// <summary>A setting that the program cannot start with, in one line: its key, its value and what to do.</summary>
internal static partial class SettingError
{
    private static readonly string[] _strict = ["Tpt:", "Limits:", "Telemetry:"];

    /// <summary>Checks all settings as the host does when it starts; <see langword="null"/> where they are in order.</summary>
    public static string? Find(IServiceProvider services)
    {
        var configuration = services.GetRequiredService<IConfiguration>();
        try
        {
            services.GetRequiredService<IStartupValidator>().Validate();
            return null;
        }
        catch (OptionsValidationException exception)
        {
            return Of(configuration, exception);
        }
        // Several groups of options are wrong.
        catch (AggregateException exception) when (exception.InnerExceptions.All(inner => inner is OptionsValidationException))
        {
            return Line(string.Join(' ', exception.InnerExceptions.Cast<OptionsValidationException>().Select(inner => Failures(configuration, inner))));
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException)
        {
            return Line(Unbound(configuration, exception));
        }
    }

    /// <summary>What a check of the settings says.</summary>
    public static string Of(IConfiguration configuration, OptionsValidationException exception) => Line(Failures(configuration, exception));

    private static string Failures(IConfiguration configuration, OptionsValidationException exception)
        => string.Join(' ', exception.Failures.Select(failure => WithKey(configuration, failure)));

    /// <summary>The component names an option as code does, <c>Service.QueueCapacity</c>; a configuration has <c>Tpt:Service:QueueCapacity</c>.</summary>
    private static string WithKey(IConfiguration configuration, string failure)
    {
        failure = Parameter().Replace(failure, "");
        var name = LeadingName().Match(failure).Value;
        var key = $"Tpt:{name.Replace('.', ':')}";
        return name.Length > 0 && configuration.GetSection(key).Exists() ? key + failure[name.Length..] : failure;
    }

    /// <summary>What the binder says speaks of its own options and of .NET types: only the names in it are used.</summary>
    private static string Unbound(IConfiguration configuration, Exception exception)
    {
        // The binder puts what it says of a value in a list into an exception that says nothing of it.
        if (exception.InnerException is InvalidOperationException inner && !NotConverted().IsMatch(exception.Message) && NotConverted().IsMatch(inner.Message))
        {
            return Unbound(configuration, inner);
        }
        if (NotConverted().Match(exception.Message) is { Success: true } value)
        {
            var path = value.Groups["path"].Value;
            var key = _strict.Any(section => path.StartsWith(section, StringComparison.OrdinalIgnoreCase)) ? path : $"Tpt:{path}";
            var type = value.Groups["type"].Value;
            return $"{key} is '{configuration[key]}'; it must be {(IsList(type) ? $"a list: write {key}:0, {key}:1 and so on" : Kind(type, exception.InnerException))}.";
        }
        if (NotFound().Match(exception.Message) is { Success: true } unknown)
        {
            var names = QuotedName().Matches(unknown.Groups["names"].Value).Select(match => match.Groups[1].Value).ToArray();
            var keys = Keys(configuration, unknown.Groups["type"].Value, names);
            return $"{string.Join(", ", keys.Length > 0 ? keys : names)}: there is no such setting. Correct the name or remove it; samples/ClassificationService/README.md lists the settings.";
        }
        return exception.Message;
    }

    /// <summary>The keys with their values that an object of a type, as the binder names it, has no property for.</summary>
    private static string[] Keys(IConfiguration configuration, string type, string[] names)
    {
        var parent = type == typeof(TptServiceOptions).FullName ? "Tpt:Service"
            : type == typeof(TptOptions).FullName ? "Tpt"
            : type == typeof(ServiceLimits).FullName ? "Limits"
            : type == typeof(TelemetryOptions).FullName ? "Telemetry"
            : null;
        return [.. configuration.AsEnumerable()
            .Where(entry => names.Any(name => parent is null
                ? entry.Key.StartsWith("Tpt:", StringComparison.OrdinalIgnoreCase) && entry.Key.EndsWith($":{name}", StringComparison.OrdinalIgnoreCase)
                : entry.Key.Equals($"{parent}:{name}", StringComparison.OrdinalIgnoreCase)))
            .Select(entry => entry.Value is null ? entry.Key : $"{entry.Key} ('{entry.Value}')")];
    }

    private static bool IsList(string type) => type.EndsWith("[]", StringComparison.Ordinal) || type.StartsWith("System.Collections.Generic.", StringComparison.Ordinal);

    private static string Kind(string type, Exception? reason) => type switch
    {
        "System.Int32" or "System.Int64" => "a whole number",
        "System.Single" or "System.Double" => "a number, with a point",
        "System.Boolean" => "true or false",
        "System.TimeSpan" => "a time as 00:00:30",
        _ => $"one that can be read: {reason?.GetBaseException().Message.TrimEnd('.')}",
    };

    private static string Line(string text) => $"A setting is wrong. {text}";

    [GeneratedRegex(@"^[A-Z]\w*(\.[A-Z]\w*)*(?= )")]
    private static partial Regex LeadingName();

    /// <summary>What .NET adds to the message of an argument's exception.</summary>
    [GeneratedRegex(@" \(Parameter '[^']*'\)")]
    private static partial Regex Parameter();

    [GeneratedRegex(@" at '(?<path>[^']+)' to type '(?<type>[^']+)'")]
    private static partial Regex NotConverted();

    [GeneratedRegex(@"on the instance of (?<type>[^:]+): (?<names>.+)$", RegexOptions.Singleline)]
    private static partial Regex NotFound();

    [GeneratedRegex("'([^']+)'")]
    private static partial Regex QuotedName();
}
