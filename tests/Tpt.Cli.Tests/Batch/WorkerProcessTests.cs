using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using Tpt.Cli.Batch.Plans;
using Tpt.Cli.Tests.Batch.Support;
using Tpt.Cli.Tests.Support;

namespace Tpt.Cli.Tests.Batch;

/// <summary>Whatever happens to workers, the results of a job are those of one that nothing happened to, byte by byte.</summary>
public sealed class WorkerProcessTests(RealJob real) : IClassFixture<RealJob>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Worker_BadPictures_AreRowsWithAnError()
    {
        var counts = JsonNode.Parse(real.Undisturbed.Single(file => file.Key.EndsWith("summary.json", StringComparison.Ordinal)).Value)!["counts"]!;

        ((int)counts["rows"]!, (int)counts["errors"]!, (int)counts["labelled"]!).Should().Be((20, 2, 18));
        (await new TptProcess().Run("commit", "--plan", real.UndisturbedFolder)).ShouldSucceed().Output.Should().Contain("20 rows in 2 shards, 2 with an error").And.Contain("PromptTuning");
        (await new TptProcess().Run("commit", "--plan", real.UndisturbedFolder)).ShouldSucceed().Error.Should().Contain("warning: 2 of 20 rows have an error, such as '").And.Contain("broken.png");
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task Worker_PicturesThatCannotBeRead_AreRowsWithAnErrorUnlessAllAre()
    {
        string[] pictures = [.. Directory.GetFiles(Samples.Pictures, "*.png", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Take(3)];
        string[] paths = [.. pictures.Select((path, i) => _folder["pictures", FormattableString.Invariant($"{i}.png")])];
        Directory.CreateDirectory(_folder["pictures"]);
        foreach (var (picture, path) in pictures.Zip(paths))
        {
            File.Copy(picture, path);
        }
        File.SetUnixFileMode(paths[1], UnixFileMode.None);
        // The system says that it has 4,096 bytes, and gives none.
        File.CreateSymbolicLink(_folder["pictures", "3.png"], Files.ParquetSourceTests.Unreadable);
        var plan = (await new TptProcess().RunWithoutPrivileges("plan", "--input", _folder["pictures"], "--classes", "cat,dog", "--views", "10", "--out", _folder["job"], "-q")).ShouldSucceed().Lines.Single();

        (await new TptProcess().RunWithoutPrivileges("worker", "--plan", plan, "--shard", "0", "-q")).ShouldSucceed();

        var rows = await RowsOf(plan, 1);
        rows.Select(row => row.Error is null).Should().Equal(true, false, true, false);
        (rows[1].Error!.Contains("denied", StringComparison.Ordinal), rows[3].Error!.StartsWith("Invalid argument", StringComparison.Ordinal)).Should().Be((true, true), "the errors are '{0}' and '{1}'", rows[1].Error, rows[3].Error);

        File.Delete(new JobFolder(plan, PlanFile.Read(plan)).ShardPath(0));
        foreach (var path in paths)
        {
            File.SetUnixFileMode(path, UnixFileMode.None);
        }
        File.Delete(_folder["pictures", "3.png"]);
        (await new TptProcess().RunWithoutPrivileges("worker", "--plan", plan, "--shard", "0")).ShouldFail(1).Error.Should().Contain("None of the 4 pictures is there");
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task Plan_FolderWithoutTheRightToReadIt_IsRefused()
    {
        _folder.Write("pictures/cat/1.png", "one");
        _folder.Write("pictures/dog/2.png", "two");
        File.SetUnixFileMode(_folder["pictures", "dog"], UnixFileMode.None);
        try
        {
            (await new TptProcess().RunWithoutPrivileges("plan", "--input", _folder["pictures"], "--out", _folder["job"])).ShouldFail(42).Error.Should().Contain("pictures/dog' cannot be read, so its pictures would be left out");
        }
        finally
        {
            File.SetUnixFileMode(_folder["pictures", "dog"], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        File.Exists(_folder["job", PlanFile.Name]).Should().BeFalse();
    }

    [Theory]
    [InlineData("list.parquet")]
    [InlineData("list.txt")]
    [InlineData("list.csv")]
    public async Task Plan_ListThatTheDiskRefusesToRead_IsTriedAgain(string name)
    {
        File.CreateSymbolicLink(_folder[name], Files.ParquetSourceTests.Unreadable);

        (await new TptProcess().Run("plan", "--input", _folder[name], "--classes", "cat,dog", "--out", _folder["job"])).ShouldFail(1).Error.Should().Contain("Invalid argument");
    }

    [Theory]
    [InlineData("--calibration", "Temperature; Value=2")]
    [InlineData("--cascade", "0.3")]
    [InlineData("--gate", "AgreementGate; Threshold=0.8")]
    public async Task Worker_PartsOfOtherSettings_AreNeverTaken(string option, string value)
    {
        var before = await real.Plan(_folder["job"]);
        (await new TptProcess().RunAndSignal("TERM", "3 of 10 pictures", "worker", "--plan", before, "--shard", "0")).ExitCode.Should().Be(143);
        var part = new JobFolder(before, PlanFile.Read(before)).PartsOf(0).Should().ContainSingle().Which;
        // As of someone who moves the plan away, plans again, and brings the parts along.
        File.Move(before, _folder["before.json"]);
        var after = await real.Plan(_folder["job"], option, value);
        var folder = new JobFolder(after, PlanFile.Read(after));
        folder.Create();
        folder.Results.Should().NotBe(Path.GetDirectoryName(Path.GetDirectoryName(part)), "the results of other settings have a folder of their own");
        File.Copy(part, Path.Combine(folder.Parts, Path.GetFileName(part)));

        var error = (await Worker(after, 0)).Error;

        error.Should().Contain("is of another job. Its rows are scored again.").And.NotContain("were scored before");
    }

    [Fact]
    public async Task Worker_EveryShardTwiceAndTwoAtOnce_AreTheSameBytes()
    {
        var plan = await real.Plan(_folder["job"]);

        await Task.WhenAll(Worker(plan, 0), Worker(plan, 0));
        await Worker(plan, 1);
        (await Worker(plan, 1)).Error.Should().Contain("shard 1 is there");

        await real.ShouldBeUndisturbed(plan);
    }

    [Fact]
    public async Task Worker_KilledAtAnyTime_GoesOn()
    {
        var plan = await real.Plan(_folder["job"]);
        var random = new Random(7);
        for (var attempt = 0; attempt < 6; attempt++)
        {
            await new TptProcess().RunAndKill(TimeSpan.FromMilliseconds(random.Next(300, 2500)), "worker", "--plan", plan, "--shards", "0..2", "--checkpoint", "1");
        }

        (await new TptProcess().Run("worker", "--plan", plan, "--shards", "0..2")).ShouldSucceed();

        await real.ShouldBeUndisturbed(plan);
    }

    [Fact]
    public async Task Worker_DiskThatIsFull_IsTriedAgain()
    {
        using var disk = new SmallDisk(_folder["disk"]);
        var plan = await real.Plan(_folder["disk", "job"]);

        disk.Fill();
        (await disk.Run("worker", "--plan", plan, "--shard", "0")).ShouldFail(1);
        Directory.GetFiles(_folder["disk", "job"], "*", SearchOption.AllDirectories).Should().HaveCount(2, "a plan and a manifest are there, and nothing that is not whole");
        disk.Free();

        await Worker(plan, 0);
        disk.Fill();
        (await disk.Run("worker", "--plan", plan, "--shard", "1", "--checkpoint", "1")).ShouldFail(1);
        disk.Free();
        await Worker(plan, 1);
        await real.ShouldBeUndisturbed(plan);
    }

    [Fact]
    public async Task Worker_FileThatMayNotBeSoLong_IsTriedAgain()
    {
        var plan = await real.Plan(_folder["job"]);

        (await new TptProcess().RunOnFullDisk(4, "worker", "--plan", plan, "--shard", "0")).ShouldFail(1);

        Directory.GetFiles(_folder["job"], "*", SearchOption.AllDirectories).Should().HaveCount(2, "a plan and a manifest are there, and nothing that is not whole");
    }

    [Fact]
    public async Task Worker_ShardsAndShardsPerTask_AreRefusedWithBoth()
        => (await new TptProcess().Run("worker", "--plan", real.UndisturbedFolder, "--shards", "0..1", "--shards-per-task", "2")).ShouldFail(42)
            .Error.Should().Contain("--shards is '0..1' and --shards-per-task is 2").And.Contain("Leave one out");

    [Fact]
    public async Task Plan_WithoutPictures_NamesTheInputAndLeavesNothing()
    {
        var list = _folder.Write("list.csv", "path,label\n");

        (await new TptProcess().Run("plan", "--input", list, "--classes", "cat,dog", "--out", _folder["jobs", "one"])).ShouldFail(42)
            .Error.Should().Contain($"--input is '{list}', and there are no pictures in that list. Write a row with a path for each picture");

        Directory.Exists(_folder["jobs"]).Should().BeFalse("it made the folder and the one above it");
    }

    [Theory]
    [InlineData("4", "4 pictures, 0 with a label, in 1 shard: --shard 0")]
    [InlineData("3", "4 pictures, 0 with a label, in 2 shards from 0 to 1")]
    public async Task Plan_Shards_AreCounted(string rowsPerShard, string expected)
    {
        var list = _folder.Write("list.txt", "1.png\n2.png\n3.png\n4.png\n");

        (await new TptProcess().Run("plan", "--input", list, "--classes", "cat,dog", "--rows-per-shard", rowsPerShard, "--out", _folder["job"])).ShouldSucceed().Error.Should().MatchRegex($"(?m){expected}\\r?$");
    }

    [Fact]
    public async Task Plan_CascadeWithOrWithoutTheName_IsTheSamePlan()
    {
        var plan = await real.Plan(_folder["job"], "--cascade", "margin=0.2");

        PlanFile.Read(plan).Scoring.CascadeMargin.Should().Be(0.2);
        (await real.Plan(_folder["job"], "--cascade", "0.2")).Should().Be(plan, "another plan would be refused");
    }

    [Fact]
    public async Task Plan_Again_IsTheSameOrRefused()
    {
        var plan = await real.Plan(_folder["job"]);
        var bytes = await File.ReadAllBytesAsync(plan);

        (await real.Plan(_folder["job"])).Should().Be(plan);
        var act = () => real.Plan(_folder["job"], "--seed", "1");

        (await act.Should().ThrowAsync<Xunit.Sdk.XunitException>()).Which.Message.Should().Contain("another plan").And.Contain("scoring.options.Views.Seed was 0 and is 1.");
        (await File.ReadAllBytesAsync(plan)).Should().Equal(bytes);
        Directory.GetFiles(_folder["job"]).Should().HaveCount(2);
    }

    [Fact]
    public async Task Worker_Sigterm_ClosesThePartInHand()
    {
        var plan = await real.Plan(_folder["job"]);

        (await new TptProcess().RunAndSignal("TERM", "3 of 10 pictures", "worker", "--plan", plan, "--shard", "0")).ExitCode.Should().Be(143);

        Directory.GetFiles(_folder["job"], "*.part-0-*.parquet", SearchOption.AllDirectories).Should().HaveCount(1);
        (await Worker(plan, 0)).Error.Should().MatchRegex("[3-9] of 10 pictures were scored before");
        await Worker(plan, 1);
        await real.ShouldBeUndisturbed(plan);
    }

    [Fact]
    public async Task Worker_ShardThatIsDamaged_IsSetAside()
    {
        var plan = await real.Plan(_folder["job"]);
        await Worker(plan, 0);
        await Worker(plan, 1);
        (await new TptProcess().Run("commit", "--plan", plan, "-q")).ShouldSucceed();
        var shard = Directory.GetFiles(_folder["job"], "shard-000001.parquet", SearchOption.AllDirectories).Single();
        var bytes = await File.ReadAllBytesAsync(shard);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(shard, bytes);

        (await new TptProcess().Run("commit", "--plan", plan)).ShouldFail(1).Error.Should().Contain("1..2").And.Contain("damaged");
        Directory.GetFiles(_folder["job"], "_SUCCESS", SearchOption.AllDirectories).Should().BeEmpty("a commit that fails takes it away");
        await File.WriteAllTextAsync(Path.Combine(Path.GetDirectoryName(shard)!, "_SUCCESS"), "of before");
        (await Worker(plan, 1)).Error.Should().Contain("warning: ").And.Contain("shard-000001.parquet").And.Contain("It is kept as");

        Directory.GetFiles(_folder["job"], "_SUCCESS", SearchOption.AllDirectories).Should().BeEmpty("a worker that sets a shard aside takes it away");
        var aside = Directory.GetFiles(_folder["job"], "*.broken", SearchOption.AllDirectories).Single();
        (await File.ReadAllBytesAsync(aside)).Should().Equal(bytes);
        File.Delete(aside);
        await real.ShouldBeUndisturbed(plan);
    }

    [Fact]
    public async Task Worker_PicturesThatAreNotMounted_PublishesNothing()
    {
        var pictures = Directory.CreateDirectory(_folder["pictures", "cat"]).FullName;
        File.Copy(Directory.GetFiles(Samples.Pictures, "*.png", SearchOption.AllDirectories)[0], Path.Combine(pictures, "1.png"));
        var plan = (await new TptProcess().Run("plan", "--input", _folder["pictures"], "--classes", "cat,dog", "--views", "10", "--out", _folder["job"], "-q")).ShouldSucceed().Lines.Single();
        Directory.Move(_folder["pictures"], _folder["elsewhere"]);

        (await new TptProcess().Run("worker", "--plan", plan, "--shard", "0")).ShouldFail(1).Error.Should().Contain("The only picture is not there: is the disk mounted?").And.Contain("1.png");

        Directory.GetFiles(_folder["job"], "*", SearchOption.AllDirectories).Should().HaveCount(2, "a plan and a manifest are there, and no results");
    }

    [Fact]
    public async Task Worker_FolderInThePlaceOfAShard_IsNotTriedAgain()
    {
        var plan = await real.Plan(_folder["job"]);
        Directory.CreateDirectory(new JobFolder(plan, PlanFile.Read(plan)).ShardPath(0));

        (await new TptProcess().Run("worker", "--plan", plan, "--shard", "0")).ShouldFail(42).Error.Should().Contain("shard-000000.parquet' is a folder");
    }

    [Fact]
    public async Task Worker_CascadeWithATemperature_AppliesItToOneViewToo()
    {
        var plan = await real.Plan(_folder["job"], "--cascade", "margin=0.3", "--calibration", "Temperature; Value=2");

        (await new TptProcess().Run("worker", "--plan", plan, "--shards", "0..2", "-q")).ShouldSucceed();

        var closed = (await RowsOf(plan)).Where(row => row.Views == 1).ToArray();
        closed.Should().NotBeEmpty();
        closed.Should().AllSatisfy(row =>
        {
            row.Answer!.Predicted.Should().Be(row.ZeroShot!.Predicted);
            row.Answer.Confidence.Should().BeLessThan(row.ZeroShot.Confidence, "a temperature above 1 spreads the scores");
        });
    }

    [Fact]
    public async Task Worker_OtherWeights_AreNotTriedAgain()
    {
        var plan = await real.Plan(_folder["job"]);
        var model = Directory.CreateDirectory(_folder["model"]).FullName;
        foreach (var file in Directory.GetFiles(Samples.BuiltInModel))
        {
            File.Copy(file, Path.Combine(model, Path.GetFileName(file)));
        }
        await File.AppendAllTextAsync(Path.Combine(model, "config.json"), "\n");

        (await new TptProcess().Run("worker", "--plan", plan, "--shard", "0", "--model", model)).ShouldFail(42).Error.Should().Contain("the SHA-256 of config.json was");
    }

    [Fact]
    public async Task Worker_OtherEngine_IsNotTriedAgain()
    {
        var plan = PlanFile.Read(await real.Plan(_folder["job"]));
        var other = (plan with { Scoring = plan.Scoring with { Engine = "9.9.9" } }).Sealed();
        Directory.CreateDirectory(_folder["other"]);
        await PlanFile.WriteAsync(_folder["other"], other);

        (await new TptProcess().Run("worker", "--plan", _folder["other"], "--shard", "0")).ShouldFail(42).Error.Should().Contain("planned with the engine 9.9.9");
    }

    [Fact]
    public async Task Worker_Cascade_LooksAtAllViewsOnlyWhereTheLeadIsSmall()
    {
        var plan = await real.Plan(_folder["job"], "--cascade", "margin=0.3");

        (await new TptProcess { Environment = { ["AZ_BATCH_TASK_ID"] = "task-0" } }.Run("worker", "--plan", plan, "--shards-per-task", "2")).ShouldSucceed().Error.Should().Contain("task 0, by AZ_BATCH_TASK_ID");

        var (rows, full) = (await RowsOf(plan), await RowsOf(Path.Combine(real.UndisturbedFolder, PlanFile.Name)));
        var open = rows.Where(row => row.Views == 10).ToArray();
        open.Should().NotBeEmpty().And.HaveCountLessThan(18);
        open.Should().BeEquivalentTo(full.Where(row => open.Any(one => one.Id == row.Id)), "what all views are looked at of has the bits of a job without a cascade");
        foreach (var row in rows.Where(row => row.Views == 1))
        {
            (row.Answer! with { IsAdapted = true }).Should().BeEquivalentTo(row.ZeroShot);
            row.Answer!.IsAdapted.Should().BeFalse();
            (row.ZeroShot!.Top[0].Score - row.ZeroShot.Top[1].Score).Should().BeGreaterThanOrEqualTo(0.3f);
            row.ZeroShot.Confidence.Should().BeApproximately(full[(int)row.Id].ZeroShot!.Confidence, 1e-5f);
        }
        rows.Count(row => row.Error is not null).Should().Be(2);
    }

    private static Task<TptOutput> Worker(string plan, int shard)
        => new TptProcess { Environment = { ["SLURM_ARRAY_TASK_ID"] = shard.ToString(System.Globalization.CultureInfo.InvariantCulture) } }.Run("worker", "--plan", plan).ContinueWith(run => run.Result.ShouldSucceed(), TaskScheduler.Default);

    private static async Task<IReadOnlyList<Cli.Batch.Shards.ShardRow>> RowsOf(string path, int shards = RealJob.Shards)
    {
        var plan = PlanFile.Read(path);
        var (files, folder) = (new Cli.Batch.Shards.ShardFile(plan), new JobFolder(path, plan));
        return await Enumerable.Range(0, shards).ToAsyncEnumerable().SelectMany(shard => files.ReadAsync(folder.ShardPath(shard), CancellationToken.None)).ToListAsync();
    }
}
