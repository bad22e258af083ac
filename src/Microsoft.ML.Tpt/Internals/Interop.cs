// This file and Saving/ModelLoaders.cs are the only ones that touch internals of ML.NET. build/Publicize.targets says how they compile,
// IgnoresAccessChecksTo why the runtime allows it. A test saves a model and loads it in a fresh process: run it before raising the version of ML.NET.
using System.IO.Compression;
using System.Runtime.CompilerServices;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

[assembly: IgnoresAccessChecksTo("Microsoft.ML.Core")]
[assembly: IgnoresAccessChecksTo("Microsoft.ML.Data")]

namespace Microsoft.ML.Tpt.Internals
{
    internal static class Interop
    {
        // The assembly's name and these signatures are part of the file format: a model that was saved under other names cannot be loaded.
        internal const string TptSignature = "TptTransformer";
        internal const string ClassPromptsSignature = "TptClassPrompts";
        internal const string TemperatureSignature = "TptTemperature";

        internal static VersionInfo TptVersion { get; } = MakeVersion("TPTXFORM", TptSignature);

        internal static VersionInfo ClassPromptsVersion { get; } = MakeVersion("TPTPRMPT", ClassPromptsSignature);

        internal static VersionInfo TemperatureVersion { get; } = MakeVersion("TPTTEMPR", TemperatureSignature);

        internal static void SaveTpt(ModelSaveContext context, Action<BinaryWriter> write) => Save(context, TptVersion, write);

        internal static void SaveClassPrompts(ModelSaveContext context, Action<BinaryWriter> write) => Save(context, ClassPromptsVersion, write);

        internal static void SaveTemperature(ModelSaveContext context, Action<BinaryWriter> write) => Save(context, TemperatureVersion, write);

        internal static SchemaShape ToShape(DataViewSchema schema) => SchemaShape.Create(schema);

        /// <summary>A column of another name that is the same in all else.</summary>
        internal static SchemaShape.Column Rename(SchemaShape.Column column, string name) => new(name, column.Kind, column.ItemType, column.IsKey, column.Annotations);

        internal static IHostEnvironment GetEnvironment(object catalog) => ((IInternalCatalog)catalog).Environment;

        internal static int? GetSeed(IHostEnvironment environment) => (environment as IHostEnvironmentInternal)?.Seed;

        internal static int? GetGpuDeviceId(IHostEnvironment environment) => (environment as IHostEnvironmentInternal)?.GpuDeviceId;

        internal static bool GetFallbackToCpu(IHostEnvironment environment) => environment is IHostEnvironmentInternal { FallbackToCpu: true };

        internal static bool IsCanceled(IHostEnvironment environment) => environment is ICancelable { IsCanceled: true };

        /// <exception cref="OperationCanceledException">The context was cancelled.</exception>
        internal static void ThrowIfCanceled(IHostEnvironment environment)
        {
            if (IsCanceled(environment))
            {
                throw new OperationCanceledException("The MLContext was cancelled.");
            }
        }

        /// <summary>
        /// The folder of the file that is being loaded, at whatever depth of chains; <see langword="null"/> where the stream is no
        /// file, or where a version of ML.NET or .NET keeps it elsewhere than in these private fields. References are then resolved without it.
        /// </summary>
        internal static string? FolderOf(ModelLoadContext context)
        {
            try
            {
                return ArchiveStream(Archive(context.Repository)) is FileStream file && File.Exists(file.Name) ? Path.GetDirectoryName(file.Name) : null;
            }
            catch (Exception exception) when (exception is MissingFieldException or NullReferenceException)
            {
                return null;
            }
        }

        [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_archive")]
        private static extern ref ZipArchive Archive(RepositoryReader reader);

        [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_archiveStream")]
        private static extern ref Stream ArchiveStream(ZipArchive archive);

        private static void Save(ModelSaveContext context, VersionInfo version, Action<BinaryWriter> write)
        {
            context.CheckAtModel();
            context.SetVersionInfo(version);
            write(context.Writer);
        }

        // ML.NET's own version never changes: the state starts with a format version of this library, whose errors can say who wrote the file.
        private static VersionInfo MakeVersion(string modelSignature, string loaderSignature) => new(
            modelSignature: modelSignature,         // exactly 8 characters
            verWrittenCur: 0x00010001,
            verReadableCur: 0x00010001,
            verWeCanReadBack: 0x00010001,
            loaderSignature: loaderSignature,       // at most 24 characters
            // The simple name: a full name fails to load when the installed version is lower than the one that saved the model.
            loaderAssemblyName: typeof(Interop).Assembly.GetName().Name);
    }
}

namespace System.Runtime.CompilerServices
{
    [AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
    internal sealed class IgnoresAccessChecksToAttribute(string assemblyName) : Attribute
    {
        public string AssemblyName { get; } = assemblyName;
    }
}
