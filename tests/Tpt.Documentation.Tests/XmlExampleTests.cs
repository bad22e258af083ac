using Microsoft.CodeAnalysis;
using Tpt.Engine.Imaging;

namespace Tpt.Documentation.Tests;

/// <summary>The examples in the documentation of public members, each as the body of a method.</summary>
public sealed class XmlExampleTests
{
    /// <summary>What an example may take for granted: names that a reader understands at once, and the namespaces of what it names.</summary>
    private const string Surroundings = """
        using Microsoft.Extensions.Configuration;
        using Microsoft.Extensions.DependencyInjection;
        using Microsoft.Extensions.Logging;
        using Microsoft.ML;
        using Microsoft.ML.Data;
        using Tpt.Engine;
        using Tpt.Engine.Approximations;
        using Tpt.Engine.Devices;
        using Tpt.Engine.Files;
        using Tpt.Engine.Imaging;
        using Tpt.Engine.Methods;
        using Tpt.Engine.Methods.ConfidentViewAveraging;
        using Tpt.Engine.Calibration;
        using Tpt.Engine.Gates;
        using Tpt.Engine.Methods.FeatureShift;
        using Tpt.Engine.Methods.FlatPrompt;
        using Tpt.Engine.Methods.MeanShift;
        using Tpt.Engine.Methods.PromptTuning;
        using Tpt.Engine.Methods.RobustPromptTuning;
        using Tpt.Engine.Methods.SelfEnsemble;
        using Tpt.Engine.Methods.SelfEnsembleTuning;
        using Tpt.Engine.Methods.Zero;
        using Tpt.Engine.Methods.ZeroShot;
        using Tpt.Engine.Prompts;
        using Tpt.Engine.Views;
        using Tpt.ImageSharp;
        using Rgb24 = SixLabors.ImageSharp.PixelFormats.Rgb24;
        using Image = SixLabors.ImageSharp.Image;

        class Picture
        {
            public string Path { get; set; } = "";
            public string Label { get; set; } = "";
        }

        class Answer
        {
            public string PredictedLabel { get; set; } = "";
            public float[] Score { get; set; } = [];
        }

        class GrayDecoder : IImageDecoder
        {
            public string Name => "Gray28";
            public ImageMeasurement Measure(ReadOnlyMemory<byte> file, ImageDecoderOptions options) => new(file.Length);
            public DecodedImage Decode(ReadOnlyMemory<byte> file, ImageMeasurement measurement, ImageDecoderOptions options) => DecodedImage.Of(ImagePixels.FromGray(file.Span, 28, 28));
        }

        class Surroundings
        {
            protected static MLContext mlContext = new();
            protected static string imageFolder = "";
            protected static string[] classNames = [];
            protected static IDataView data = null!;
            protected static IDataView testData = null!;
            protected static IDataView scored = null!;
            protected static ITransformer model = null!;
            protected static TptTransformer transformer = null!;
            protected static IServiceCollection services = null!;
            protected static IConfiguration configuration = null!;
            protected static TptService service = null!;
            protected static ILoggerFactory loggerFactory = null!;
            protected static ClipModel clip = null!;
            protected static TptClassifier classifier = null!;
            protected static MethodComparison comparison = null!;
            protected static ViewBatch views = null!;
            protected static ImagePixels image = null!;
            protected static byte[] pixels = [];
            protected static int width, height;
        }

        class Example : Surroundings
        {
            static async Task Run()
            {
        """;

    public static TheoryData<string, string> Examples
    {
        get
        {
            var examples = new TheoryData<string, string>();
            foreach (var (id, member) in DocumentedMember.All)
            {
                foreach (var code in member.OwnExamples)
                {
                    examples.Add(id, code);
                }
            }
            return examples;
        }
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void Example_Compiles(string member, string code)
        => SnippetCompiler.ErrorsOf($"{Surroundings}\n{code}\n}}\n}}", OutputKind.DynamicallyLinkedLibrary).Should().BeEmpty($"the example of {member} must compile");
}
