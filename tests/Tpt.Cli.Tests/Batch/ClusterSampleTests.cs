using System.Text.Json.Nodes;
using Tpt.Cli.Commands;
using YamlDotNet.Serialization;

namespace Tpt.Cli.Tests.Batch;

/// <summary>The manifests of samples/Cluster against the fields of batch/v1 Job that matter, by the public documentation of Kubernetes: no cluster runs them here.</summary>
public sealed class ClusterSampleTests
{
    private static readonly string[] _specFields =
    [
        "activeDeadlineSeconds", "backoffLimit", "backoffLimitPerIndex", "completionMode", "completions", "managedBy", "manualSelector", "maxFailedIndexes", "parallelism",
        "podFailurePolicy", "podReplacementPolicy", "selector", "successPolicy", "suspend", "template", "ttlSecondsAfterFinished",
    ];

    private static readonly string[] _containerFields = ["args", "command", "env", "envFrom", "image", "imagePullPolicy", "name", "resources", "securityContext", "volumeMounts", "workingDir"];

    [Theory]
    [InlineData("job.yaml")]
    [InlineData("commit.yaml")]
    public void Kubernetes_Job_HasTheFieldsOfBatchV1(string file)
    {
        var job = Read(file);

        ((string?)job["apiVersion"], (string?)job["kind"]).Should().Be(("batch/v1", "Job"));
        var spec = job["spec"]!.AsObject();
        spec.Select(field => field.Key).Should().BeSubsetOf(_specFields);
        var pod = spec["template"]!["spec"]!;
        ((string?)pod["restartPolicy"]).Should().Be("Never", "a pod failure policy asks for it");
        var container = pod["containers"]!.AsArray().Should().ContainSingle().Which!.AsObject();
        container.Select(field => field.Key).Should().BeSubsetOf(_containerFields);
        var volumes = pod["volumes"]!.AsArray().Select(volume => (string?)volume!["name"]);
        container["volumeMounts"]!.AsArray().Select(mount => (string?)mount!["name"]).Should().BeEquivalentTo(volumes);
        var rule = spec["podFailurePolicy"]!["rules"]!.AsArray().First()!;
        ((string?)rule["onExitCodes"]!["containerName"]).Should().Be((string?)container["name"]);
        ((string?)rule["onExitCodes"]!["operator"], (int)rule["onExitCodes"]!["values"]!.AsArray().Single()!).Should().Be(("In", 42));
        foreach (var one in spec["podFailurePolicy"]!["rules"]!.AsArray())
        {
            ((string?)one!["action"]).Should().BeOneOf("FailJob", "FailIndex", "Ignore", "Count");
            (one["onExitCodes"] is null ^ one["onPodConditions"] is null).Should().BeTrue("a rule has one of the two");
        }
        Words(container["command"]!.AsArray().Select(word => (string)word!)).Should().BeEmpty("'tpt' should take the command line");
    }

    [Fact]
    public void Kubernetes_Workers_AreIndexedWithAGpuEach()
    {
        var spec = Read("job.yaml")["spec"]!;

        ((string?)spec["completionMode"], (int)spec["completions"]! > 0, (int)spec["backoffLimitPerIndex"]! > 0).Should().Be(("Indexed", true, true));
        ((string?)spec["podFailurePolicy"]!["rules"]![0]!["action"]).Should().Be("FailIndex");
        spec["maxFailedIndexes"].Should().BeNull("one bad shard is not to end the others");
        ((int)spec["template"]!["spec"]!["containers"]![0]!["resources"]!["limits"]!["nvidia.com/gpu"]!).Should().Be(1);
    }

    [Fact]
    public void AzureBatch_Task_HasACommandLineThatTptTakes()
    {
        var task = JsonNode.Parse(File.ReadAllText(Sample("azure-batch", "task.json")))!;

        Workers.TaskIndexTests.Number((string)task["id"]!).Should().Be(17);
        var line = ((string)task["commandLine"]!).Replace("/bin/bash -c '", "", StringComparison.Ordinal).TrimEnd('\'').Replace("\"", "", StringComparison.Ordinal);
        Words(line.Split(' ')).Should().BeEmpty("'tpt' should take the command line");
        ((int)task["exitConditions"]!["exitCodes"]![0]!["code"]!).Should().Be(42);
    }

    [Theory]
    [InlineData("array.sbatch", "--requeue", "--signal=B:TERM@120", "worker --plan", "42)")]
    [InlineData("commit.sbatch", "--requeue", "commit --plan")]
    public void Slurm_Scripts_HaveWhatTheContractNeeds(string file, params string[] texts)
    {
        var script = File.ReadAllText(Sample("slurm", file));

        texts.Should().AllSatisfy(text => script.Should().Contain(text));
    }

    /// <summary>What is wrong with a command line of <c>tpt</c>.</summary>
    private static IEnumerable<string> Words(IEnumerable<string> command) => TptCommand.Create().Parse([.. command.Skip(1)]).Errors.Select(error => error.Message);

    private static JsonNode Read(string file)
    {
        var document = new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().Build().Deserialize<object>(File.ReadAllText(Sample("kubernetes", file)));
        return JsonNode.Parse(System.Text.Json.JsonSerializer.Serialize(document))!;
    }

    private static string Sample(string folder, string file) => Path.Combine(AppContext.BaseDirectory, "cluster", folder, file);
}
