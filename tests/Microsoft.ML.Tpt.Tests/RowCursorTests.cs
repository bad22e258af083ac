using Microsoft.ML.Data;
using Microsoft.ML.Tests.Support;

namespace Microsoft.ML.Tests;

/// <summary>The cursors of the lazy view keep what ML.NET asks of a cursor: order, position, id, active columns and types.</summary>
public sealed class RowCursorTests : IClassFixture<Workspace>, IDisposable
{
    private readonly Workspace _workspace;
    private readonly MLContext _context = new(seed: 1);
    private readonly TptTransformer _transformer;
    private readonly IDataView _scored;
    private readonly ScoredRow[] _expected;

    public RowCursorTests(Workspace workspace)
    {
        _workspace = workspace;
        var images = workspace.LoadImages(_context);
        _transformer = _context.Transforms.TestTimePromptTuning(Workspace.Options()).Fit(images);
        _scored = _transformer.Transform(images);
        _expected = Workspace.ReadScores(_context, _scored);
    }

    public void Dispose() => _transformer.Dispose();

    [Fact]
    public void Cursor_ShuffledByAGivenRandom_EachRowKeepsItsScores()
    {
        var images = Workspace.LoadImages(_context, _context.Data.Cache(_context.Data.LoadFromEnumerable(_workspace.Rows())));
        var scored = _transformer.Transform(images);
        scored.CanShuffle.Should().BeTrue();

        using var cursor = scored.GetRowCursor([scored.Schema["Id"], scored.Schema["Score"]], new Random(5));

        var ids = new List<float>();
        var getId = cursor.GetGetter<float>(scored.Schema["Id"]);
        var getScore = cursor.GetGetter<VBuffer<float>>(scored.Schema["Score"]);
        float id = 0;
        var score = default(VBuffer<float>);
        while (cursor.MoveNext())
        {
            getId(ref id);
            getScore(ref score);
            ids.Add(id);
            score.DenseValues().Should().Equal(_expected[(int)id].Score);
        }
        ids.Should().NotBeInAscendingOrder().And.BeEquivalentTo(Enumerable.Range(0, Workspace.ImageCount));
    }

    [Fact]
    public void GetRowCursorSet_OfAStageBehind_EachRowKeepsItsScores()
    {
        var named = _context.Transforms.Conversion.MapKeyToValue("Name", "PredictedLabel").Fit(_scored).Transform(_scored);
        var columns = new[] { named.Schema["Id"], named.Schema["Name"] };

        var read = named.GetRowCursorSet(columns, 4).SelectMany(cursor =>
        {
            using (cursor)
            {
                var rows = new List<(int Id, string Name)>();
                var getId = cursor.GetGetter<float>(columns[0]);
                var getName = cursor.GetGetter<ReadOnlyMemory<char>>(columns[1]);
                float id = 0;
                var name = default(ReadOnlyMemory<char>);
                while (cursor.MoveNext())
                {
                    getId(ref id);
                    getName(ref name);
                    rows.Add(((int)id, name.ToString()));
                }
                return rows;
            }
        }).ToArray();

        read.Should().BeEquivalentTo(_expected.Select(row => ((int)row.Id, Workspace.ClassNames[row.PredictedLabel - 1])));
    }

    [Fact]
    public void Cursor_PositionBatchAndIdAreThoseOfTheInput()
    {
        var images = _workspace.LoadImages(_context);
        var scored = _transformer.Transform(images);
        using var input = images.GetRowCursor([]);
        using var output = scored.GetRowCursor([scored.Schema["Score"]]);
        var (getInputId, getOutputId) = (input.GetIdGetter(), output.GetIdGetter());
        var getScore = output.GetGetter<VBuffer<float>>(scored.Schema["Score"]);
        var (inputId, outputId, score) = (default(DataViewRowId), default(DataViewRowId), default(VBuffer<float>));

        while (input.MoveNext())
        {
            output.MoveNext().Should().BeTrue();
            getScore(ref score);
            getInputId(ref inputId);
            getOutputId(ref outputId);
            (output.Position, output.Batch, outputId).Should().Be((input.Position, input.Batch, inputId));
        }
        output.MoveNext().Should().BeFalse();
    }

    [Fact]
    public void Cursor_ImagePassedThroughBesideTheScores_IsTheRowsOwn()
    {
        var images = _workspace.LoadImages(_context);
        var scored = _transformer.Transform(images);
        using var cursor = scored.GetRowCursor([scored.Schema["Image"], scored.Schema["Score"]]);
        var getImage = cursor.GetGetter<MLImage>(scored.Schema["Image"]);
        var getScore = cursor.GetGetter<VBuffer<float>>(scored.Schema["Score"]);
        MLImage? image = null;
        var score = default(VBuffer<float>);

        while (cursor.MoveNext())
        {
            getScore(ref score);
            getImage(ref image!);
            image.Width.Should().Be(40 + 5 * (int)cursor.Position, "each image of the workspace has its own width");
            score.DenseValues().Should().Equal(_expected[cursor.Position].Score);
        }
    }

    [Fact]
    public void Cursor_InactiveColumn_Throws()
    {
        using var cursor = _scored.GetRowCursor([_scored.Schema["Id"]]);

        var get = () => cursor.GetGetter<uint>(_scored.Schema["PredictedLabel"]);

        get.Should().Throw<InvalidOperationException>().WithMessage("*'PredictedLabel' is not active*");
    }

    [Fact]
    public void Cursor_GetterOfAnotherType_Throws()
    {
        using var cursor = _scored.GetRowCursor([_scored.Schema["Score"]]);

        var get = () => cursor.GetGetter<float>(_scored.Schema["Score"]);

        get.Should().Throw<InvalidOperationException>().WithMessage("*'Score' holds*");
    }
}
