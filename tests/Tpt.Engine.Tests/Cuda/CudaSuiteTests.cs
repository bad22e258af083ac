using System.Reflection;
using TorchSharp;

namespace Tpt.Engine.Tests.Cuda;

/// <summary>What the tests of a GPU have in common, which is checked where there is none too.</summary>
public sealed class CudaSuiteTests
{
    [Fact]
    public void NotRunBecause_ByTheMachine_IsAReasonExactlyWhereThereIsNoDevice()
        => CudaDevice.NotRunBecause(rehearses: true).Should().Be(torch.cuda.is_available() ? null : "not run: no CUDA device");

    /// <summary>A test without the attribute would fail without a GPU, and one without the trait would not be found where there is one.</summary>
    [Fact]
    public void Tests_OfAGpu_AreMarked()
    {
        Type[] classes = [.. typeof(CudaCollection).Assembly.GetTypes().Where(type => type.Namespace == typeof(CudaCollection).Namespace && type.Name.EndsWith("Tests", StringComparison.Ordinal) && type != typeof(CudaSuiteTests))];

        classes.Should().HaveCountGreaterThan(5);
        foreach (var type in classes)
        {
            type.CustomAttributes.Where(one => one.AttributeType == typeof(TraitAttribute)).Select(one => one.ConstructorArguments.Select(argument => (string)argument.Value!))
                .Should().ContainSingle(type.Name).Which.Should().Equal(CudaCollection.Trait, CudaCollection.Cuda);
            var tests = type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly).Where(method => method.GetCustomAttribute<FactAttribute>() is not null).ToArray();
            tests.Should().NotBeEmpty(type.Name).And.OnlyContain(method => method.GetCustomAttribute<FactAttribute>() is CudaFactAttribute || method.GetCustomAttribute<FactAttribute>() is CudaTheoryAttribute, type.Name);
        }
    }
}
