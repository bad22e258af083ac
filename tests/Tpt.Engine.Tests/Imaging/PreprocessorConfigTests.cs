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
    [InlineData("""{"image_processor_type": "SiglipImageProcessor"}""", ResampleFilter.Bicubic, 224)]
    [InlineData("""{"image_processor_type": "SiglipImageProcessorFast", "do_center_crop": null, "crop_size": null, "size": {"height": 32, "width": 32}, "resample": 2}""", ResampleFilter.Bilinear, 32)]
    [InlineData("""{"image_processor_type": "ViTImageProcessor", "size": 32}""", ResampleFilter.Bilinear, 32)]
    [InlineData("""{"feature_extractor_type": "ViTFeatureExtractor"}""", ResampleFilter.Bilinear, 224)]
    [InlineData("""{"do_center_crop": false, "size": {"height": 32, "width": 32}, "image_mean": [0.5, 0.5, 0.5], "image_std": 0.5}""", ResampleFilter.Bicubic, 32)]
    [InlineData("""{"image_processor_type": "OwnImageProcessor", "default_to_square": true, "size": 32, "resample": 3, "image_mean": 0.5, "image_std": 0.5}""", ResampleFilter.Bicubic, 32)]
    public void FromJson_FixedHeightAndWidth_Squashes(string json, ResampleFilter filter, int size) =>
        Read(json).Should().Be(new ImagePreprocessing
        {
            ResizeMode = ResizeMode.Squash,
            ResizeEdge = size,
            CropSize = size,
            Filter = filter,
            Mean = [0.5f, 0.5f, 0.5f],
            Std = [0.5f, 0.5f, 0.5f],
        });

    [Fact]
    public void FromJson_FixedHeightAndWidthAndACrop_CutsTheMiddleOutOfTheSquashed() =>
        Read("""{"size": {"height": 256, "width": 256}}""").Should().Be(new ImagePreprocessing { ResizeMode = ResizeMode.Squash, ResizeEdge = 256 });

    [Theory]
    [InlineData("""{"image_processor": {"size": {"shortest_edge": 36}, "crop_size": 32}, "processor_class": "CLIPProcessor"}""")]
    [InlineData("""{"size": 36, "crop_size": 32, "image_processor": null}""")]
    [InlineData("""{"size": 36, "crop_size": 32, "default_to_square": false, "do_pad": false, "pad_size": null, "data_format": "channels_first", "device": null, "disable_grouping": null, "do_convert_rgb": false, "input_data_format": null, "return_tensors": null, "image_processor_type": "CLIPImageProcessorFast", "do_rescale": null}""")]
    public void FromJson_NestedOrWithKeysOfFastProcessors_SaysTheSame(string json) =>
        Read(json).Should().Be(new ImagePreprocessing { ResizeEdge = 36, CropSize = 32 });

    [Fact]
    public void FromJson_ByteOrderMark_IsPassedOver() => Read("\uFEFF{\"crop_size\": 32}").CropSize.Should().Be(32);

    [Theory]
    [InlineData("""{"do_center_crop": false}""", "do_center_crop is false*square")]
    [InlineData("""{"do_resize": 1}""", "do_resize is 1*true or false")]
    [InlineData("""{"size": {"height": 32, "width": 31}}""", "size is {*square")]
    [InlineData("""{"size": {"width": 32}}""", "size is {*shortest_edge alone, or height and width")]
    [InlineData("""{"size": {"longest_edge": 32}}""", "size is {*shortest_edge alone, or height and width")]
    [InlineData("""{"size": {"shortest_edge": 32, "longest_edge": 64}}""", "size is {*shortest_edge alone, or height and width")]
    [InlineData("""{"size": {"shortest_edge": 32, "height": 32, "width": 32}}""", "size is {*shortest_edge alone, or height and width")]
    [InlineData("""{"do_center_crop": false, "size": {"shortest_edge": 32}}""", "do_center_crop is false*height and a width")]
    [InlineData("""{"do_center_crop": false, "size": {"height": 2049, "width": 2049}}""", "do_center_crop is false*at most 2048")]
    [InlineData("""{"do_pad": true}""", "do_pad is true*not known here")]
    [InlineData("""{"do_flip_channel_order": true}""", "do_flip_channel_order is true*not known here")]
    [InlineData("""{"crop_pct": 0.875}""", "crop_pct is 0.875*not known here")]
    [InlineData("""{"image_processor_type": "SiglipImageProcessor", "size": 32}""", "size is 32*which sides a SiglipImageProcessor means*")]
    [InlineData("""{"image_processor_type": "BitImageProcessor", "do_center_crop": true}""", "resample is not set*'BitImageProcessor'*not known here")]
    [InlineData("""{"image_processor_type": 3}""", "image_processor_type is 3*a text")]
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
    [InlineData("""{"image_std": [1, 1e-39, 1]}""", "image_mean is 0.4578275 and image_std is 1E-39 for channel 1*beyond 1000000, which no model reads")]
    [InlineData("""{"image_mean": [0, 0, 3e38]}""", "image_mean is 3E+38 and image_std is 0.27577* for channel 2*beyond 1000000, which no model reads")]
    [InlineData("""{"image_mean": [0, 0, 3e5]}""", "image_mean is 300000 and image_std is 0.27577* for channel 2*beyond 1000000, which no model reads")]
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
