using System.Globalization;
using Tpt.HubServer;

const string Usage = "usage: dotnet run --project tests/Tpt.HubServer -- [--port 8080] [--storage-port 8081] org/name=folder ...";

var options = new LocalHubOptions { Port = 8080, StoragePort = 0 };
var models = new List<ServedModel>();
for (var i = 0; i < args.Length; i++)
{
    if (args[i] is "--port" or "--storage-port" && i + 1 < args.Length && ushort.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var port))
    {
        options = args[i++] == "--port" ? options with { Port = port } : options with { StoragePort = port };
    }
    else if (args[i].Split('=', 2) is [var id, var folder] && id.Split('/').Length == 2 && Directory.Exists(folder))
    {
        models.Add(ServedModel.FromFolder(id, folder));
    }
    else
    {
        Console.Error.WriteLine($"'{args[i]}' is no option, nor org/name=folder with a folder that is there. {Usage}");
        return 42;
    }
}

if (models.Count == 0)
{
    Console.Error.WriteLine(Usage);
    return 42;
}

await using var hub = await LocalHub.StartAsync(options, [.. models]);
foreach (var model in models)
{
    Console.WriteLine($"{model.Id} at commit {model.Commit}");
}
Console.WriteLine($"HF_ENDPOINT={hub.Address}");
await hub.WaitAsync();
return 0;
