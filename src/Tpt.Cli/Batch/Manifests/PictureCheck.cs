namespace Tpt.Cli.Batch.Manifests;

/// <summary>By what a worker knows that a picture is the one that was planned.</summary>
internal enum PictureCheck
{
    /// <summary>By its path alone.</summary>
    None,

    /// <summary>By the length of its file. Not by its time, which a copy onto a faster disk changes.</summary>
    Length,

    /// <summary>By the SHA-256 of its bytes: every picture is read when the job is planned, and once more when it is scored.</summary>
    Sha256,
}
