using System.Diagnostics;
using Tpt.Fuzz.Supervision;
using Tpt.Fuzz.Targets;

namespace Tpt.Fuzz.Tests;

public sealed class SupervisorTests(BrokenRun run) : IClassFixture<BrokenRun>
{
    public static TheoryData<string, string> Failures { get; } = new()
    {
        { "exception", "undocumented NotSupportedException*" },
        { "wrong", "wrong result*" },
        { "death", $"{Finding.Died}*" },
        { "hang", $"{Finding.TooSlow}*" },
        { "memory", $"{Finding.TooLarge}*" },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public void Run_InputThatFails_IsFoundAndMadeSmaller(string kind, string signature)
    {
        var finding = run.Result.Findings.First(found => found.Kind == kind);

        finding.Signature.Should().Match(signature);
        var file = Path.Combine(run.Folder, $"broken-{BrokenRun.Seed}-{finding.Index}.{kind}");
        File.ReadAllBytes(file).Should().Contain(7).And.HaveCountLessThan(BrokenTarget.Length);
        File.ReadAllText($"{file}.txt").Should().Contain($"input {finding.Index}\n{finding.Text}");
    }

    [Fact]
    public void Run_InputThatFailsQuickly_IsKeptAsTheOneByteThatMatters()
        => File.ReadAllBytes(Directory.GetFiles(run.Folder, "*.exception")[0]).Should().Equal(7);

    [Fact]
    public void Run_InputsThatEndTheWorker_GoesOnBehindThem()
    {
        run.Result.Inputs.Should().Be(BrokenRun.Inputs);
        run.Result.Refused.Should().BePositive();
        run.Result.Accepted.Should().BePositive();
        (run.Result.Refused + run.Result.Accepted + run.Result.Findings.Count + run.Result.Repeated + run.Result.Unconfirmed).Should().Be(BrokenRun.Inputs);
    }

    [Fact]
    public void Replay_KeptInput_FailsTheSameWay()
    {
        var file = Directory.GetFiles(run.Folder, "*.death")[0];

        var result = new Supervisor(TargetCatalog.Broken, 99, run.Folder, _ => { }).Replay(file);

        result.Findings.Should().ContainSingle().Which.Signature.Should().StartWith(Finding.Died);
    }

    [Theory]
    [InlineData("exception", 1)]
    [InlineData("refused", 0)]
    public void Program_Replay_SaysByItsExitCodeWhetherAnInputFails(string kind, int exitCode)
    {
        var file = Path.Combine(run.Folder, $"a.{kind}");
        File.WriteAllBytes(file, [7]);
        var start = WorkerProcess.ThisProgram("broken", "--replay", file);
        start.RedirectStandardOutput = true;

        using var program = Process.Start(start)!;
        var output = program.StandardOutput.ReadToEnd();
        program.WaitForExit();

        program.ExitCode.Should().Be(exitCode);
        output.TrimEnd().Split('\n')[^1].Should().Be($"{1 - exitCode} passed, {exitCode} failed");
    }
}
