using Microsoft.ML.Data;

namespace Microsoft.ML.Tests;

/// <summary>What the stages do alike that append columns row by row.</summary>
public sealed class AppendedMapperTests
{
    private readonly MLContext _context = new();
    private readonly IDataView _data;

    public AppendedMapperTests() => _data = _context.Data.LoadFromEnumerable(new[] { new Row { Score = [0.2f, 0.8f], Label = 1 } });

    public static TheoryData<string> Stages => ["temperature", "prompts"];

    [Theory]
    [MemberData(nameof(Stages))]
    public void GetRow_RowOfAnotherSchema_IsRefused(string stage)
    {
        var mapper = Stage(stage).GetRowToRowMapper(_data.Schema);
        var other = _context.Data.LoadFromEnumerable(new[] { new Row { Score = [0.2f, 0.8f] } });
        using var cursor = other.GetRowCursor(other.Schema);

        FluentActions.Invoking(() => mapper.GetRow(cursor, mapper.OutputSchema)).Should().Throw<ArgumentException>().WithMessage("The row's schema is not the one that this mapper is bound to.*");
    }

    [Theory]
    [InlineData("temperature", "Score")]
    [InlineData("prompts")]
    public void GetDependencies_AppendedColumn_AreWhatItIsMadeOf(string stage, params string[] expected)
    {
        var mapper = Stage(stage).GetRowToRowMapper(_data.Schema);

        mapper.GetDependencies([mapper.OutputSchema["Added"]]).Select(column => column.Name).Should().Equal(expected);
        mapper.GetDependencies([mapper.OutputSchema["Label"]]).Select(column => column.Name).Should().Equal("Label");
    }

    private ITransformer Stage(string name) => name == "temperature"
        ? new TptTemperatureTransformer(_context, "Score", "Added", 2)
        : _context.Transforms.AddClassPrompts("Added", ["cat", "dog"], "a sketch of a {0}.").Fit(_data);

    private sealed class Row
    {
        [VectorType(2)]
        public float[] Score { get; set; } = [];

        public int Label { get; set; }
    }
}
