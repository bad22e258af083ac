using Tpt.Engine.Configuration;
using Tpt.Engine.Modules;
using Tpt.Engine.Tokenization;
using static TorchSharp.torch;

namespace Tpt.Pretraining.Export;

/// <summary>Writes a model as a Hugging Face CLIPModel folder, which transformers and <c>ClipModel.Load</c> read.</summary>
internal static class HuggingFaceFolder
{
    /// <summary>
    /// Writes model.safetensors in 16-bit floats, config.json, preprocessor_config.json and the tokenizer's files. Each file is
    /// replaced when its successor is whole; the weights come last.
    /// </summary>
    /// <param name="folder">Made if it is not there.</param>
    /// <param name="network">Its parameters have Hugging Face's names.</param>
    /// <param name="config">The network's own; its <see cref="ClipConfig.PromptTemplate"/> is written too.</param>
    /// <param name="vocabulary">What the text tower's ids mean.</param>
    /// <exception cref="ArgumentException">The vocabulary's size is not the text tower's, or the image tower is no vision transformer.</exception>
    /// <exception cref="InvalidDataException">A weight does not fit into 16 bits, or is not finite: the message names the tensor.</exception>
    public static void Write(string folder, ClipNetwork network, ClipConfig config, BpeVocabulary vocabulary)
    {
        if (vocabulary.Tokens.Count != config.Text.VocabSize)
        {
            throw new ArgumentException($"The vocabulary has {vocabulary.Tokens.Count} tokens, but the text tower {config.Text.VocabSize}; make the tower for this vocabulary.", nameof(vocabulary));
        }
        var tokenizer = new ClipTokenizer(vocabulary);
        var model = HuggingFaceConfig.Model(config, tokenizer.StartOfText, tokenizer.EndOfText);
        Directory.CreateDirectory(folder);
        ReplacedFile.WriteJson(Path.Combine(folder, "config.json"), model);
        ReplacedFile.WriteJson(Path.Combine(folder, "preprocessor_config.json"), HuggingFaceConfig.Preprocessor(config.Vision.ImageSize));
        TokenizerFiles.Write(folder, vocabulary, config.Text.MaxPositionEmbeddings);
        SafetensorsWriter.Write(Path.Combine(folder, "model.safetensors"), network.state_dict(), ScalarType.Float16);
    }
}
