using System.Diagnostics;
using System.Text.Json;
using Tpt.Parity.Export;

namespace Tpt.Engine.Tests.Tokenization;

/// <summary>
/// With DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1, the default of Alpine's images, .NET normalises no text and has other small letters. A class
/// must have the same tokens there as on the machine where its prompt was tuned.
/// </summary>
public sealed class InvariantGlobalizationTests
{
    private static readonly string _vocabulary = Path.Combine(AppContext.BaseDirectory, "Tpt.BuiltInModel");

    /// <summary>Each alone, and with each of <see cref="_neighbours"/> behind it.</summary>
    private static readonly string[] _texts =
    [
        "caf\u00E9", "cafe\u0301", "\u212Bngstro\u0308m", "A\u030Angstr\u00F6m", "Cre\u0300me bru\u0302le\u0301e", "Vie\u0323\u0302t Nam", "Vi\u1EC7t Nam", "q\u0307\u0323", "q\u0323\u0307",
        "\uFB01ne \uFB03x", "\uFF26\uFF35\uFF2C\uFF2C\u3000\uFF37idth", "\uFF76\uFF9E\uFF77\uFF9F", "\uFFA1\uFFC2\uFFE3\uFFE6", "\u1100\u1161\u11A8", "\uAC00\u11A8", "\uD55C\uAD6D\uC5B4",
        "\u0130stanbul I\u0131", "TITLE i\u0307", "\u039F\u0394\u03A5\u03A3\u03A3\u0395\u03A5\u03A3", "\u1F08\u03B8\u1FC6\u03BD\u03B1\u03B9", "\u0386\u0391\u0301", "\u2126hm \u212Aelvin",
        "\u0418\u0306\u041E\u0308\u041A\u0410", "\u0419\u0401\u043A\u0430", "\u05E9\u05BC\u05C1\u05DC\u05D5\u05DD", "\u0643\u0650\u062A\u064E\u0627\u0628", "\u0622\u0627\u0653", "\u0915\u093C\u0958", "\u0B95\u0BC6\u0BBE",
        "\u304B\u3099\u304C", "\u732B\uF900\U0002F800", "\u1E9B\u0323", "\u1E9E\u00DF", "\u01C4\u01C5\u01F1", "\u0344\u0374\u037E\u0387", "\U00010400\U000104B0", "\U00010D50\uA7CB\u1C89", "\U00016EA0",
        "\U0001D160\U0001D15E", "\U0001F34C\u200D\uFE0F", "&eacute;e&#769;", "a\u0315\u0300\u05AE\u0062",
    ];

    private static readonly string[] _neighbours = ["\u0301", "\u0323X", "\u3099", "\u03A3", " \u00C9"];

    [Fact]
    public void Encode_WithoutTheSystemsIcu_GivesTheSameTokens()
    {
        string[] texts = [.. _texts, .. _texts.SelectMany(text => _neighbours.Select(neighbour => text + neighbour))];
        texts.Should().HaveCountGreaterThan(200).And.OnlyHaveUniqueItems();
        var input = string.Concat(texts.Select(text => JsonSerializer.Serialize(text) + "\n"));
        using var expected = new StringWriter();
        TokenListing.Write(_vocabulary, new StringReader(input), expected);

        var actual = InAChild(input);

        Lines(expected.ToString())[0].Should().Be("string.Normalize composes: True", "this process has ICU");
        actual[0].Should().Be("string.Normalize composes: False", "the child has none");
        actual[1..].Should().Equal(Lines(expected.ToString())[1..]);
    }

    private static string[] InAChild(string input)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "Tpt.Parity.dll"), _vocabulary, "--tokens"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "1" },
        };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        process.WaitForExit();
        process.ExitCode.Should().Be(0, "{0}", error.Result);
        return Lines(output.Result);
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
