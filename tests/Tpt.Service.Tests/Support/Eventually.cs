namespace Tpt.Service.Tests.Support;

/// <summary>Waits for what happens by itself.</summary>
internal static class Eventually
{
    /// <exception cref="TimeoutException">It did not happen.</exception>
    public static async Task Be(Func<bool> condition, string what)
    {
        var end = DateTime.UtcNow + TimeSpan.FromSeconds(60);
        while (!condition())
        {
            if (DateTime.UtcNow > end)
            {
                throw new TimeoutException($"Waited a minute for {what}.");
            }
            await Task.Delay(20);
        }
    }
}
