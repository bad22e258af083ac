using TorchSharp;
using Tpt.Parity.Cases;
using static System.FormattableString;
using static TorchSharp.torch;

namespace Tpt.Parity.Fixtures;

/// <summary>Runs every way to load one case, and holds what comes of it against the verdict.</summary>
internal sealed class FixtureSuite(string name, FixtureCase fixture, FixtureFiles files, ParityReport report)
{
    /// <summary>An attack must be refused within a second, on a machine that does nothing else. The fastest of a few tries counts.</summary>
    private const double HostileSeconds = 1;

    /// <summary>Any other refusal: what it is refused for stands in headers and small files.</summary>
    private const double RefusalSeconds = 5;

    /// <summary>What an attack may make the process grow by.</summary>
    private const double HostileMegaBytes = 256;

    private const int Tries = 3;

    public void Run()
    {
        for (var i = 0; i < fixture.Runs.Count; i++)
        {
            var runName = fixture.Runs.Count == 1 ? name : Invariant($"{name}#{i + 1}");
            var run = fixture.Runs[i];
            report.Guard(runName, () => Run(runName, run));
        }
    }

    private void Run(string runName, FixtureRun run)
    {
        FixtureNumbers? numbers = null;
        Exception? refusal = null;
        var cost = RunCost.Of(Try);
        for (var tries = 1; refusal is not null && tries < Tries && cost.Seconds > HostileSeconds; tries++)
        {
            cost = cost with { Seconds = Math.Min(cost.Seconds, RunCost.Of(Try).Seconds) };
        }
        if (run.MustNotExist.Where(File.Exists).ToArray() is { Length: > 0 } made)
        {
            report.Fail(runName, $"the current folder has {string.Join(", ", made)}: something of the file was executed, now or earlier");
        }
        if (refusal is not null)
        {
            CheckRefusal(runName, run, refusal, cost);
        }
        else if (run.Verdict == FixtureVerdict.Refused)
        {
            report.Refuse(runName, [$"it loads, but is to be refused: {run.Refusal?.Reason}"], "");
        }
        else
        {
            Compare(runName, numbers!);
        }

        void Try()
        {
            try
            {
                (numbers, refusal) = (FixtureLoader.Load(fixture, run, files), null);
            }
            // Whatever a file makes the library throw is looked at here; what it may be, RefusalRules say.
            catch (Exception e)
            {
                (numbers, refusal) = (null, e);
            }
        }
    }

    private void CheckRefusal(string runName, FixtureRun run, Exception refusal, RunCost cost)
    {
        var hostile = run.MustNotExist.Count > 0;
        var faults = RefusalRules.FaultsOf(refusal, run.Refusal, FixtureLoader.GivenPaths(run, files)).ToList();
        if (run.Verdict == FixtureVerdict.Loads)
        {
            faults.Add("it is to be loaded");
        }
        if (cost.Seconds > (hostile ? HostileSeconds : RefusalSeconds))
        {
            faults.Add(Invariant($"it took {cost.Seconds:0.00} s, at most {(hostile ? HostileSeconds : RefusalSeconds)} are allowed"));
        }
        if (hostile && cost.MegaBytes > HostileMegaBytes)
        {
            faults.Add(Invariant($"memory grew by {cost.MegaBytes:0} MB, at most {HostileMegaBytes} are allowed"));
        }
        report.Refuse(runName, faults, Invariant($"{cost.Seconds:0.00} s, +{cost.MegaBytes:0} MB, {refusal.Message}"));
    }

    private void Compare(string runName, FixtureNumbers numbers)
    {
        if (fixture.HyperParameters is { } hyperParameters)
        {
            report.State(runName, "hyper_parameters", HyperParameters.FaultsOf(hyperParameters, numbers.Config, numbers.Preprocessing));
        }
        if (fixture.Expected is null)
        {
            report.Fail(runName, "it loads, and the case has no numbers to compare");
            return;
        }
        using var expected = new GoldenTensors(files.Resolve(fixture.Expected), CPU);
        CompareTokens(runName, numbers.TokenIds, expected.Read("token_ids"));
        report.Compare(runName, "pixels", numbers.Pixels, expected.Read("pixels"), FixtureTolerances.Pixels);
        report.Compare(runName, "image_features", numbers.ImageFeatures, expected.Read("image_features"), FixtureTolerances.Features);
        report.Compare(runName, "text_features", numbers.TextFeatures, expected.Read("text_features"), FixtureTolerances.Features);
        report.Compare(runName, "logits", numbers.Logits, expected.Read("logits"), FixtureTolerances.Logits);
        report.Compare(runName, "logit_scale", numbers.LogitScale, expected.Read("logit_scale"), FixtureTolerances.Stored);
        if (numbers.Context is not null)
        {
            report.Compare(runName, "ctx", numbers.Context, expected.Read("ctx"), FixtureTolerances.Stored);
        }
        foreach (var rest in expected.NotAskedFor)
        {
            report.Fail(runName, $"the reference has '{rest}', which is not compared");
        }
    }

    /// <summary>Behind the end token nothing is read; the reference has 0 there, and so have the ids of this library.</summary>
    private void CompareTokens(string runName, Tensor actual, Tensor expected)
        => report.Compare(runName, "token_ids", actual, expected, FixtureTolerances.Stored);
}
