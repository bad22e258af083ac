using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Tpt.Hub.Http;
using Tpt.Hub.Listing;
using Tpt.Hub.Storing;

namespace Tpt.Hub;

/// <summary>Brings the content of one file into the cache. What is there under its own name is whole and right.</summary>
internal sealed class FileDownload(HubClient client, ModelStore store, HubDownloadOptions options, ProgressMeter meter)
{
    private const int BufferSize = 1 << 17;

    private readonly HubMachine _machine = options.Machine;

    /// <returns>Whether this download brought it: else it was there, or another process brought it meanwhile.</returns>
    public async Task<bool> BringAsync(string commit, HubFile file, string etag, long size, CancellationToken cancellation)
    {
        meter.Begin(file.Name);
        var blob = store.BlobOf(etag);
        using var held = await BlobLock.TakeAsync(store.LockOf(etag), _machine, cancellation);
        // Where there are no links, another process may have shown it meanwhile, and left no blob.
        if (ModelStore.IsWhole(blob, size) || ModelStore.IsWhole(store.PathOf(commit, file.Name), size))
        {
            meter.Have(size);
            return false;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(blob)!);
        var part = blob + PartFile.Ending;
        for (var isLast = false; ; isLast = true)
        {
            try
            {
                await FillAsync(commit, file, etag, size, part, cancellation);
                break;
            }
            catch (HubException e) when (e.Failure is HubFailure.WrongHash or HubFailure.WrongSize)
            {
                // Bytes of an earlier download may be the wrong ones, or a proxy's cache: once more, from the start.
                File.Delete(part);
                if (isLast)
                {
                    throw;
                }
            }
        }
        await PartFile.MoveAsync(part, blob, _machine, cancellation);
        return true;
    }

    private async Task FillAsync(string commit, HubFile file, string etag, long size, string path, CancellationToken cancellation)
    {
        await using var part = await PartWriter.OpenAsync(path, etag, size, _machine, cancellation);
        meter.Have(part.Length);
        try
        {
            await ReceiveAllAsync(commit, file, size, part, cancellation);
            if (!part.IsRight())
            {
                throw new HubException(HubFailure.WrongHash, $"The file '{file.Name}' came with other bytes than the hub's hash {etag} is of. It was deleted. A proxy that changes files does so, or a damaged disk: try again, or by another network.");
            }
        }
        catch (HubException e) when (e.Failure is HubFailure.WrongHash or HubFailure.WrongSize)
        {
            meter.Have(-part.Length);
            throw;
        }
    }

    private async Task ReceiveAllAsync(string commit, HubFile file, long size, PartWriter part, CancellationToken cancellation)
    {
        EntityTagHeaderValue? tag = null;
        var (furthest, failures) = (part.Length, 0);
        while (part.Length < size)
        {
            Exception? broke = null;
            try
            {
                using var response = await client.GetAsync(commit, file.Name, part.Length, tag, cancellation);
                if (IsContinued(response, file, size, part))
                {
                    tag = response.Headers.ETag;
                    await ReceiveAsync(response, file, size, part, cancellation);
                }
            }
            // The network's errors while the body comes; those of the disk and of the hub are HubExceptions.
            catch (Exception e) when (e is TimeoutException or IOException and not HubException)
            {
                broke = e;
            }

            if (part.Length > furthest)
            {
                (furthest, failures) = (part.Length, 0);
            }
            else if (++failures > _machine.Retries)
            {
                throw Broken(file, size, part.Length, broke);
            }
            if (part.Length < size)
            {
                options.Notes?.Report($"The file '{HubText.Excerpt(file.Name)}' {(broke is TimeoutException ? "stopped to come" : "broke off")}: the rest is asked for.");
                await Task.Delay(_machine.RetryDelay * Math.Pow(2, Math.Min(failures, 5)), _machine.Time, cancellation);
            }
        }
    }

    /// <summary>Whether the answer's body goes on where the part ends. It is cut to where the body begins.</summary>
    private bool IsContinued(HttpResponseMessage response, HubFile file, long size, PartWriter part)
    {
        var range = response.Content.Headers.ContentRange;
        var isRest = response.StatusCode == HttpStatusCode.PartialContent;
        var whole = isRest || response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable ? range?.Length : response.Content.Headers.ContentLength;
        if (whole is { } other && other != size)
        {
            throw WrongSize(file, size, other);
        }
        if (isRest && range?.From == part.Length)
        {
            return true;
        }

        // A server that knows no ranges, or whose file has changed, sends all with 200. Where it refuses the range or sends another, the next try is from the start.
        meter.Have(-part.Length);
        part.Restart();
        return response.StatusCode == HttpStatusCode.OK;
    }

    private async Task ReceiveAsync(HttpResponseMessage response, HubFile file, long size, PartWriter part, CancellationToken cancellation)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellation);
        using var body = new StalledBody(stream, options.StallTimeout, cancellation);
        var buffer = new byte[BufferSize];
        for (var read = await body.ReadAsync(buffer); read > 0; read = await body.ReadAsync(buffer))
        {
            if (part.Length + read > size)
            {
                throw WrongSize(file, size, part.Length + read);
            }
            await part.AppendAsync(buffer.AsMemory(0, read), cancellation);
            meter.Add(read);
        }
    }

    private static HubException WrongSize(HubFile file, long size, long other)
        => new(HubFailure.WrongSize, string.Create(CultureInfo.InvariantCulture, $"The file '{file.Name}' has {size} bytes on the hub, and {other} or more come. Nothing was kept. A proxy that changes files does so: try again, or by another network."));

    private HubException Broken(HubFile file, long size, long have, Exception? cause)
    {
        var so = string.Create(CultureInfo.InvariantCulture, $"{_machine.Retries + 1} times without a further byte, at {have} of {size} bytes. What came stays, and the next download goes on from there. Check the network and the proxy.");
        return cause is TimeoutException
            ? new HubException(HubFailure.TimedOut, string.Create(CultureInfo.InvariantCulture, $"The file '{file.Name}' stopped to come for {options.StallTimeout.TotalSeconds:0.#} s, {so}"), cause)
            : new HubException(HubFailure.Truncated, $"The file '{file.Name}' broke off, {so}", cause);
    }
}
