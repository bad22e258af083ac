using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Tpt.Internals;
using Microsoft.ML.Tpt.Saving;

[assembly: LoadableClass(typeof(TptTransformer), typeof(ModelLoaders.OfTpt), null, typeof(SignatureLoadModel),
    "Test-time prompt tuning", Interop.TptSignature)]
[assembly: LoadableClass(typeof(ClassPromptsTransformer), typeof(ModelLoaders.OfClassPrompts), null, typeof(SignatureLoadModel),
    "Class prompts", Interop.ClassPromptsSignature)]
[assembly: LoadableClass(typeof(TptTemperatureTransformer), typeof(ModelLoaders.OfTemperature), null, typeof(SignatureLoadModel),
    "Temperature of scores", Interop.TemperatureSignature)]

namespace Microsoft.ML.Tpt.Saving;

/// <summary>What ML.NET calls to load a transformer, by the signatures above. It does so by reflection, and asks for a method of exactly this name, parameters and type.</summary>
internal static class ModelLoaders
{
    /// <summary>The state: ML.NET has its strings behind it in the same stream.</summary>
    private static StateReader StateOf(ModelLoadContext context) => new(context.Reader.BaseStream, context.Header.CbModel);

    internal static class OfTpt
    {
        internal static TptTransformer Create(IHostEnvironment environment, ModelLoadContext context)
        {
            MlNetVersion.Check();
            context.CheckAtModel(Interop.TptVersion);
            return TptModelFile.Read(environment, StateOf(context), Interop.FolderOf(context));
        }
    }

    internal static class OfClassPrompts
    {
        internal static ClassPromptsTransformer Create(IHostEnvironment environment, ModelLoadContext context)
        {
            MlNetVersion.Check();
            context.CheckAtModel(Interop.ClassPromptsVersion);
            return ClassPromptsState.Load(environment, StateOf(context));
        }
    }

    internal static class OfTemperature
    {
        internal static TptTemperatureTransformer Create(IHostEnvironment environment, ModelLoadContext context)
        {
            MlNetVersion.Check();
            context.CheckAtModel(Interop.TemperatureVersion);
            return TemperatureState.Load(environment, StateOf(context));
        }
    }
}
