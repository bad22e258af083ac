using System.Text.Json;
using Tpt.Benchmarks.Charts;
using Tpt.Benchmarks.Scaling;

// scaling.json scaling.png "the command that measured it"
var series = JsonSerializer.Deserialize<ScalingSeries[]>(File.ReadAllText(args[0]))
    ?? throw new InvalidDataException($"'{args[0]}' holds no series.");
ScalingChart.Save(series, args[2], args[1]);
