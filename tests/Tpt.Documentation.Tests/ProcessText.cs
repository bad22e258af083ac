using System.Diagnostics;
using System.Text;

namespace Tpt.Documentation.Tests;

/// <summary>What a process has written so far. It is read while the process runs.</summary>
internal sealed class ProcessText
{
    private readonly StringBuilder _text = new();

    /// <summary>Reads to the end.</summary>
    public async Task ReadAsync(StreamReader reader)
    {
        var buffer = new char[4096];
        for (int count; (count = await reader.ReadAsync(buffer)) > 0;)
        {
            lock (_text)
            {
                _text.Append(buffer, 0, count);
            }
        }
    }

    /// <summary>Waits until a text is there.</summary>
    /// <param name="text">The text.</param>
    /// <param name="written">What has been written so far.</param>
    /// <param name="longest">How long it may take.</param>
    public static async Task WaitFor(string text, Func<string> written, TimeSpan longest)
    {
        var clock = Stopwatch.StartNew();
        while (!written().Contains(text, StringComparison.Ordinal))
        {
            clock.Elapsed.Should().BeLessThan(longest, "'{0}' should be in the output, which is: {1}", text, written());
            await Task.Delay(20);
        }
    }

    /// <summary>All of it so far.</summary>
    public override string ToString()
    {
        lock (_text)
        {
            return _text.ToString();
        }
    }
}
