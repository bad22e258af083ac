using System.Globalization;
using Microsoft.Extensions.Configuration;
using Tpt.Engine.Methods;
using Tpt.Engine.Methods.PromptTuning;
using Tpt.Engine.Methods.ZeroShot;

namespace Microsoft.ML.Tests.Options;

/// <summary>Every option binds from a configuration section, by the binder that applications use.</summary>
public sealed class OptionsConfigurationTests
{
    /// <summary>What a file cannot hold.</summary>
    private static readonly string[] _objects = [nameof(TptOptions.Progress), nameof(TptOptions.FitProgress), nameof(TptOptions.CancellationToken)];

    public static TheoryData<string> Bound => [.. OptionProperty.All.Select(option => option.Id).Except(_objects)];

    public static TheoryData<string> Methods => [.. MethodOptions.All.Keys];

    [Theory]
    [MemberData(nameof(Bound))]
    public void Bind_OptionWithAnotherValue_HasIt(string id)
    {
        var option = OptionProperty.Of(id);
        var another = option.Another();
        var options = option.PrepareOptions();
        option.Get(options).Should().NotBeEquivalentTo(another);

        Bind(options, Lines(option.Path.Replace('.', ':'), another));

        option.Get(options).Should().BeEquivalentTo(another);
        option.Set(options, option.Get(option.PrepareOptions()));
        options.Should().BeEquivalentTo(option.PrepareOptions(), o => o.RespectingRuntimeTypes(), "nothing else has changed");
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Bind_NameOfAMethod_GivesItWithItsDefaults(string name)
    {
        var options = new TptOptions();

        Bind(options, ("Method", name));

        options.Method.Should().Be((MethodOptions)Activator.CreateInstance(MethodOptions.All[name])!);
    }

    [Fact]
    public void Bind_NameOfAMethodInOtherLetters_GivesIt()
    {
        var options = new TptOptions();

        Bind(options, ("method", "zeroshot"));

        options.Method.Should().Be(new ZeroShotOptions());
    }

    [Fact]
    public void Bind_SectionOfTheDefaultMethod_SetsItsOptions()
    {
        var options = new TptOptions();

        Bind(options, ("Method:Name", "PromptTuning"), ("Method:Steps", "2"), ("Method:SelectionFraction", "0.25"));

        options.Method.Should().Be(new PromptTuningOptions { Steps = 2, SelectionFraction = 0.25 });
    }

    [Fact]
    public void Bind_SectionThatNamesAnotherMethod_IsAnErrorInWords()
    {
        var bind = () => Bind(new TptOptions(), ("Method:Name", "ConfidentViewAveraging"), ("Method:SelectionFraction", "0.25"));

        bind.Should().Throw<Exception>().Which.GetBaseException().Message.Should()
            .StartWith("Method.Name is 'ConfidentViewAveraging', but these are the options of PromptTuning.").And.Contain("\"Method\": \"ConfidentViewAveraging\"");
    }

    [Fact]
    public void Bind_NameOfNoMethod_IsAnErrorThatListsThem()
    {
        var bind = () => Bind(new TptOptions(), ("Method", "Magic"));

        bind.Should().Throw<InvalidOperationException>().Which.GetBaseException().Message.Should()
            .Be("There is no method 'Magic'; there are ConfidentViewAveraging, PromptTuning, ZeroShot.");
    }

    private static void Bind(TptOptions options, params (string Key, string? Value)[] lines) =>
        new ConfigurationBuilder().AddInMemoryCollection(lines.ToDictionary(line => line.Key, line => line.Value)).Build().Bind(options);

    private static (string Key, string? Value)[] Lines(string key, object value) => value is IReadOnlyList<string> list
        ? [.. list.Select((item, i) => (FormattableString.Invariant($"{key}:{i}"), (string?)item))]
        : [(key, Convert.ToString(value, CultureInfo.InvariantCulture))];
}
