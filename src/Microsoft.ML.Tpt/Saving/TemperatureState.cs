using Microsoft.ML.Runtime;

namespace Microsoft.ML.Tpt.Saving;

/// <summary>What is saved of a <see cref="TptTemperatureTransformer"/>.</summary>
/// <param name="ScoreColumnName">The column with the scores.</param>
/// <param name="OutputColumnName">The output column.</param>
/// <param name="Temperature">The temperature.</param>
/// <remarks>Format 1: score column, output column (strings), temperature (the bits of a double, as a long), sealed by <see cref="SealedState"/>.</remarks>
internal sealed record TemperatureState(string ScoreColumnName, string OutputColumnName, double Temperature)
{
    private const int Newest = 1;

    public void Write(BinaryWriter writer) => SealedState.Write(writer, Newest, WriteFields, (state, _) => ReadFields(state));

    public static TptTemperatureTransformer Load(IHostEnvironment environment, StateReader reader)
    {
        var version = FormatVersion.Read(reader, Newest);
        var state = ReadFields(SealedState.Open(reader, version));
        reader.RequireEnd();
        return reader.Check(() => new TptTemperatureTransformer(environment, state.ScoreColumnName, state.OutputColumnName, state.Temperature));
    }

    private static TemperatureState ReadFields(StateReader reader)
    {
        var state = new TemperatureState(
            reader.ReadText("the name of the score column"), reader.ReadText("the name of the output column"), BitConverter.Int64BitsToDouble(reader.ReadInt64("the temperature")));
        reader.RequireEnd();
        return state;
    }

    private void WriteFields(BinaryWriter writer)
    {
        writer.Write(ScoreColumnName);
        writer.Write(OutputColumnName);
        writer.Write(BitConverter.DoubleToInt64Bits(Temperature));
    }
}
