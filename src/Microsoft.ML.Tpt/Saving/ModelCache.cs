using Microsoft.ML.Tpt.Models;

namespace Microsoft.ML.Tpt.Saving;

/// <summary>
/// The folder in which the files of saved models are unpacked: each set of files in a folder that is named by its fingerprint, and
/// verified at each use.
/// </summary>
/// <remarks>
/// Files are unpacked beside their folder and moved into it one by one, each in one step. So any number of threads and processes may
/// unpack or repair the same model: whoever comes later finds the same bytes or moves them, and nobody sees half a file.
/// </remarks>
/// <param name="folder">The cache.</param>
internal sealed class ModelCache(string folder)
{
    private const int PublishAttempts = 20;
    private static readonly Lock _publishing = new();
    private static readonly TimeSpan _publishPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan _stagingLifetime = TimeSpan.FromDays(1);

    /// <summary>The cache of this user: <c>TPT_MODEL_CACHE</c>, else a folder of the local application data.</summary>
    /// <exception cref="IOException">The user has no such folder, and the variable is not set.</exception>
    public static ModelCache Open() => new(ModelLocator.CacheFolder());

    /// <summary>The folder with the files of a manifest, which are unpacked where it has not got them.</summary>
    /// <param name="manifest">The files.</param>
    /// <param name="open">A stream that stands at the bytes of a file.</param>
    /// <exception cref="InvalidDataException">The bytes are not those of the manifest.</exception>
    /// <exception cref="IOException">The cache cannot be used; the message says what to do.</exception>
    public string Unpack(ModelManifest manifest, Func<SavedFile, Stream> open)
    {
        var target = Path.Combine(folder, manifest.Fingerprint);
        try
        {
            if (!manifest.IsIn(target))
            {
                Fill(target, manifest, open);
            }

            return target;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw ModelLocator.CacheError(folder, exception);
        }
    }

    private void Fill(string target, ModelManifest manifest, Func<SavedFile, Stream> open)
    {
        CreateFolder();
        RemoveAbandoned();
        var staging = $"{target}.{Guid.NewGuid():N}";
        Directory.CreateDirectory(staging);
        try
        {
            foreach (var file in manifest.Files)
            {
                FileCopy.Verified(open(file), file, Path.Combine(staging, file.Name));
            }

            // On Windows a file cannot be opened at the moment in which it is replaced: what another thread has repaired meanwhile, and uses already, is left alone.
            lock (_publishing)
            {
                if (!manifest.IsIn(target))
                {
                    Publish(staging, target, manifest);
                }
            }
        }
        finally
        {
            Remove(staging);
        }
    }

    /// <summary>For this user only, where it is not there yet.</summary>
    private void CreateFolder()
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    /// <summary>On Windows a file that another loader has open cannot be replaced. That one may repair the folder meanwhile; else it is tried again.</summary>
    private static void Publish(string staging, string target, ModelManifest manifest)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                Move(staging, target, manifest);
                return;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException && attempt < PublishAttempts)
            {
                if (manifest.IsIn(target))
                {
                    return;
                }

                Thread.Sleep(_publishPause);
            }
        }
    }

    private static void Move(string staging, string target, ModelManifest manifest)
    {
        Directory.CreateDirectory(target);
        foreach (var stray in manifest.Strays(target))
        {
            File.Delete(stray);
        }

        foreach (var path in Directory.GetFiles(staging))
        {
            File.Move(path, Path.Combine(target, Path.GetFileName(path)), overwrite: true);
        }
    }

    /// <summary>Removes what processes left that were killed while they unpacked.</summary>
    private void RemoveAbandoned()
    {
        foreach (var path in Directory.GetDirectories(folder))
        {
            if (IsStaging(Path.GetFileName(path)) && DateTime.UtcNow - Directory.GetLastWriteTimeUtc(path) > _stagingLifetime)
            {
                Remove(path);
            }
        }
    }

    /// <summary>What cannot be removed now is in nobody's way: another process removes it at this moment, or it is another user's, or a later call removes it.</summary>
    private static void Remove(string staging)
    {
        try
        {
            Directory.Delete(staging, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
        }
    }

    /// <summary>Whether a name is a fingerprint, a dot and a GUID.</summary>
    private static bool IsStaging(string name) =>
        name.Split('.') is [{ Length: 64 } fingerprint, { Length: 32 } guid] && fingerprint.All(char.IsAsciiHexDigitLower) && guid.All(char.IsAsciiHexDigitLower);
}
