using Tpt.Hub;

namespace Tpt.Engine;

/// <summary>What a search for a model may do on the Hugging Face hub.</summary>
/// <param name="Download">Whether what the local cache lacks may be downloaded.</param>
/// <param name="Progress">Hears how far a download is.</param>
/// <param name="CancellationToken">Stops a download. What is here of it stays, for the next one to go on with.</param>
internal sealed record HubAccess(bool Download, IProgress<HubProgress>? Progress = null, CancellationToken CancellationToken = default);
