namespace Tpt.Cli.Terminal;

/// <summary>Nobody reads the standard output any more: what was asked for is done.</summary>
internal sealed class OutputClosedException(IOException cause) : IOException("The reader of the output is gone.", cause);
