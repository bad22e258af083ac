using System.Diagnostics;
using System.Globalization;
using Tpt.Engine.Modules;
using Tpt.Engine.Tokenization;
using Tpt.Pretraining.Export;
using Tpt.Pretraining.Pictures;
using Tpt.Pretraining.Texts;

namespace Tpt.Pretraining.Training;

/// <summary>A whole run: from the picture library and WordNet to a Hugging Face folder, going on from a checkpoint where there is one.</summary>
internal sealed class TrainingRun(PictureLibrary library, IReadOnlyList<WordNetEntry> entries, TrainingSettings settings, Action<string> report)
{
    private const int ReportEvery = 25;

    /// <param name="checkpoints">Where checkpoints go and come from.</param>
    /// <param name="output">The model's folder.</param>
    /// <param name="cancellation">Ends the run early, with a checkpoint.</param>
    /// <returns>Whether the run came to its end and the model was written.</returns>
    public bool Run(string checkpoints, string output, CancellationToken cancellation)
    {
        var vocabulary = BpeLearner.Learn(WordCounts.Of(library.Concepts, entries));
        var tokenizer = new ClipTokenizer(vocabulary);
        var config = BuiltInArchitecture.Config(vocabulary.Tokens.Count);
        var sampler = new BatchSampler(library, new CaptionSampler(library.Concepts, entries), settings);
        report($"{sampler.PictureCount} pictures of {sampler.ConceptCount} concepts, {entries.Count} glosses, {vocabulary.Tokens.Count} tokens");
        using var trainer = new Trainer(library, sampler, tokenizer, config, settings);
        using var averaged = BuiltInArchitecture.Initialise(config, settings.Seed);
        var probe = new ZeroShotProbe(library, new TextBatch(tokenizer), config.Vision.ImageSize);
        trainer.Resume(checkpoints);
        if (trainer.Step > 0)
        {
            report($"going on from step {trainer.Step}");
        }
        var first = trainer.Step;
        var clock = Stopwatch.StartNew();
        var sum = default(StepLosses);
        while (trainer.Step < settings.Steps)
        {
            if (cancellation.IsCancellationRequested)
            {
                trainer.Save(checkpoints);
                report($"stopped at step {trainer.Step}; the same command goes on from there");
                return false;
            }
            sum += trainer.Next();
            if (trainer.Step % ReportEvery == 0)
            {
                report(Progress(trainer, sum / Math.Min(ReportEvery, trainer.Step - first), (trainer.Step - first) / clock.Elapsed.TotalSeconds));
                sum = default;
            }
            if (trainer.Step % settings.EvaluateEvery == 0 || trainer.Step == settings.Steps)
            {
                trainer.CopyAveragesTo(averaged);
                foreach (var line in probe.Evaluate(averaged))
                {
                    report($"  {line}");
                }
            }
            if (trainer.Step % settings.CheckpointEvery == 0)
            {
                trainer.Save(checkpoints);
            }
        }
        trainer.CopyAveragesTo(averaged);
        HuggingFaceFolder.Write(output, averaged, config with { PromptTemplate = CaptionTemplates.Evaluation }, vocabulary);
        report($"wrote {output}");
        return true;
    }

    private string Progress(Trainer trainer, StepLosses losses, double stepsPerSecond)
    {
        var remaining = TimeSpan.FromSeconds((settings.Steps - trainer.Step) / stepsPerSecond);
        return string.Create(CultureInfo.InvariantCulture,
            $"step {trainer.Step}/{settings.Steps} i2t {losses.ImageToText:F3} t2i {losses.TextToImage:F3} t2t {losses.TextToText:F3} in-batch {losses.Accuracy:P1} scale {trainer.LogitScale:F1} {stepsPerSecond * settings.BatchSize:F0} pictures/s, {remaining:hh\\:mm\\:ss} left");
    }
}
