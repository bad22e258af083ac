using System.Text;
using Tpt.Engine.Imaging;

namespace Tpt.Engine.Tests.Imaging;

public class PreprocessorConfigTests
{
    [Fact]
    public void FromJson_EmptyObject_IsClip()
    {
        var preprocessing = Read("{}");

        preprocessing.Should().Be(new ImagePreprocessing());
        preprocessing.ResizeEdge.Should().Be(224);
        preprocessing.CropSize.Should().Be(224);
        preprocessing.Filter.Should().Be(ResampleFilter.Bicubic);
        preprocessing.Mean.Should().Equal(0.48145466f, 0.4578275f, 0.40821073f);
        preprocessing.Std.Should().Equal(0.26862954f, 0.26130258f, 0.27577711f);
    }

    [Theory]
    [InlineData("""{"size": 36, "crop_size": 32, "resample": 2, "feature_extractor_type": "CLIPFeatureExtractor"}""")]
    [InlineData("""{"size": {"shortest_edge": 36}, "crop_size": {"height": 32, "width": 32}, "resample": 2, "rescale_factor": 0.00392156862745098}""")]
    public void FromJson_OldAndNewForm_SayTheSame(string json) =>
        Read(json).Should().Be(new ImagePreprocessing { ResizeEdge = 36, CropSize = 32, Filter = ResampleFilter.Bilinear });

    [Fact]
    public void FromJson_OtherChannelStatistics_AreTaken()
    {
        var preprocessing = Read("""{"image_mean": [0.5, 0.4, 0.3], "image_std": [0.1, 0.2, 0.25], "rescale_factor": 0.0078125}""");

        preprocessing.Mean.Should().Equal(0.5f, 0.4f, 0.3f);
        preprocessing.Std.Should().Equal(0.1f, 0.2f, 0.25f);
        preprocessing.RescaleFactor.Should().Be(1 / 128.0);
    }

    [Fact]
    public void FromJson_StepsSwitchedOff_AreLeftOut()
    {
        var preprocessing = Read("""{"do_resize": false, "do_rescale": false, "do_normalize": false, "size": 10, "image_mean": [1, 1, 1]}""");

        preprocessing.ResizeEdge.Should().BeNull();
        preprocessing.RescaleFactor.Should().Be(1);
        preprocessing.Mean.Should().Equal(0, 0, 0);
        preprocessing.Std.Should().Equal(1, 1, 1);
    }

    [Theory]
    [InlineData("""{"do_center_crop": false}""", "do_center_crop is false*square")]
    [InlineData("""{"do_resize": 1}""", "do_resize is 1*true or false")]
    [InlineData("""{"size": {"height": 32, "width": 32}}""", "size is {*shortest_edge")]
    [InlineData("""{"size": -3}""", "size is -3*above 0")]
    [InlineData("""{"size": {"shortest_edge": 1.5}}""", "size.shortest_edge is 1.5*whole number")]
    [InlineData("""{"crop_size": {"height": 32, "width": 31}}""", "crop_size is {*square")]
    [InlineData("""{"crop_size": {"height": 32}}""", "crop_size is {*height and width")]
    [InlineData("""{"crop_size": "32"}""", "crop_size is \"32\"*whole number")]
    [InlineData("""{"resample": 0}""", "resample is 0*2 (bilinear) or 3 (bicubic)")]
    [InlineData("""{"image_mean": [1, 2]}""", "image_mean is [1, 2]*3 finite numbers")]
    [InlineData("""{"image_std": [1, 0, 1]}""", "image_std is [1, 0, 1]*above 0")]
    [InlineData("""{"rescale_factor": 0}""", "rescale_factor is 0*above 0")]
    [InlineData("""{"size": 2147483647}""", "size is 2147483647*above 0 and at most 4096")]
    [InlineData("""{"size": {"shortest_edge": 4097}}""", "size.shortest_edge is 4097*at most 4096")]
    [InlineData("""{"crop_size": 40000}""", "crop_size is 40000*at most 2048")]
    [InlineData("""{"image_std": [1, 1e-39, 1]}""", "image_mean is 0.4578275 and image_std is 1E-39 for channel 1*beyond a 32-bit float")]
    [InlineData("""{"image_mean": [0, 0, 3e38]}""", "image_mean is 3E+38 and image_std is 0.27577* for channel 2*beyond a 32-bit float")]
    [InlineData("""{"rescale_factor": 1e39}""", "rescale_factor is 1E+39*beyond a 32-bit float")]
    [InlineData("""{"image_mean": [1, 1, 1e39]}""", "image_mean is [1, 1, 1e39]*3 finite numbers")]
    [InlineData("""{"size": 1, "size": 2}""", "the text is not JSON")]
    [InlineData("""{"\ud800": 1}""", "the text is not JSON. *half a surrogate pair")]
    [InlineData("[]", "the text is a JSON Array")]
    [InlineData("{", "the text is not JSON")]
    public void FromJson_WhatCannotBeDone_NamesFileKeyAndValue(string json, string message)
    {
        var act = () => Read(json);

        act.Should().Throw<InvalidDataException>().WithMessage("preprocessor_config.json: " + message + "*");
    }

    [Fact]
    public void FromJson_LongValue_IsCutInTheMessage()
    {
        var act = () => Read($$"""{"image_mean": "{{new string('x', 1_000_000)}}"}""");

        act.Should().Throw<InvalidDataException>().Which.Message.Length.Should().BeLessThan(300);
    }

    [Fact]
    public void FromJson_StreamWithoutEnd_IsRefused()
    {
        using var zeros = new MemoryStream(new byte[(1 << 20) + 1]);

        zeros.Invoking(ImagePreprocessing.FromJson).Should().Throw<InvalidDataException>().WithMessage("*more than 1048576 bytes*");
    }

    [Fact]
    public void FromJson_File_IsNamedInTheError()
    {
        var path = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N") + ".json");
        File.WriteAllText(path, """{"crop_size": 0}""");
        try
        {
            var act = () => ImagePreprocessing.FromJson(path);

            act.Should().Throw<InvalidDataException>().WithMessage($"*{Path.GetFileName(path)}: crop_size is 0*");
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static ImagePreprocessing Read(string json) => ImagePreprocessing.FromJson(new MemoryStream(Encoding.UTF8.GetBytes(json)));
}
