using Microsoft.ML.Tests.Support;

namespace Microsoft.ML.Tests;

/// <summary>How the OpenMP runtime of libtorch waits, as GNU's prints it when it is loaded, in processes of their own.</summary>
public sealed class NativeEnvironmentTests
{
    private const string WaitPolicy = "OMP_WAIT_POLICY";
    private const string SpinCount = "GOMP_SPINCOUNT";

    [Fact]
    public void WaitPolicy_NothingSet_IsPassive()
        => Run([]).Should().Contain(line => line.EndsWith("OMP_WAIT_POLICY = 'PASSIVE'")).And.Contain(line => line.EndsWith("GOMP_SPINCOUNT = '0'"));

    [Fact]
    public void WaitPolicy_UserSetsActive_IsActive()
        => Run([], (WaitPolicy, "ACTIVE")).Should().Contain(line => line.EndsWith("OMP_WAIT_POLICY = 'ACTIVE'"));

    [Fact]
    public void WaitPolicy_UserSetsASpinCount_ThatCounts()
        => Run([], (SpinCount, "300000")).Should().Contain(line => line.EndsWith("GOMP_SPINCOUNT = '300000'"));

    [Fact]
    public void WaitPolicy_ApplicationSetsActiveByDotNet_IsActive()
        => Run([$"{WaitPolicy}=ACTIVE"]).Should().Contain(line => line.EndsWith("OMP_WAIT_POLICY = 'ACTIVE'"));

    [Fact]
    public void WaitPolicy_ApplicationSetsASpinCountByDotNet_ThatCounts()
        => Run([$"{SpinCount}=300000"]).Should().Contain(line => line.EndsWith("GOMP_SPINCOUNT = '300000'"));

    [Fact]
    public void WaitPolicy_NothingSet_ProcessesOfTheApplicationInheritNothing()
        => Run([]).Should().Contain(line => line.StartsWith("PATH=")).And.NotContain(line => line.StartsWith(WaitPolicy + "="));

    /// <summary>What libgomp prints, and the environment of a process that the application starts.</summary>
    /// <param name="setByApplication">What it sets by .NET before it uses the library, as <c>name=value</c>.</param>
    /// <param name="setByUser">What it is started with. Neither variable comes from this process.</param>
    private static string[] Run(string[] setByApplication, params (string Name, string Value)[] setByUser)
    {
        var variables = new Dictionary<string, string?> { ["OMP_DISPLAY_ENV"] = "VERBOSE", [WaitPolicy] = null, [SpinCount] = null, ["KMP_BLOCKTIME"] = null };
        foreach (var (name, value) in setByUser)
        {
            variables[name] = value;
        }
        return LoadAndScoreApplication.Run(variables, ["--environment", .. setByApplication]);
    }
}
