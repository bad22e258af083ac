using System.CommandLine;
using Tpt.Benchmarks.Commands;
using Tpt.Benchmarks.Rows;
using Tpt.Benchmarks.Synthetic;

var model = new Option<string>("--model") { Description = "The size of the model.", DefaultValueFactory = _ => ModelSizes.Names[0] };
var classes = new Option<int[]>("--classes") { Description = "How many classes.", DefaultValueFactory = _ => [10, 100, 1000], AllowMultipleArgumentsPerToken = true };
var repetitions = new Option<int>("--repetitions") { Description = "How many timed runs, of which the median counts.", DefaultValueFactory = _ => 3 };
repetitions.Validators.Add(result =>
{
    if (result.GetValueOrDefault<int>() < 1)
    {
        result.AddError($"--repetitions is {result.GetValueOrDefault<int>()}; it must be at least 1.");
    }
});
var text = new Command("text", "The text side of one image, published algorithm against engine.") { model, classes, repetitions };
text.SetAction(parse => TextBenchmark.Run(parse.GetValue(model)!, parse.GetValue(classes)!, parse.GetValue(repetitions)));

var way = new Argument<string>("way");
var childModel = new Argument<string>("model");
var childClasses = new Argument<int>("classes");
var textChild = new Command("text-child", "One run of one way, for its peak memory.") { way, childModel, childClasses };
textChild.Hidden = true;
textChild.SetAction(parse => TextBenchmark.RunChild(parse.GetValue(way)!, parse.GetValue(childModel)!, parse.GetValue(childClasses)));

var views = new Option<int>("--views") { Description = "How many views.", DefaultValueFactory = _ => 64 };
var vision = new Command("vision", "The image tower over the views of one image, by chunk size and precision.") { model, views, repetitions };
vision.SetAction(parse => VisionBenchmark.Run(parse.GetValue(model)!, parse.GetValue(views), parse.GetValue(repetitions)));

var models = new Option<string[]>("--model") { Description = "The sizes of the models.", DefaultValueFactory = _ => ["ViT-B/16", "ViT-B/32"], AllowMultipleArgumentsPerToken = true };
var maxProbabilities = new Option<double[]>("--max-prob") { Description = "How peaked the probabilities are: the mean over the views of the largest one.", DefaultValueFactory = _ => [0.6, 0.9], AllowMultipleArgumentsPerToken = true };
var noPeak = new Option<bool>("--no-peak") { Description = "Without peak memory, which is measured in processes of its own." };
var rowSettings = new Option<string[]>("--setting") { Description = "The settings of the engine. Without it, all.", AllowMultipleArgumentsPerToken = true };
rowSettings.AcceptOnlyFromAmong([.. RowSetting.All.Select(setting => setting.Name)]);
var row = new Command("row", "A whole image, published algorithm against engine in each setting.") { models, classes, views, maxProbabilities, rowSettings, repetitions, noPeak };
row.SetAction(parse => RowBenchmark.Run(
    parse.GetValue(models)!, parse.GetValue(classes)!, parse.GetValue(views), parse.GetValue(maxProbabilities)!, RowSetting.Of(parse.GetValue(rowSettings)!),
    parse.GetValue(repetitions), !parse.GetValue(noPeak)));

var childViews = new Argument<int>("views");
var childMaxProbability = new Argument<double>("max-prob");
var rowChild = new Command("row-child", "One run of one way, for its peak memory.") { way, childModel, childClasses, childViews, childMaxProbability };
rowChild.Hidden = true;
rowChild.SetAction(parse => RowBenchmark.RunChild(parse.GetValue(way)!, parse.GetValue(childModel)!, parse.GetValue(childClasses), parse.GetValue(childViews), parse.GetValue(childMaxProbability)));

var peak = new Command("peak", "What matrix products reach on this machine, in each precision.") { repetitions };
peak.SetAction(parse => PeakBenchmark.Run(parse.GetValue(repetitions)));

return await new RootCommand("Benchmarks of test-time prompt tuning: the published algorithm and the engine in one process.")
    {
        text, textChild, row, rowChild, vision, peak,
        BuiltInCommand.Create(), ScalingCommand.Create(), ScalingCommand.CreateChild(), MicroCommand.Create(), AgreementCommand.Create(), LoadingCommand.Create(), LoadingCommand.CreateChild(), CostCommand.Create(), CostCommand.CreateChild(), MethodCommand.Create(), MeanRowCommand.Create(), BusyCommand.Create(), BusyCommand.CreatePass(), BusyCommand.CreateServe(), BusyCommand.CreateSpin(), ServiceCommand.Create(),
    }
    .Parse(args).InvokeAsync();
