using Tpt.Wine.Runner;

const int Usage = 2;

if (args is not [var assembly, var journal])
{
    Console.Error.WriteLine("Tpt.Wine.Runner <assembly.dll> <journal>");
    return Usage;
}
using var run = new TestRun(Path.GetFullPath(assembly), Path.GetFullPath(journal));
return run.Go() ? 0 : 1;
