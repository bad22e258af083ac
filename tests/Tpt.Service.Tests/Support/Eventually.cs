namespace Tpt.Service.Tests.Support;

/// <summary>Waits for what happens by itself.</summary>
internal static class Eventually
{
    /// <exception cref="TimeoutException">It did not happen.</exception>
    public static Task Be(Func<bool> condition, string what) => Be(() => Task.FromResult(condition()), what);

    /// <inheritdoc cref="Be(Func{bool}, string)"/>
    public static async Task Be(Func<Task<bool>> condition, string what)
    {
        var end = DateTime.UtcNow + TimeSpan.FromSeconds(60);
        while (!await condition())
        {
            if (DateTime.UtcNow > end)
            {
                throw new TimeoutException($"Waited a minute for {what}.");
            }
            await Task.Delay(20);
        }
    }
}
