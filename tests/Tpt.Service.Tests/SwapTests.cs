using System.Buffers.Binary;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.ML;
using Tpt.Engine;
using Tpt.Service.Tests.Support;

namespace Tpt.Service.Tests;

/// <summary>Weights that are swapped by file, without a restart.</summary>
public sealed class SwapTests : IDisposable
{
    private const string Weights = "model.safetensors";

    private readonly string _folder = Directory.CreateTempSubdirectory("tpt-swap").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task ModelFolder_OtherWeights_AreServedAndBrokenOnesAreNot()
    {
        var model = CopyOfBuiltIn();
        await using var server = await TestServer.StartReadyAsync($"Tpt:Model:Path={model}", "Tpt:Service:WatchInterval=00:00:00.050", "Logging:LogLevel:Default=None");
        using var metrics = new MetricReader();
        var first = await AskAsync(server);

        Replace(Path.Combine(model, Weights), OtherWeights(Path.Combine(model, Weights)));
        await Eventually.Be(async () => (await AskAsync(server)).Model != first.Model, "the other weights");
        var second = await AskAsync(server);
        Replace(Path.Combine(model, Weights), "no weights"u8.ToArray());
        await Eventually.Be(() => metrics.Of(server, "tpt.model.loads").Contains((1, "refused")), "the refusal");
        var third = await AskAsync(server);

        second.Scores.Should().NotEqual(first.Scores);
        third.Should().BeEquivalentTo(second);
        server.Service.State.Should().Be(TptServiceState.Ready);
    }

    [Fact]
    public async Task SavedModel_Replaced_IsServedWhileRequestsGoOn()
    {
        var path = Path.Combine(_folder, "MLModel.zip");
        Save(path, ["banana", "pizza"]);
        await using var server = await TestServer.StartReadyAsync($"Tpt:Service:SavedModelPath={path}", "Tpt:Service:WatchInterval=00:00:00.050", "Tpt:Service:DefaultClassList=default");
        using var ended = new CancellationTokenSource();
        var asking = Task.Run(async () =>
        {
            var statuses = new List<HttpStatusCode>();
            while (!ended.IsCancellationRequested)
            {
                using var response = await server.PostAsync(TestPictures.Good[0]);
                statuses.Add(response.StatusCode);
            }
            return statuses;
        });
        server.Service.ClassLists["default"].Should().Equal("banana", "pizza");

        Save(path, ["lemon", "melon", "sushi"]);
        await Eventually.Be(() => server.Service.ClassLists["default"].Count == 3, "the other model");
        await ended.CancelAsync();

        (await asking).Should().NotBeEmpty().And.OnlyContain(status => status == HttpStatusCode.OK);
        server.Service.ClassLists["default"].Should().Equal("lemon", "melon", "sushi");
    }

    [Fact]
    public async Task ModelFolder_BrokenFromTheStart_StopsTheHost()
    {
        var model = CopyOfBuiltIn();
        File.WriteAllText(Path.Combine(model, Weights), "no weights");
        await using var server = await TestServer.StartAsync(configure: null, $"Tpt:Model:Path={model}", "Logging:LogLevel:Default=None");

        (await Record.ExceptionAsync(() => server.Service.Ready)).Should().BeOfType<InvalidDataException>();

        await Eventually.Be(() => server.Service.State is TptServiceState.Failed or TptServiceState.Stopping, "the failure");
    }

    [Fact]
    public async Task Watch_EndsByAnError_IsAnErrorInTheLogAndTheModelServesOn()
    {
        var model = CopyOfBuiltIn();
        using var log = new LogLines(breaksAt: "have changed");
        await using var server = await TestServer.StartAsync(services => services.AddSingleton<ILoggerProvider>(log), $"Tpt:Model:Path={model}", "Tpt:Service:WatchInterval=00:00:00.050", "Logging:LogLevel:Default=Information");
        await server.Service.Ready.WaitAsync(TimeSpan.FromMinutes(2));
        var first = await AskAsync(server);

        Replace(Path.Combine(model, Weights), OtherWeights(Path.Combine(model, Weights)));
        await Eventually.Be(() => log.Errors.Any(), "the error");

        log.Errors.Should().Equal("The model's files cannot be looked at any more. The model that is there stays, and new weights need a restart.");
        server.Service.State.Should().Be(TptServiceState.Ready);
        (await AskAsync(server)).Should().BeEquivalentTo(first);
    }

    private static async Task<(string Model, float[] Scores)> AskAsync(TestServer server)
    {
        var answer = await server.Service.ClassifyAsync(TestPictures.Good[0], null, CancellationToken.None);
        return (answer.Model, answer.Prediction.Scores.ToArray());
    }

    private static void Save(string path, string[] classNames)
    {
        var mlContext = new MLContext();
        var none = mlContext.Data.LoadFromEnumerable(Array.Empty<Row>());
        using var model = mlContext.Transforms.TestTimePromptTuning(new TptOptions { ClassNames = classNames, Views = { Count = 20 } }).Fit(none);
        mlContext.Model.SaveTo(model, none.Schema, path);
    }

    private string CopyOfBuiltIn()
    {
        using var clip = ClipModel.Load(new ModelOptions { GpuDeviceId = -1 });
        var target = Path.Combine(_folder, "model");
        Directory.CreateDirectory(target);
        foreach (var file in Directory.GetFiles(clip.Folder))
        {
            File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
        }
        return target;
    }

    /// <summary>The same tensors with every hundredth number, of two bytes or four, a little off.</summary>
    private static byte[] OtherWeights(string path)
    {
        var file = File.ReadAllBytes(path);
        var start = 8 + (int)BinaryPrimitives.ReadInt64LittleEndian(file);
        for (var i = start; i < file.Length; i += 400)
        {
            file[i] ^= 1;
        }
        return file;
    }

    /// <summary>As an administrator should: written beside, moved into place.</summary>
    private static void Replace(string path, byte[] content)
    {
        File.WriteAllBytes(path + ".new", content);
        File.Move(path + ".new", path, overwrite: true);
    }

    private sealed class Row
    {
        public byte[] Image { get; set; } = [];
    }
}
