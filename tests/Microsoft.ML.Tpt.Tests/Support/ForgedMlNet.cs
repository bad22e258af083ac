using System.Reflection;
using System.Runtime.Loader;
using Mono.Cecil;

namespace Microsoft.ML.Tests.Support;

/// <summary>This process's libraries once more, beside those that run, with an ML.NET that says another version and whose internals have other names.</summary>
internal sealed class ForgedMlNet : AssemblyLoadContext
{
    private const string Core = "Microsoft.ML.Core";

    private readonly byte[] _core;

    /// <param name="version">The version of the package that the forged library says.</param>
    /// <param name="renamed">Full names of types and methods that are renamed, such as <c>Microsoft.ML.SchemaShape.Create</c>.</param>
    public ForgedMlNet(string version, params string[] renamed) : base(isCollectible: true)
    {
        using var module = ModuleDefinition.ReadModule(Path.Combine(AppContext.BaseDirectory, $"{Core}.dll"));
        var attribute = module.Assembly.CustomAttributes.Single(a => a.AttributeType.Name == nameof(AssemblyInformationalVersionAttribute));
        attribute.ConstructorArguments[0] = new CustomAttributeArgument(module.TypeSystem.String, $"{version}+0123abc");
        foreach (var name in renamed)
        {
            var dot = name.LastIndexOf('.');
            IMemberDefinition member = module.GetType(name) is { } type ? type : module.GetType(name[..dot]).Methods.First(method => method.Name == name[(dot + 1)..]);
            member.Name += "Moved";
        }
        using var written = new MemoryStream();
        module.Write(written);
        _core = written.ToArray();
    }

    /// <summary>Makes an estimator there by the catalog, as an application does.</summary>
    public object MakeEstimator(string[] classNames)
    {
        var context = Activator.CreateInstance(LoadFromAssemblyName(new AssemblyName("Microsoft.ML.Data")).GetType("Microsoft.ML.MLContext")!, [null])!;
        var method = LoadFromAssemblyName(new AssemblyName("Microsoft.ML.Tpt")).GetType("Microsoft.ML.TptCatalog")!.GetMethods()
            .Single(method => method.Name == "TestTimePromptTuning" && method.GetParameters()[1].Name == "classNames");
        object?[] arguments = [context.GetType().GetProperty("Transforms")!.GetValue(context), classNames, .. method.GetParameters()[2..].Select(parameter => parameter.DefaultValue)];
        return method.Invoke(null, BindingFlags.DoNotWrapExceptions, null, arguments, null)!;
    }

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        if (assemblyName.Name == Core)
        {
            using var core = new MemoryStream(_core);
            return LoadFromStream(core);
        }
        var path = Path.Combine(AppContext.BaseDirectory, $"{assemblyName.Name}.dll");
        return File.Exists(path) ? LoadFromAssemblyPath(path) : null;
    }
}
