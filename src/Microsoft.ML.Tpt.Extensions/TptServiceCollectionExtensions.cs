using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Microsoft.ML;
using Microsoft.ML.Tpt.Serving;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds test-time prompt tuning to a host.</summary>
/// <example>
/// <code>
/// services.AddTestTimePromptTuning(configuration.GetSection("Tpt"));
/// </code>
/// </example>
public static class TptServiceCollectionExtensions
{
    private const string ServiceKey = "Service";

    /// <summary>
    /// Adds a <see cref="TptService"/> with <see cref="TptOptions"/> from a section and <see cref="TptServiceOptions"/> from its part
    /// <c>Service</c>. Both are checked when the host starts, a key that there is not is an error, and so is a value in place of a group. The model is loaded in the background from then on.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="section">The section.</param>
    /// <returns>The same services.</returns>
    /// <example>
    /// <code>
    /// // appsettings.json: "Tpt": { "Model": { "Path": "models/clip" }, "Service": { "ClassLists": { "animals": ["cat", "dog"] } } }
    /// services.AddTestTimePromptTuning(configuration.GetSection("Tpt"));
    /// </code>
    /// </example>
    public static IServiceCollection AddTestTimePromptTuning(this IServiceCollection services, IConfiguration section)
    {
        ArgumentNullException.ThrowIfNull(section);
        return services.AddTestTimePromptTuning(
            options =>
            {
                OptionGroups.RequireNoValues(section, typeof(TptOptions), ServiceKey);
                SectionPart.Without(section, ServiceKey).Bind(options, Strictly);
            },
            options =>
            {
                OptionGroups.RequireNoValues(section.GetSection(ServiceKey), typeof(TptServiceOptions));
                section.GetSection(ServiceKey).Bind(options, Strictly);
            });
    }

    /// <summary>Adds a <see cref="TptService"/> with options that code sets.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets what the engine does.</param>
    /// <param name="configureService">Sets how it serves.</param>
    /// <returns>The same services.</returns>
    /// <example>
    /// <code>
    /// services.AddTestTimePromptTuning(tpt => tpt.ClassNames = ["cat", "dog"], service => service.QueueCapacity = 16);
    /// </code>
    /// </example>
    public static IServiceCollection AddTestTimePromptTuning(this IServiceCollection services, Action<TptOptions> configure, Action<TptServiceOptions> configureService)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        ArgumentNullException.ThrowIfNull(configureService);
        services.AddOptions<TptOptions>().Configure(configure);
        services.AddOptions<TptServiceOptions>().Configure(configureService).ValidateOnStart();
        services.AddSingleton<IValidateOptions<TptServiceOptions>, ServiceOptionsCheck>();
        services.AddSingleton<TptService>();
        return services.AddHostedService(provider => provider.GetRequiredService<TptService>());
    }

    private static void Strictly(BinderOptions binder) => binder.ErrorOnUnknownConfiguration = true;
}
