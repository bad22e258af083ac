using System.CommandLine;
using PretrainBuiltIn.Evaluation;

return new RootCommand("Trains and evaluates the built-in model.") { EvaluateCommand.Create(), SweepCommand.Create() }.Parse(args).Invoke();
