namespace Tpt.Benchmarks.Busy;

/// <summary>The environment of a measured process.</summary>
/// <param name="Name">Its name in the table.</param>
/// <param name="Variables">The variables that are set or, without a value, taken away.</param>
internal sealed record BusySetting(string Name, IReadOnlyDictionary<string, string?> Variables)
{
    private const string WaitPolicy = "OMP_WAIT_POLICY";
    private const string SpinCount = "GOMP_SPINCOUNT";
    private const string MaxArenas = "MALLOC_ARENA_MAX";
    private const string ServerCollector = "DOTNET_gcServer";

    /// <summary>What an application gets that sets nothing.</summary>
    public static BusySetting Default { get; } = new("default", Of());

    /// <summary>Ways to wait: libgomp spins 300,000 times where no variable says anything, and 30 billion times where ACTIVE is asked for.</summary>
    public static IReadOnlyList<BusySetting> Waiting { get; } =
        [Default, new($"{SpinCount}=300000 (libgomp's own)", Of((SpinCount, "300000"))), new($"{WaitPolicy}=ACTIVE", Of((WaitPolicy, "ACTIVE")))];

    /// <summary>Ways to hold memory.</summary>
    public static IReadOnlyList<BusySetting> Memory { get; } =
        [Default, new($"{MaxArenas}=2", Of((MaxArenas, "2"))), new($"{ServerCollector}=1, as in ASP.NET", Of((ServerCollector, "1")))];

    private static Dictionary<string, string?> Of(params (string Name, string Value)[] set)
    {
        var variables = new[] { WaitPolicy, SpinCount, "KMP_BLOCKTIME", MaxArenas, "GLIBC_TUNABLES", ServerCollector }.ToDictionary(name => name, _ => (string?)null);
        foreach (var (name, value) in set)
        {
            variables[name] = value;
        }
        return variables;
    }
}
