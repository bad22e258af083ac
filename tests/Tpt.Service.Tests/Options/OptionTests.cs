using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.ML;
using Tpt.Engine.Methods.ZeroShot;

namespace Tpt.Service.Tests.Options;

/// <summary>What a configuration file may say.</summary>
public sealed class OptionTests
{
    [Theory]
    [InlineData("no classes")]
    [InlineData("Service:QueueCapacity is 0", "Service:QueueCapacity=0", "ClassNames:0=cat")]
    [InlineData("Service.MaxQueuedBytes is 1", "Service:MaxQueuedBytes=1", "ClassNames:0=cat")]
    [InlineData("Service.BatchDelay", "Service:BatchDelay=00:01:00", "ClassNames:0=cat")]
    [InlineData("Service.WatchInterval", "Service:WatchInterval=00:00:00.001", "ClassNames:0=cat")]
    [InlineData("Service.ReadTimeout", "Service:ReadTimeout=00:00:00", "ClassNames:0=cat")]
    [InlineData("Views.Count", "Views:Count=0", "ClassNames:0=cat")]
    [InlineData("occurs twice", "Service:ClassLists:animals:0=cat", "Service:ClassLists:animals:1=cat")]
    [InlineData("Service.ClassLists has a class that occurs twice: 'cat' is animals:0 and animals:1. Leave one out", "Service:ClassLists:animals:0=cat", "Service:ClassLists:animals:1=cat")]
    [InlineData("ClassNames has a class that occurs twice: 'cat' is 0 and 2. Leave one out", "ClassNames:0=cat", "ClassNames:1=dog", "ClassNames:2=cat")]
    [InlineData("Service.ClassLists has a fault in the list 'animals': Class name 1 is blank", "Service:ClassLists:animals:0=cat", "Service:ClassLists:animals:1= ")]
    [InlineData("ClassNames has a fault: Class name 0 is blank", "ClassNames:0= ")]
    [InlineData("'dogs'", "Service:DefaultClassList=dogs", "ClassNames:0=cat")]
    [InlineData("two class lists 'DEFAULT'", "Service:ClassLists:DEFAULT:0=cat", "ClassNames:0=cat")]
    [InlineData("both set", "Service:SavedModelPath=a.zip", "Model:Path=b", "ClassNames:0=cat")]
    [InlineData("reads no columns", "ClassesFromColumnName=Label", "ClassNames:0=cat")]
    public void Options_OutOfRange_AreAnErrorThatNamesThem(string message, params string[] settings)
    {
        var reading = () => Provider(settings).GetRequiredService<IOptions<TptServiceOptions>>().Value;

        reading.Should().Throw<OptionsValidationException>().WithMessage($"*{message.Replace("Service:", "Service.", StringComparison.Ordinal)}*");
    }

    [Theory]
    [InlineData("Servise:QueueCapacity=1")]
    [InlineData("Service:QueueCapasity=1")]
    [InlineData("Views:Cuont=1")]
    public void Options_UnknownKey_IsAnError(string setting)
    {
        var reading = () => Provider(setting, "ClassNames:0=cat").GetRequiredService<IOptions<TptServiceOptions>>().Value;

        reading.Should().Throw<InvalidOperationException>().WithMessage("*ErrorOnUnknownConfiguration*");
    }

    [Fact]
    public void Options_OfASection_AreBound()
    {
        using var provider = Provider("ClassNames:0=cat", "ClassNames:1=dog", "Views:Count=32", "Method=PromptTuning; Steps=2", "Service:QueueCapacity=7", "Service:ClassLists:food:0=pizza");

        var (tpt, service) = (provider.GetRequiredService<IOptions<TptOptions>>().Value, provider.GetRequiredService<IOptions<TptServiceOptions>>().Value);

        tpt.ClassNames.Should().Equal("cat", "dog");
        tpt.Views.Count.Should().Be(32);
        tpt.Method.Should().Be(new Tpt.Engine.Methods.PromptTuning.PromptTuningOptions { Steps = 2 });
        service.QueueCapacity.Should().Be(7);
        service.ClassLists.Should().ContainKey("food").WhoseValue.Should().Equal("pizza");
    }

    [Theory]
    [InlineData("Views=32", "Tpt:Views is '32', but it is a group of settings: write Tpt:Views:<name>=<value>.")]
    [InlineData("Service=32", "Tpt:Service is '32', but it is a group of settings: *")]
    [InlineData("Service:ClassLists=food", "Tpt:Service:ClassLists is 'food', but it is a group of settings: *")]
    public void Options_ValueOfAGroup_IsAnError(string setting, string message)
    {
        using var provider = Provider("ClassNames:0=cat", "ClassNames:1=dog", setting);

        FluentActions.Invoking(() => (provider.GetRequiredService<IOptions<TptOptions>>().Value, provider.GetRequiredService<IOptions<TptServiceOptions>>().Value))
            .Should().Throw<OptionsValidationException>().WithMessage(message);
    }

    [Fact]
    public void Options_MethodAsAText_IsNoGroup()
    {
        using var provider = Provider("ClassNames:0=cat", "ClassNames:1=dog", "Method=ZeroShot");

        provider.GetRequiredService<IOptions<TptOptions>>().Value.Method.Should().BeOfType<ZeroShotOptions>();
    }

    private static ServiceProvider Provider(params string[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => setting.Split('=', 2)).Select(pair => new KeyValuePair<string, string?>($"Tpt:{pair[0]}", pair[1])))
            .Build();
        return new ServiceCollection().AddLogging().AddTestTimePromptTuning(configuration.GetSection("Tpt")).BuildServiceProvider();
    }
}
