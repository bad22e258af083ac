namespace Microsoft.ML.Tests.Support;

/// <summary>Puts the current directory and environment variables back when it is disposed.</summary>
internal sealed class ProcessState : IDisposable
{
    private readonly string _directory = Environment.CurrentDirectory;
    private readonly Dictionary<string, string?> _variables = [];

    public ProcessState Directory(string path)
    {
        Environment.CurrentDirectory = path;
        return this;
    }

    public ProcessState Variable(string name, string? value)
    {
        _variables.TryAdd(name, Environment.GetEnvironmentVariable(name));
        Environment.SetEnvironmentVariable(name, value);
        return this;
    }

    public void Dispose()
    {
        Environment.CurrentDirectory = _directory;
        foreach (var (name, value) in _variables)
        {
            Environment.SetEnvironmentVariable(name, value);
        }
    }
}
