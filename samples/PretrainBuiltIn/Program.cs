using System.CommandLine;
using PretrainBuiltIn;

var root = new RootCommand("Trains the built-in CLIP model by itself, from openly licensed pictures.") { PrepareCommand.Create() };
return root.Parse(args).Invoke();
