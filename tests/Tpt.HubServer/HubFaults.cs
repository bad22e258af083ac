using Microsoft.AspNetCore.Http;

namespace Tpt.HubServer;

/// <summary>What the hub on this machine does wrong, on demand.</summary>
/// <example><code>hub.Faults.Add(HubFault.Status(503), "resolve", times: 2);</code></example>
internal sealed class HubFaults
{
    private readonly Lock _lock = new();
    private readonly List<(HubFault Fault, string? Path, int Times)> _faults = [];

    /// <summary>Adds a fault of the next requests. Several faults of a request come one after the other: the first is used up first.</summary>
    /// <param name="fault">What goes wrong.</param>
    /// <param name="path">A part of the path or of the query of the requests that it befalls, such as <c>/api/</c>, <c>/resolve/</c> or <c>/storage/</c>; null: any request.</param>
    /// <param name="times">How many requests it befalls.</param>
    public void Add(HubFault fault, string? path = null, int times = int.MaxValue)
    {
        lock (_lock)
        {
            _faults.Add((fault, path, times));
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            _faults.Clear();
        }
    }

    /// <summary>The fault of this request, which is counted; null: it is answered well.</summary>
    internal HubFault? Take(HttpRequest request)
    {
        var path = request.Path + request.QueryString.ToString();
        lock (_lock)
        {
            var at = _faults.FindIndex(fault => fault.Path is null || path.Contains(fault.Path, StringComparison.Ordinal));
            if (at < 0)
            {
                return null;
            }

            var (fault, part, times) = _faults[at];
            if (times == 1)
            {
                _faults.RemoveAt(at);
            }
            else
            {
                _faults[at] = (fault, part, times - 1);
            }
            return fault;
        }
    }
}
