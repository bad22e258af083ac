using System.Text.Json.Nodes;
using Tpt.Engine.Tests.Checkpoints;
using Tpt.Parity.Siblings;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Parity;

/// <summary>What <c>tests/Tpt.Parity -- siblings</c> runs over any folder of TPT's relatives, over the one in this repository.</summary>
public sealed class SiblingRunTests : IDisposable
{
    private static readonly string _cases = Path.Combine(GoldenSubset.Folder, "relatives");
    private readonly TemporaryFolder _folder = new();

    /// <summary>Every method that the comparison knows, with what it has to compare at least: a quantity that gets lost is missed.</summary>
    public static TheoryData<string, int> Methods => new()
    {
        { "cots", 26 }, { "ctpt", 34 }, { "ece", 12 }, { "mta", 69 }, { "otpt", 40 }, { "rtpt", 23 }, { "se", 24 }, { "tps", 42 }, { "use", 50 }, { "zero", 87 },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Methods))]
    public void Run_StoredCases_AgreeWithTheirAuthors(string method, int quantities)
    {
        var output = new StringWriter();

        var report = SiblingRun.Run(_cases, GoldenSubset.Folder, output, method);

        report.Failures.Should().BeEmpty("{0}", output);
        report.Passed.Should().BeGreaterThanOrEqualTo(quantities, "{0}", output);
    }

    [Fact]
    public void Methods_AreAllThatTheComparisonKnows()
        => Methods.Select(row => (string)row[0]).Should().BeEquivalentTo(SiblingRun.Suites.Keys, "a suite without a stored case does not run in dotnet test");

    /// <summary>A constant that the authors' run did not have must be seen, and where it acts first.</summary>
    [Theory]
    [InlineData("vit_mh/ctpt.mix5_16_l20", "lambda_term", 50, "ctx_grads")]
    [InlineData("vit_mh/ctpt.mix5_16_l20", "lambda_term", 19.9, "ctx_grads")]
    [InlineData("vit_mh/ctpt.mix5_16_l20", "selection_p", 0.2, "selected_idx")]
    [InlineData("vit_mh/otpt.steps2", "lambda_term", 9, "ctx_grads")]
    [InlineData("vit_mh/rtpt.mix5_24", "neighbours", 10, "logits_final")]
    [InlineData("vit_mh/rtpt.mix5_24", "temperature", 0.011, "weights")]
    [InlineData("vit_mh/tps.mix5_16", "lr", 1e-3, "shift_after")]
    [InlineData("vit_mh/tps.mix5_16", "selection_p", 0.2, "selected_idx")]
    [InlineData("vit_mh/use.mix5_16", "alpha", 0.5, "ctx_grads")]
    [InlineData("vit_mh/use.steps2", "tta_steps", 1, "p_final")]
    [InlineData("vit_mh/se.mix5_16", "scale", 0.5, "alpha_array")]
    [InlineData("features/se.rank_half", "selected", 5, "selected_views")]
    [InlineData("vit_mh/mta.mix5_16", "lambda_q", 3, "y_outer")]
    [InlineData("vit_mh/mta.mix5_16", "lambda_y", 0.21, "y_outer")]
    [InlineData("features/mta.outliers", "bandwidth_fraction", 0.25, "bandwidth")]
    [InlineData("vit_mh/cots.mix5_16", "selection_p", 0.2, "omega")]
    [InlineData("features/ece.beta", "bins", 15, "ece")]
    public void Run_OtherConstant_FailsWhereItActs(string name, string parameter, double value, string quantity)
        => Changed(name, json => json["parameters"]![parameter] = value == Math.Truncate(value) ? (int)value : value).Should().Contain($"{name} {quantity}");

    [Fact]
    public void Run_OtherShareOfVotes_FailsInTheViewsThatVote()
        => Changed("vit_mh/zero.mix20_16", json => json["results"]!["g03"]!["gamma"] = 0.2).Should().Contain("vit_mh/zero.mix20_16 g03.filtered_idx");

    /// <summary>AdamW's first step is the sign of the gradient, so that half a gradient ends in the same logits.</summary>
    [Theory]
    [InlineData("vit_mh/ctpt.mix5_16_l20", "ctx_grads")]
    [InlineData("vit_mh/ctpt.mix5_16_l20", "grad_dispersion")]
    [InlineData("vit_mh/otpt.steps2", "ctx_grads")]
    [InlineData("vit_mh/otpt.steps2", "grad_ortho")]
    [InlineData("vit_mh/cots.mix5_16", "ctx_grads")]
    [InlineData("vit_mh/rtpt.mix5_24", "ctx_grads")]
    [InlineData("vit_mh/use.mix5_16", "ctx_grads")]
    [InlineData("vit_mh/tps.mix5_16", "shift_grads")]
    public void Run_HalfTheGradient_FailsInTheGradient(string name, string quantity)
        => Changed(name, change: tensors => tensors[quantity] = tensors[quantity] / 2).Should().Equal($"{name} {quantity}");

    [Fact]
    public void Run_TensorsAreMissing_Fails()
    {
        var file = Copy("features/ece.beta");
        File.Delete(Path.ChangeExtension(file, ".safetensors"));

        SiblingRun.Run(_folder.Path, GoldenSubset.Folder, TextWriter.Null).Failures.Should().Equal("features/ece.beta error");
    }

    [Fact]
    public void Run_ListedCaseIsMissing_Fails()
    {
        Copy("features/ece.beta");
        File.WriteAllText(_folder.File("index.json"), """{ "cases": { "ece": ["siblings/features/ece.beta.json", "siblings/features/ece.other.json"] } }""");

        SiblingRun.Run(_folder.Path, GoldenSubset.Folder, TextWriter.Null).Failures.Should().Equal("siblings/features/ece.other.json error");
    }

    [Fact]
    public void Run_MethodWithoutASuite_Fails()
    {
        var file = Copy("features/ece.beta");
        File.Move(file, file.Replace("ece.", "unknown.", StringComparison.Ordinal));
        File.Move(Path.ChangeExtension(file, ".safetensors"), Path.ChangeExtension(file, ".safetensors").Replace("ece.", "unknown.", StringComparison.Ordinal));

        SiblingRun.Run(_folder.Path, GoldenSubset.Folder, TextWriter.Null).Failures.Should().Equal("features/unknown.beta error");
    }

    [Fact]
    public void Run_NoCase_IsNoSuccess()
    {
        Directory.CreateDirectory(_folder.File("siblings"));

        SiblingRun.Run(_folder.Path, GoldenSubset.Folder, TextWriter.Null).Succeeded.Should().BeFalse("nothing was compared");
    }

    /// <summary>What fails of one case with something in it changed; unchanged, nothing does.</summary>
    private IReadOnlyList<string> Changed(string name, Action<JsonObject>? edit = null, Action<Dictionary<string, Tensor>>? change = null)
    {
        var file = Copy(name);
        SiblingRun.Run(_folder.Path, GoldenSubset.Folder, TextWriter.Null).Failures.Should().BeEmpty();
        var json = JsonNode.Parse(File.ReadAllText(file))!.AsObject();
        edit?.Invoke(json);
        File.WriteAllText(file, json.ToJsonString());
        if (change is not null)
        {
            using var scope = NewDisposeScope();
            var tensors = Read(Path.ChangeExtension(file, ".safetensors"));
            change(tensors);
            SafetensorsWriter.Write(Path.ChangeExtension(file, ".safetensors"), tensors);
        }
        return SiblingRun.Run(_folder.Path, GoldenSubset.Folder, TextWriter.Null).Failures;
    }

    private static Dictionary<string, Tensor> Read(string path)
    {
        using var file = Engine.Checkpoints.Storage.SafetensorsFile.Open(path);
        return file.Names.ToDictionary(name => name, name => file.Read(name));
    }

    private string Copy(string name)
    {
        var target = _folder.File(Path.Combine("siblings", name + ".json"));
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        foreach (var extension in new[] { ".json", ".safetensors" })
        {
            File.Copy(Path.Combine(_cases, "siblings", name + extension), Path.ChangeExtension(target, null) + extension);
        }
        return target;
    }
}
