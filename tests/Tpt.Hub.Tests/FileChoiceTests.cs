using Tpt.Hub.Listing;

namespace Tpt.Hub.Tests;

/// <summary>
/// Which files of a repository are brought. The listings are of repositories that people use, put together from pages about them and
/// from the project's notes: the originals may have changed since. What matters is which kinds of files lie side by side.
/// </summary>
public sealed class FileChoiceTests
{
    private const string ClipTokenizer = "merges.txt special_tokens_map.json tokenizer.json tokenizer_config.json vocab.json";
    private const string Clutter = ".gitattributes README.md";

    [Theory]
    [InlineData("openai/clip-vit-base-patch16, pickles only", "openai/clip-vit-base-patch16",
        $"{Clutter} {ClipTokenizer} config.json flax_model.msgpack preprocessor_config.json pytorch_model.bin tf_model.h5",
        $"config.json preprocessor_config.json {ClipTokenizer} pytorch_model.bin")]
    [InlineData("openai/clip-vit-large-patch14, with safetensors", "openai/clip-vit-large-patch14",
        $"{Clutter} {ClipTokenizer} config.json flax_model.msgpack model.safetensors preprocessor_config.json pytorch_model.bin tf_model.h5",
        $"config.json preprocessor_config.json {ClipTokenizer} model.safetensors")]
    [InlineData("laion's H/14: OpenCLIP's and transformers' weights side by side", "laion/CLIP-ViT-H-14-laion2B-s32B-b79K",
        $"{Clutter} {ClipTokenizer} config.json model.safetensors open_clip_config.json open_clip_model.safetensors open_clip_pytorch_model.bin preprocessor_config.json pytorch_model.bin",
        $"config.json open_clip_config.json preprocessor_config.json {ClipTokenizer} open_clip_model.safetensors")]
    [InlineData("laion's g/14, safetensors of the converter's name", "laion/CLIP-ViT-g-14-laion2B-s12B-b42K",
        $"{Clutter} {ClipTokenizer} config.json open_clip_config.json open_clip_pytorch_model.bin open_clip_pytorch_model.safetensors preprocessor_config.json pytorch_model.bin",
        $"config.json open_clip_config.json preprocessor_config.json {ClipTokenizer} open_clip_pytorch_model.safetensors")]
    [InlineData("weights in parts, as transformers saves a bigG/14", "user/clip-bigG",
        $"{Clutter} config.json model-00001-of-00002.safetensors model-00002-of-00002.safetensors model.safetensors.index.json pytorch_model-00001-of-00002.bin pytorch_model-00002-of-00002.bin pytorch_model.bin.index.json preprocessor_config.json {ClipTokenizer}",
        $"config.json preprocessor_config.json {ClipTokenizer} model-00001-of-00002.safetensors model-00002-of-00002.safetensors model.safetensors.index.json")]
    [InlineData("google's SigLIP, SentencePiece", "google/siglip-base-patch16-224",
        $"{Clutter} config.json model.safetensors preprocessor_config.json special_tokens_map.json spiece.model tokenizer.json tokenizer_config.json",
        "config.json preprocessor_config.json special_tokens_map.json spiece.model tokenizer.json tokenizer_config.json model.safetensors")]
    [InlineData("MetaCLIP: the original's pickle beside transformers'", "facebook/metaclip-b32-400m",
        $"{Clutter} {ClipTokenizer} added_tokens.json config.json metaclip_b32_400m.bin preprocessor_config.json pytorch_model.bin",
        $"added_tokens.json config.json preprocessor_config.json {ClipTokenizer} pytorch_model.bin")]
    [InlineData("apple's DFN, OpenCLIP's pickle only", "apple/DFN2B-CLIP-ViT-B-16",
        $"{Clutter} LICENSE {ClipTokenizer} open_clip_config.json open_clip_pytorch_model.bin",
        $"open_clip_config.json {ClipTokenizer} open_clip_pytorch_model.bin")]
    [InlineData("Marqo: model.safetensors is another program's", "Marqo/marqo-fashionCLIP",
        $"{Clutter} {ClipTokenizer} config.json marqo_fashionCLIP.py model.safetensors open_clip_config.json open_clip_model.safetensors open_clip_pytorch_model.bin preprocessor_config.json",
        $"config.json open_clip_config.json preprocessor_config.json {ClipTokenizer} open_clip_model.safetensors")]
    [InlineData("saved by transformers 5", "user/clip",
        "config.json model.safetensors processor_config.json tokenizer.json tokenizer_config.json",
        "config.json processor_config.json tokenizer.json tokenizer_config.json model.safetensors")]
    [InlineData("training state beside the weights", "user/run",
        "config.json model.safetensors optimizer.pt scheduler.pt training_args.bin rng_state.pth trainer_state.json checkpoint-100/model.safetensors onnx/model.onnx",
        "config.json model.safetensors")]
    [InlineData("a variant beside the weights", "user/fp16", "config.json model.fp16.safetensors model.safetensors", "config.json model.safetensors")]
    [InlineData("a variant and nothing else", "user/fp16", "config.json model.fp16.safetensors pytorch_model.fp16.bin", "config.json model.fp16.safetensors")]
    [InlineData("a variant in parts", "user/fp16", "model.fp16-00001-of-00002.safetensors model.fp16-00002-of-00002.safetensors model.safetensors.index.fp16.json",
        "model.fp16-00001-of-00002.safetensors model.fp16-00002-of-00002.safetensors model.safetensors.index.fp16.json")]
    [InlineData("safetensors of an unusual name before pickles", "user/odd", "clip.safetensors clip.pt config.json", "config.json clip.safetensors")]
    [InlineData("one pickle", "user/odd", "open_clip_config.json ViT-B-32.pt", "open_clip_config.json ViT-B-32.pt")]
    [InlineData("an adapter is seen by the loader, which refuses it", "user/lora", "adapter_config.json adapter_model.safetensors config.json model.safetensors",
        "adapter_config.json config.json model.safetensors")]
    [InlineData("a file", "chendelong/RemoteCLIP/RemoteCLIP-ViT-B-32.pt", "README.md RemoteCLIP-RN50.pt RemoteCLIP-ViT-B-32.pt RemoteCLIP-ViT-L-14.pt", "RemoteCLIP-ViT-B-32.pt")]
    [InlineData("a file in a folder, with what lies beside it", "org/m/b/x.pt", "config.json b/config.json b/x.pt b/y.pt b/vocab.json", "b/config.json b/vocab.json b/x.pt")]
    [InlineData("an index, with its parts", "org/m/pytorch_model.bin.index.json", "config.json model.safetensors pytorch_model-00001-of-00001.bin pytorch_model.bin.index.json",
        "config.json pytorch_model-00001-of-00001.bin pytorch_model.bin.index.json")]
    [InlineData("a folder", "sentence-transformers/clip-ViT-B-32/0_CLIPModel", $"README.md modules.json 0_CLIPModel/config.json 0_CLIPModel/pytorch_model.bin 0_CLIPModel/vocab.json",
        "0_CLIPModel/config.json 0_CLIPModel/vocab.json 0_CLIPModel/pytorch_model.bin")]
    public void Of_Repository_IsWhatTheLoaderReads(string name, string id, string listing, string expected)
        => Choose(id, listing).Should().BeEquivalentTo(expected.Split(' '), name);

    [Theory]
    [InlineData("a/b", "model.safetensors config.json vocab.json")]
    [InlineData("a/b", "model.safetensors.index.json model-00001-of-00001.safetensors config.json")]
    public void Of_Weights_AreLast(string id, string listing)
    {
        // A folder with weights is taken for whole, and an index for all its parts.
        var chosen = Choose(id, listing);
        chosen[0].Should().Be("config.json");
        chosen[^1].Should().StartWith("model.safetensors");
    }

    [Theory]
    [InlineData($"{ClipTokenizer} config.json model.safetensors", ClipTokenizer)]
    [InlineData("spiece.model config.json", "spiece.model")]
    public void Of_TokenizerOnly_IsItsFiles(string listing, string expected)
        => Choose("a/b", listing, HubContent.Tokenizer).Should().BeEquivalentTo(expected.Split(' '));

    [Theory]
    [InlineData("chendelong/RemoteCLIP", "RemoteCLIP-RN50.pt RemoteCLIP-ViT-B-32.pt", "name the one that is meant, such as chendelong/RemoteCLIP/RemoteCLIP-RN50.pt")]
    [InlineData("sentence-transformers/clip-ViT-B-32", "README.md 0_CLIPModel/pytorch_model.bin", "name one, such as sentence-transformers/clip-ViT-B-32/0_CLIPModel")]
    [InlineData("Xenova/clip", "config.json onnx/model.onnx", "It has config.json, onnx/model.onnx")]
    [InlineData("a/b", "training_args.bin config.json", "no weights that can be loaded")]
    [InlineData("a/b", "model.safetensors.index.json", "none of the parts")]
    [InlineData("a/b", "model-00001-of-00002.safetensors", "no index of them")]
    [InlineData("a/b", "x-00001-of-00002.bin x-00002-of-00002.bin", "no index of them")]
    public void Of_NothingToLoad_SaysWhatToName(string id, string listing, string expected)
    {
        var error = FluentActions.Invoking(() => Choose(id, listing)).Should().Throw<HubException>().Which;
        error.Failure.Should().Be(HubFailure.NothingToLoad);
        error.Message.Should().Contain(expected);
    }

    [Fact]
    public void Of_NoTokenizer_SaysWhichFilesOneHas()
        => FluentActions.Invoking(() => Choose("a/b", "open_clip_model.safetensors", HubContent.Tokenizer))
            .Should().Throw<HubException>().WithMessage("*vocab.json*").Which.Failure.Should().Be(HubFailure.NothingToLoad);

    [Fact]
    public void Of_ManyFiles_CutsTheList()
    {
        var listing = string.Join(' ', Enumerable.Range(0, 5000).Select(i => $"a-very-long-name-of-some-file-that-nobody-reads-{i}.txt"));

        FluentActions.Invoking(() => Choose("a/b", listing)).Should().Throw<HubException>().Which.Message.Should().Contain("and 4992 more").And.Match(message => message.Length < 2000);
    }

    [Theory]
    [InlineData("aux.safetensors")]
    [InlineData("NUL.safetensors")]
    [InlineData("com1.x.safetensors")]
    [InlineData("model?.safetensors")]
    [InlineData("a:b.safetensors")]
    [InlineData("..\\x.safetensors")]
    [InlineData("x\u0000.safetensors")]
    public void Of_NameThatIsNoFileEverywhere_IsRefused(string name)
        => FluentActions.Invoking(() => FileChoice.Of([new HubFile(name)], HubReference.Parse("a/b")!, HubContent.Model))
            .Should().Throw<HubException>().Which.Failure.Should().Be(HubFailure.UnsafeFileName);

    private static string[] Choose(string id, string listing, HubContent content = HubContent.Model)
        => [.. FileChoice.Of([.. listing.Split(' ').Select(name => new HubFile(name))], HubReference.Parse(id)!, content).Select(file => file.Name)];
}
