using Tpt.Cli.Evaluation.Rows;
using Tpt.Cli.Results;
using Tpt.Cli.Sets;
using Tpt.Cli.Tests.Evaluation.Support;
using Tpt.Cli.Tests.Support;

namespace Tpt.Cli.Tests.Evaluation.Rows;

public sealed class RowStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly LabelledSet _set = FakeSets.Create(10);

    [Fact]
    public async Task OpenAsync_EmptyFolder_MissesAllRows()
    {
        using var store = await Open();

        store.Missing.Should().Equal(Enumerable.Range(0, 10));
        store.ReadRows().Should().BeEmpty();
    }

    [Fact]
    public async Task ReadRows_WhatWasAppended_HasTheSameBits()
    {
        var row = Row(3, score: 0.1f + 0.2f, label: 0.123456789f);
        using (var store = await Open())
        {
            store.Append(row);
        }

        using var again = await Open();
        again.Missing.Should().HaveCount(9).And.NotContain(3);
        again.ReadRows().Should().ContainSingle().Which.Should().BeEquivalentTo(row);
    }

    [Theory]
    [InlineData("{\"row\":1,\"picture\":\"n1/go")]
    [InlineData("{\"row\":1,\"picture\":\"n1/go\n")]
    [InlineData("\0\0\0\0\n\0\0")]
    [InlineData("{}\n")]
    public async Task OpenAsync_TornEnd_IsCutOff(string torn)
    {
        using (var store = await Open())
        {
            store.Append(Row(0));
        }
        var path = _folder["rows-0-10.jsonl"];
        var whole = await File.ReadAllTextAsync(path);
        await File.AppendAllTextAsync(path, torn);

        using (var store = await Open())
        {
            store.Missing.Should().Equal(Enumerable.Range(1, 9));
            store.Append(Row(1));
        }

        (await File.ReadAllTextAsync(path)).Should().StartWith(whole).And.NotContain(torn.Trim()[..2] + "\0").And.HaveLength(whole.Length * 2, "row 1 has as many characters as row 0");
    }

    [Fact]
    public async Task OpenAsync_DamageBeforeTheEnd_NamesFileAndLine()
    {
        using (var store = await Open())
        {
            store.Append(Row(0));
        }
        await File.WriteAllTextAsync(_folder["rows-0-10.jsonl"], "nonsense\n" + await File.ReadAllTextAsync(_folder["rows-0-10.jsonl"]));

        (await FluentActions.Awaiting(() => Open()).Should().ThrowAsync<InvalidDataException>()).WithMessage("*rows-0-10.jsonl', line 1: it is no row, and rows follow it*--restart*");
    }

    [Fact]
    public async Task OpenAsync_RowOfAnotherSet_NamesLineAndLabel()
    {
        using (var store = await Open())
        {
            store.Append(Row(0) with { Label = 2 });
        }

        (await FluentActions.Awaiting(() => Open()).Should().ThrowAsync<InvalidDataException>()).WithMessage("*line 1: it has the label 2, but the picture 'n0/good-0.jpg' has 0*");
    }

    [Fact]
    public async Task OpenAsync_OtherRange_DoesNotScoreRowsAgain()
    {
        using (var store = await Open(new RowRange(0, 5)))
        {
            store.Append(Row(0));
            store.Append(Row(4));
        }

        using var all = await Open(new RowRange(2, 10));
        all.Missing.Should().Equal(2, 3, 5, 6, 7, 8, 9);
    }

    [Fact]
    public async Task OpenAsync_RangesApart_MayBeOpenAtOnce()
    {
        using var first = await Open(new RowRange(0, 5));
        using var second = await Open(new RowRange(5, 10));
        second.Append(Row(7));
        first.Append(Row(0));

        first.ReadRows().Select(row => row.Row).Should().Equal(0, 7);
    }

    [Theory]
    [InlineData(0, 10)]
    [InlineData(3, 7)]
    [InlineData(9, 10)]
    public async Task OpenAsync_RangeThatOverlapsAnOpenOne_IsRefused(int from, int to)
    {
        using (await Open())
        {
            (await FluentActions.Awaiting(() => Open(new RowRange(from, to))).Should().ThrowAsync<IOException>()).WithMessage("Another process scores the rows 0..10 of *--rows*--out*");
        }

        using var later = await Open(new RowRange(from, to));
        later.Missing.Should().HaveCount(to - from);
    }

    [Fact]
    public async Task OpenAsync_OtherOption_NamesIt()
    {
        using (await Open())
        {
        }

        var open = FluentActions.Awaiting(() => RowStore.OpenAsync(_folder.Path, _set, FakeSets.Fingerprint(_set, views: 8), 2, new RowRange(0, 10), restart: false));

        (await open.Should().ThrowAsync<InvalidDataException>()).WithMessage("*scored with something else. views.Count was 64 and is 8. *--restart*--out.");
    }

    [Fact]
    public async Task OpenAsync_OtherPicture_NamesIt()
    {
        using (await Open())
        {
        }
        var other = _set with { Pictures = [.. _set.Pictures.Select((picture, i) => i == 6 ? picture with { Name = "n0/new.jpg" } : picture)] };

        var open = FluentActions.Awaiting(() => RowStore.OpenAsync(_folder.Path, other, FakeSets.Fingerprint(other), 2, new RowRange(0, 10), restart: false));

        (await open.Should().ThrowAsync<InvalidDataException>()).WithMessage("*Picture 6 was [\"n0/good-6.jpg\",0] and is [\"n0/new.jpg\",0].*");
    }

    [Fact]
    public async Task OpenAsync_OtherClassName_NamesIt()
    {
        using (await Open())
        {
        }
        var other = _set with { Classes = [.. _set.Classes.Select((one, i) => i == 2 ? one with { Name = "new" } : one)] };

        var open = FluentActions.Awaiting(() => RowStore.OpenAsync(_folder.Path, other, FakeSets.Fingerprint(other), 2, new RowRange(0, 10), restart: false));

        (await open.Should().ThrowAsync<InvalidDataException>()).WithMessage("*classes[2][1] was \"thing 2\" and is \"new\".*");
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[1]")]
    [InlineData("{\"fingerprint\":3,\"run\":{}}")]
    public async Task OpenAsync_DamagedDescription_SaysSo(string text)
    {
        _folder.Write(RunFingerprint.FileName, text);

        (await FluentActions.Awaiting(() => Open()).Should().ThrowAsync<InvalidDataException>()).WithMessage("*run.json' is not what an evaluation writes*--restart*");
    }

    [Fact]
    public async Task OpenAsync_RowsWithoutDescription_AreNotTrusted()
    {
        using (var store = await Open())
        {
            store.Append(Row(0));
        }
        File.Delete(_folder[RunFingerprint.FileName]);

        (await FluentActions.Awaiting(() => Open()).Should().ThrowAsync<InvalidDataException>()).WithMessage("*rows-0-10.jsonl' has rows, but there is no run.json*");
    }

    [Fact]
    public async Task OpenAsync_Restart_ThrowsAwayWhatIsThereAndNothingElse()
    {
        using (var store = await Open(new RowRange(0, 5)))
        {
            store.Append(Row(0));
        }
        _folder.Write("predictions.csv");
        _folder.Write("mine.txt");

        using var again = await RowStore.OpenAsync(_folder.Path, _set, FakeSets.Fingerprint(_set, views: 8), 2, new RowRange(0, 10), restart: true);

        again.Missing.Should().HaveCount(10);
        Directory.EnumerateFiles(_folder.Path).Select(Path.GetFileName).Should().Contain("mine.txt").And.NotContain("predictions.csv").And.NotContain("rows-0-5.jsonl");
    }

    [Fact]
    public async Task OpenAsync_RestartWhileAnotherRangeIsScored_IsRefused()
    {
        using var other = await Open(new RowRange(0, 5));
        other.Append(Row(0));

        var open = FluentActions.Awaiting(() => RowStore.OpenAsync(_folder.Path, _set, FakeSets.Fingerprint(_set), 2, new RowRange(5, 10), restart: true));

        await open.Should().ThrowAsync<IOException>();
        other.ReadRows().Should().ContainSingle();
    }

    [Fact]
    public async Task OpenAsync_LeftoversOfAKilledProcess_AreGone()
    {
        _folder.Write("metrics.json.0123.tmp");

        using var store = await Open();

        Directory.EnumerateFiles(_folder.Path, "*.tmp").Should().BeEmpty();
    }

    public void Dispose() => _folder.Dispose();

    private Task<RowStore> Open(RowRange? range = null) => RowStore.OpenAsync(_folder.Path, _set, FakeSets.Fingerprint(_set), 2, range ?? new RowRange(0, 10), restart: false);

    private ScoredRow Row(int row, float score = 0.5f, float label = 0.25f)
    {
        var answer = new MethodAnswer(1, score, 2, label, 0.75f, [new TopScore(1, score), new TopScore(0, label)], 0.001);
        return new ScoredRow(row, _set.Pictures[row].Name, _set.Pictures[row].Label, null, [answer, answer]);
    }
}
