using Tpt.Evaluation;

return await EvaluateCommand.Create().Parse(args).InvokeAsync();
