using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Tpt.Benchmarks.Service;

/// <summary>Sends requests at a fixed rate, whatever becomes of those before, but never more than a bound at a time.</summary>
/// <param name="client">Knows the address.</param>
/// <param name="pictures">The good pictures, and of each the scores by class when it is alone.</param>
/// <param name="hostile">The others.</param>
internal sealed class LoadGenerator(HttpClient client, IReadOnlyList<(byte[] File, IReadOnlyDictionary<string, float> Scores)> pictures, IReadOnlyList<HostileBody> hostile) : IDisposable
{
    /// <summary>One request in so many is hostile.</summary>
    private const int HostileEvery = 10;

    private const int MostAtATime = 512;

    private readonly ConcurrentQueue<LoadResult> _results = [];
    private readonly SemaphoreSlim _free = new(MostAtATime);

    /// <param name="perSecond">The rate, hostile ones included.</param>
    /// <param name="seconds">How long.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<IReadOnlyList<LoadResult>> RunAsync(double perSecond, double seconds, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var sent = new List<Task>();
        for (var i = 0; i / perSecond < seconds; i++)
        {
            var wait = TimeSpan.FromSeconds(i / perSecond) - clock.Elapsed;
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, cancellationToken);
            }
            await _free.WaitAsync(cancellationToken);
            sent.Add(SendAsync(i, clock, cancellationToken));
        }
        await Task.WhenAll(sent);
        return [.. _results];
    }

    public void Dispose() => _free.Dispose();

    private async Task SendAsync(int number, Stopwatch clock, CancellationToken cancellationToken)
    {
        var isHostile = number % HostileEvery == HostileEvery - 1;
        var start = clock.Elapsed.TotalSeconds;
        var (status, isRight) = isHostile
            ? await HostileAsync(hostile[number / HostileEvery % hostile.Count], cancellationToken)
            : await PictureAsync(number % pictures.Count, cancellationToken);
        _results.Enqueue(new LoadResult(start, clock.Elapsed.TotalSeconds - start, status, isHostile, isRight));
        _free.Release();
    }

    private async Task<(int Status, bool IsRight)> HostileAsync(HostileBody body, CancellationToken cancellationToken)
    {
        var status = body.IsSlow
            ? await SlowRequest.SendAsync(client.BaseAddress!, body, cancellationToken)
            : (await PostAsync(body.Body, body.ContentType, cancellationToken)).Status;
        return (status, status == body.Status || status == 429);
    }

    private async Task<(int Status, bool IsRight)> PictureAsync(int index, CancellationToken cancellationToken)
    {
        var (file, expected) = pictures[index];
        var (status, answer) = await PostAsync(file, "image/png", cancellationToken);
        if (status != 200)
        {
            return (status, status == 429);
        }
        using var document = JsonDocument.Parse(answer);
        var scores = document.RootElement.GetProperty("top").EnumerateArray().ToDictionary(one => one.GetProperty("label").GetString()!, one => one.GetProperty("score").GetSingle(), StringComparer.Ordinal);
        return (status, scores.Count == expected.Count && expected.All(one => scores[one.Key].Equals(one.Value)));
    }

    /// <summary>The answer; status 0 where the connection broke, which is a fault of the service.</summary>
    private async Task<(int Status, string Answer)> PostAsync(byte[] body, string contentType, CancellationToken cancellationToken)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new(contentType);
        try
        {
            using var response = await client.PostAsync(new Uri(string.Create(CultureInfo.InvariantCulture, $"/classify?top={pictures[0].Scores.Count}"), UriKind.Relative), content, cancellationToken);
            return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(cancellationToken));
        }
        catch (HttpRequestException exception)
        {
            await Console.Error.WriteLineAsync($"no answer: {exception.Message}");
            return (0, "");
        }
    }
}
