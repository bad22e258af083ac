using System.CommandLine;
using Tpt.Parity;
using Tpt.Parity.Export;
using Tpt.Parity.Fixtures;
using Tpt.Parity.Siblings;

var folder = new Argument<DirectoryInfo>("folder") { Description = "What the reference implementation computed: checkpoints, tpt, preproc, tokenizer.json and edge_cases.json, or some of them." };
folder.AcceptExistingOnly();
var export = new Option<DirectoryInfo?>("--export-subset")
{
    Description = "Instead of comparing, write the cases that this repository keeps to this folder, without class names and with the embeddings of their own tokens alone.",
};
var relatives = new Option<DirectoryInfo?>("--siblings") { Description = "With --export-subset: the cases of TPT's relatives, of which a part is written too." };
var tokens = new Option<bool>("--tokens")
{
    Description = "Instead of comparing, read texts from the standard input, a JSON string a line, and print their tokens. The folder is that of a vocabulary.",
};
var command = new RootCommand("Compares this library with what the reference implementation of test-time prompt tuning computed, quantity by quantity.") { folder, export, relatives, tokens };
command.Validators.Add(arguments =>
{
    if (arguments.GetValue(export) is not null && arguments.GetValue(relatives) is not { Exists: true })
    {
        arguments.AddError("--export-subset needs --siblings with a folder that is there: the checkpoints hold the tokens of both.");
    }
});
command.SetAction(arguments =>
{
    var goldens = arguments.GetRequiredValue(folder).FullName;
    if (arguments.GetValue(tokens))
    {
        TokenListing.Write(goldens, Console.In, Console.Out);
        return 0;
    }
    if (arguments.GetValue(export) is { } target)
    {
        SubsetExport.Write(goldens, arguments.GetRequiredValue(relatives)!.FullName, target.FullName);
        return 0;
    }
    return ParityRun.Run(goldens, Console.Out).Succeeded ? 0 : 1;
});
var fixtures = new Argument<DirectoryInfo>("folder") { Description = "A folder with a folder for each case: case.json, model/ and expected.safetensors; architectures/ may be among them." };
fixtures.AcceptExistingOnly();
var checkpoints = new Command("checkpoints", "Loads checkpoints in every layout, and compares what they give with the reference's numbers, or what refuses them with the words that it must have.") { fixtures };
checkpoints.SetAction(arguments => FixtureFolder.Run(arguments.GetRequiredValue(fixtures).FullName, Console.Out).Succeeded ? 0 : 1);
command.Add(checkpoints);
var cases = new Argument<DirectoryInfo>("cases") { Description = "What the authors of TPT's relatives computed: siblings/model/method.case.json." };
var models = new Argument<DirectoryInfo>("goldens") { Description = "Their checkpoints and views." };
var only = new Option<string?>("--method") { Description = "One method alone, as the files are called." };
var siblings = new Command("siblings", "Compares TPT's relatives with their authors' numbers.") { cases.AcceptExistingOnly(), models.AcceptExistingOnly(), only };
siblings.SetAction(arguments => SiblingRun.Run(arguments.GetRequiredValue(cases).FullName, arguments.GetRequiredValue(models).FullName, Console.Out, arguments.GetValue(only)).Succeeded ? 0 : 1);
command.Add(siblings);
return command.Parse(args).Invoke();
