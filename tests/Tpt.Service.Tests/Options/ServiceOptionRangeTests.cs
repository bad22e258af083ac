using System.Globalization;
using ClassificationService.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.ML;

namespace Tpt.Service.Tests.Options;

/// <summary>Every option of the service and of the program: both ends of its range work, and what is beside them is refused with its name, its value and the fix.</summary>
public sealed class ServiceOptionRangeTests
{
    /// <summary>The ranges that the documentation of the options states.</summary>
    private static readonly Dictionary<string, ServiceOptionRange> _ranges = new()
    {
        ["Tpt:Service:BatchDelay"] = Time("BatchDelay", ["00:00:00", "00:00:10"], ["-00:00:00.0000001", "00:00:10.0000001"]),
        ["Tpt:Service:ClassLists"] = new(["2", "1000"], ["1001"], Lists, count => $"{count} lists"),
        ["Tpt:Service:DefaultClassList"] = ServiceOptionRange.OfText("Tpt:Service:DefaultClassList", [1, 100], [0, 101, 4097], name => name.Length is 1 or 100 ? [$"Tpt:Service:ClassLists:{name}:0=dog"] : []),
        ["Tpt:Service:MaxFileBytes"] = ServiceOptionRange.Of("Tpt:Service:MaxFileBytes", ["1", "1000000000"], ["0", "1000000001"], "Tpt:Service:MaxQueuedBytes=2000000000"),
        ["Tpt:Service:MaxQueuedBytes"] = ServiceOptionRange.Of("Tpt:Service:MaxQueuedBytes", ["5000", "9223372036854775807"], ["4999"], "Tpt:Service:MaxFileBytes=5000"),
        ["Tpt:Service:PreparingPictures"] = ServiceOptionRange.Of("Tpt:Service:PreparingPictures", ["1", "64"], ["0", "65"]),
        ["Tpt:Service:QueueCapacity"] = ServiceOptionRange.Of("Tpt:Service:QueueCapacity", ["1", "100000"], ["0", "100001"]),
        ["Tpt:Service:ReadTimeout"] = Time("ReadTimeout", ["00:00:00.0000001", "01:00:00"], ["00:00:00", "01:00:00.0000001"]),
        ["Tpt:Service:SavedModelPath"] = ServiceOptionRange.OfText("Tpt:Service:SavedModelPath", [1, 4096], [0, 4097], _ => []),
        ["Tpt:Service:WatchInterval"] = Time("WatchInterval", ["00:00:00", "00:00:00.0100000", "1.00:00:00"], ["-00:00:00.0000001", "00:00:00.0000001", "00:00:00.0099999", "1.00:00:00.0000001"]),
        ["Limits:BatchBytes"] = ServiceOptionRange.Of("Limits:BatchBytes", ["1", "2000000000"], ["0", "2000000001", "9223372036854775807"]),
        ["Limits:BatchPictures"] = ServiceOptionRange.Of("Limits:BatchPictures", ["1", "1000"], ["0", "1001"]),
        ["Limits:MinBytesPerSecond"] = ServiceOptionRange.Of("Limits:MinBytesPerSecond", ["1", "1000000000"], ["0", "1000000001"]),
        ["Limits:ShutdownSeconds"] = ServiceOptionRange.Of("Limits:ShutdownSeconds", ["1", "3600"], ["0", "3601"]),
    };

    public static TheoryData<string, string> Ends => Values(range => range.Ends);

    public static TheoryData<string, string> Outside => Values(range => range.Outside);

    [Fact]
    public void EveryOption_HasARange()
        => Keys(typeof(TptServiceOptions), "Tpt:Service:").Concat(Keys(typeof(ServiceLimits), "Limits:")).Should().BeEquivalentTo(_ranges.Keys);

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task Option_AtAnEndOfItsRange_IsTaken(string key, string value) => (await ErrorAsync(key, value)).Should().BeNull();

    [Theory]
    [MemberData(nameof(Outside))]
    public async Task Option_OutsideItsRange_IsRefusedWithItsNameItsValueAndTheFix(string key, string value)
    {
        var error = await ErrorAsync(key, value);

        error.Should().Contain(key).And.Contain(_ranges[key].Shown(value)).And.MatchRegex("; it must be |, but the lists are ");
        error!.Length.Should().BeLessThan(2000);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(100, true)]
    [InlineData(101, false)]
    public async Task NameOfAClassList_AtAnEndOfItsLength_IsTakenAndALongerOneIsRefused(int length, bool isTaken)
    {
        var error = await ErrorAsync([$"Tpt:Service:ClassLists:{ServiceOptionRange.Text(length)}:0=dog"]);

        if (isTaken)
        {
            error.Should().BeNull();
        }
        else
        {
            error.Should().Contain("Tpt:Service:ClassLists has a list 'aaa").And.Contain("a name has 1 to 100 characters");
        }
    }

    /// <summary>What is wrong; null where nothing is. A service can be made of what is right.</summary>
    private static Task<string?> ErrorAsync(string key, string value) => ErrorAsync(_ranges[key].Settings(value));

    private static async Task<string?> ErrorAsync(string[] settings)
    {
        await using var app = ServiceApplication.Create([.. settings.Select(setting => $"--{setting}")]);
        var error = SettingError.Find(app.Services);
        if (error is null)
        {
            app.Services.GetRequiredService<TptService>().State.Should().Be(TptServiceState.Loading);
        }
        return error;
    }

    private static ServiceOptionRange Time(string name, string[] ends, string[] outside) => ServiceOptionRange.Of($"Tpt:Service:{name}", ends, outside);

    /// <summary>So many lists, with the two of appsettings.json.</summary>
    private static string[] Lists(string count)
        => [.. Enumerable.Range(2, int.Parse(count, CultureInfo.InvariantCulture) - 2).Select(i => string.Create(CultureInfo.InvariantCulture, $"Tpt:Service:ClassLists:list{i}:0=cat"))];

    private static IEnumerable<string> Keys(Type options, string section) => options.GetProperties().Select(property => section + property.Name);

    private static TheoryData<string, string> Values(Func<ServiceOptionRange, string[]> select)
    {
        var values = new TheoryData<string, string>();
        foreach (var (key, range) in _ranges)
        {
            foreach (var value in select(range))
            {
                values.Add(key, value);
            }
        }
        return values;
    }
}
