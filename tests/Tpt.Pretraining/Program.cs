using System.CommandLine;
using Tpt.Pretraining;
using Tpt.Pretraining.Evaluation;

return await new RootCommand("Trains the built-in CLIP model from openly licensed pictures, and evaluates it.")
{
    PrepareCommand.Create(),
    TrainCommand.Create(),
    EvaluateCommand.Create(),
    SweepCommand.Create(),
}.Parse(args).InvokeAsync();
