using Microsoft.ML.Tests.Support;
using Microsoft.ML.Tpt.Saving;

namespace Microsoft.ML.Tests;

/// <summary>Saved states whose checksum is right and whose content is not, and states without a checksum: an <see cref="InvalidDataException"/> that says what and where.</summary>
public sealed class HostileStateTests(Workspace workspace) : IClassFixture<Workspace>
{
    private const string Options = """{"ModelStorage":"Reference"}""";

    /// <summary>A text whose length is <see cref="int.MaxValue"/>, or has no end.</summary>
    private static readonly byte[] _hugeText = [0xFF, 0xFF, 0xFF, 0xFF, 0x07];
    private static readonly byte[] _endlessText = [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF];

    [Theory]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    [InlineData(int.MaxValue)]
    [InlineData(1_000)]
    public void Classes_NumberThatIsNotThere_Throws(int count)
    {
        Refuse($"it has {count} classes", state =>
        {
            state.Write(Options);
            state.Write(count);
        });
        Refuse($"it has {count} names of class 0", state =>
        {
            state.Write(Options);
            state.Write(1);
            state.Write("cat");
            state.Write(count);
        });
    }

    [Fact]
    public void Classes_MoreNamesThanAnyModelHas_Throws() => Refuse("200000 names of class 0", state =>
    {
        state.Write(Options);
        state.Write(1);
        state.Write("cat");
        state.Write(200_000);
        state.Write(new byte[200_000]);
    });

    [Fact]
    public void Text_OfALengthThatIsNotThere_Throws()
    {
        Refuse("the options takes 2147483647 bytes", state => state.Write(_hugeText));
        Refuse("the length of the options has no end", state => state.Write(_endlessText));
        Refuse("the name of class 0 is not UTF-8", state =>
        {
            state.Write(Options);
            state.Write(1);
            state.Write([2, 0xC3, 0x28]);
            state.Write(0);
            state.Write(0L);
        });
    }

    [Theory]
    [InlineData("", "no class names")]
    [InlineData("cat,,dog", "Class name 1 is blank")]
    [InlineData("cat,dog,cat", "'cat', occurs twice")]
    public void Classes_ThatAnEstimatorRefuses_Throws(string names, string message) => Refuse(message, state =>
    {
        state.Write(Options);
        SavedBytes.WriteClasses(state, names.Length == 0 ? [] : names.Split(','));
        state.Write(false);
        WriteReference(state);
    });

    [Theory]
    [InlineData(0, """null""", "it has no options")]
    [InlineData(0, """[""", "Microsoft.ML.Tpt")]
    [InlineData(0, """{"Veiws":5}""", "Veiws")]
    [InlineData(1, """{"Views":"many"}""", "Views")]
    [InlineData(2, """{"Views":{"Count":"many"}}""", "Views")]
    [InlineData(1, """{"Views":99999999999}""", "Views")]
    [InlineData(2, """{"Views":{"Count":99999999999}}""", "Views")]
    [InlineData(0, """{"\ud800":5}""", "options")]
    [InlineData(1, """{"Method":"Magic"}""", "Method")]
    [InlineData(2, """{"Method":{"Name":"Magic"}}""", "Method")]
    [InlineData(0, """{}""", "ModelStorage")]
    [InlineData(1, """{"ModelStorage":7}""", "ModelStorage is 7")]
    [InlineData(2, """{"ModelStorage":7}""", "ModelStorage")]
    [InlineData(0, """{"ModelStorage":"Reference","BatchSize":0}""", "BatchSize is 0; it must be")]
    [InlineData(0, """{"ModelStorage":"Reference","BatchSize":-5}""", "BatchSize is -5; it must be")]
    [InlineData(1, """{"ModelStorage":"Reference","ImageColumnName":null}""", "InputColumnName is null; it must be")]
    [InlineData(2, """{"ModelStorage":"Reference","InputColumnName":null}""", "InputColumnName is null; it must be")]
    [InlineData(1, """{"ModelStorage":"Reference","OutputColumnName":""}""", "PredictedLabelColumnName is blank; it must be")]
    [InlineData(2, """{"ModelStorage":"Reference","PredictedLabelColumnName":""}""", "PredictedLabelColumnName is blank; it must be")]
    [InlineData(0, """{"ModelStorage":"Reference","ScoreColumnName":"PredictedLabel"}""", "Two output columns have the name 'PredictedLabel'")]
    [InlineData(1, """{"ModelStorage":"Reference","Precision":9}""", "Approximations.Precision is 9")]
    [InlineData(2, """{"ModelStorage":"Reference","Approximations":{"Precision":9}}""", "Approximations.Precision")]
    [InlineData(1, """{"ModelStorage":"Reference","Views":0}""", "Views.Count is 0")]
    [InlineData(2, """{"ModelStorage":"Reference","Views":{"Count":0}}""", "Views.Count is 0")]
    [InlineData(1, """{"ModelStorage":"Reference","Steps":-1}""", "Method.Steps is -1")]
    [InlineData(2, """{"ModelStorage":"Reference","Method":{"Name":"PromptTuning","Steps":-1}}""", "Method.Steps is -1")]
    [InlineData(1, """{"ModelStorage":"Reference","PromptTemplate":"no place"}""", "no place")]
    [InlineData(2, """{"ModelStorage":"Reference","Prompt":{"Template":"no place"}}""", "no place")]
    [InlineData(1, """{"ModelStorage":"Reference","LabelColumnName":"Label"}""", "exactly one of")]
    [InlineData(2, """{"ModelStorage":"Reference","ClassesFromColumnName":"Label"}""", "exactly one of")]
    [InlineData(1, """{"ModelStorage":"Reference","TokenizerFolder":"x"}""", "Model.TokenizerFolder")]
    [InlineData(2, """{"ModelStorage":"Reference","Model":{"TokenizerFolder":"x"}}""", "Model.TokenizerFolder")]
    [InlineData(1, """{"ModelStorage":"Reference","Views":2147483647}""", "Views.Count is 2147483647")]
    [InlineData(2, """{"ModelStorage":"Reference","Views":{"Count":2147483647}}""", "Views.Count is 2147483647")]
    [InlineData(1, """{"ModelStorage":"Reference","Steps":1000000000}""", "Method.Steps is 1000000000")]
    [InlineData(2, """{"ModelStorage":"Reference","Method":{"Name":"PromptTuning","Steps":1000000000}}""", "Method.Steps is 1000000000")]
    [InlineData(1, """{"ModelStorage":"Reference","LearningRate":1e300}""", "Method.LearningRate is 1E+300")]
    [InlineData(2, """{"ModelStorage":"Reference","Method":{"Name":"PromptTuning","LearningRate":1e300}}""", "Method.LearningRate is 1E+300")]
    [InlineData(1, """{"ModelStorage":"Reference","ZeroShotTemplates":[null]}""", "Prompt.ZeroShotTemplates[0]")]
    [InlineData(2, """{"ModelStorage":"Reference","Prompt":{"ZeroShotTemplates":[null]}}""", "Prompt.ZeroShotTemplates[0]")]
    [InlineData(1, """{"ModelStorage":"Reference","PromptTemplate":"\ud800 {0}"}""", "PromptTemplate")]
    [InlineData(2, """{"ModelStorage":"Reference","Prompt":{"Template":"\ud800 {0}"}}""", "Prompt.Template")]
    [InlineData(2, """{"ModelStorage":"Reference","Views":null}""", "not all of them")]
    [InlineData(2, """{"ModelStorage":"Reference","Method":null}""", "not all of them")]
    [InlineData(2, """{"ModelStorage":"Reference","Method":{"Steps":2}}""", "Method")]
    [InlineData(2, """{"ModelStorage":"Reference","Method":{"Name":"ZeroShot","Steps":2}}""", "Steps")]
    [InlineData(2, """{"ModelStorage":"Reference","Method":"ZeroShot"}""", "Method")]
    [InlineData(2, """{"ModelStorage":"Reference","Method":{"Name":5}}""", "Method")]
    [InlineData(1, """{"ModelStorage":"Reference","Prompt":{"Template":"a {0}"}}""", "Prompt")]
    [InlineData(2, """{"ModelStorage":"Reference","PromptTemplate":"a {0}"}""", "Prompt")]
    public void Options_ThatAnEstimatorRefuses_Throws(int format, string options, string message) => Refuse(format == 0 ? [1, 2] : [format], message, state =>
    {
        state.Write(options);
        SavedBytes.WriteClasses(state, "cat", "dog");
        state.Write(false);
        WriteReference(state);
    });

    [Fact]
    public void Options_OfAMegabyteOrMore_Throws() => Refuse("the options takes 2000000 bytes", state => state.Write(new string(' ', 2_000_000)));

    [Theory]
    [InlineData(-3)]
    [InlineData(int.MaxValue)]
    [InlineData(100)]
    public void SoftPrompt_LengthThatIsNotThere_Throws(int length) => Refuse($"the soft prompt takes {length} bytes", state =>
    {
        state.Write(Options);
        SavedBytes.WriteClasses(state, "cat");
        state.Write(true);
        state.Write(".safetensors");
        state.Write(length);
    });

    [Theory]
    [InlineData("/../../x")]
    [InlineData(".a\0b")]
    [InlineData(".a:b")]
    [InlineData(".")]
    public void SoftPrompt_ExtensionThatNoFileHas_Throws(string extension) => Refuse("is not the extension of a file's name", state =>
    {
        state.Write(Options);
        SavedBytes.WriteClasses(state, "cat");
        state.Write(true);
        state.Write(extension);
        state.Write(0);
    });

    [Fact]
    public void SoftPrompt_NeitherThereNorNot_Throws() => Refuse("whether there is a soft prompt is 2", state =>
    {
        state.Write(Options);
        SavedBytes.WriteClasses(state, "cat");
        state.Write((byte)2);
    });

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("../outside.json")]
    [InlineData("a\\b.json")]
    [InlineData("C:evil.json")]
    [InlineData("/etc/passwd")]
    [InlineData("NUL")]
    [InlineData("com1.json")]
    [InlineData("config.json.")]
    [InlineData("config.json ")]
    [InlineData("a\0b.json")]
    [InlineData("a\nb.json")]
    [InlineData("what?.json")]
    [InlineData("256")]
    public void File_NameThatNoFileMayHave_Throws(string name)
    {
        if (name == "256")
        {
            name = new string('a', 256);
        }

        Refuse(formats: [2], "is not the name of a file", state =>
        {
            WriteHead(state, "Embed");
            state.Write(1);
            state.Write(name);
            state.Write(0L);
            state.Write(new byte[32]);
        });
        Refuse(formats: [1], "is not the name of a file", state =>
        {
            WriteHead(state, "Embed");
            state.Write(new string('0', 64));
            state.Write(1);
            state.Write(name);
            state.Write(0L);
        });
    }

    [Fact]
    public void File_TwoOfOneName_Throws()
    {
        Refuse(formats: [2], "two files with the name 'CONFIG.json'", state =>
        {
            WriteHead(state, "Embed");
            state.Write(2);
            foreach (var name in new[] { "config.json", "CONFIG.json" })
            {
                state.Write(name);
                state.Write(0L);
                state.Write(new byte[32]);
            }
        });
        Refuse(formats: [1], "two files with the name 'CONFIG.json'", state =>
        {
            WriteHead(state, "Embed");
            state.Write("");
            state.Write(2);
            foreach (var name in new[] { "config.json", "CONFIG.json" })
            {
                state.Write(name);
                state.Write(0L);
            }
        });
    }

    [Theory]
    [InlineData(-1L)]
    [InlineData(long.MaxValue)]
    [InlineData(1L << 40)]
    public void File_LengthThatIsNotThere_Throws(long length)
    {
        Refuse(formats: [2], "bytes", state =>
        {
            WriteHead(state, "Embed");
            state.Write(1);
            state.Write("config.json");
            state.Write(length);
            state.Write(new byte[32]);
        });
        Refuse(formats: [1], $"'config.json' takes {length} bytes", state =>
        {
            WriteHead(state, "Embed");
            state.Write("");
            state.Write(1);
            state.Write("config.json");
            state.Write(length);
            state.Write("what follows");
        });
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(int.MaxValue)]
    [InlineData(1001)]
    public void Files_MoreThanAnyModelHas_Throws(int count)
    {
        Refuse(formats: [2], $"it has {count} files", state =>
        {
            WriteHead(state, "Embed");
            state.Write(count);
            state.Write(new byte[50_000]);
        });
        Refuse(formats: [1], $"it has {count} files", state =>
        {
            WriteHead(state, "Embed");
            state.Write("");
            state.Write(count);
            state.Write(new byte[50_000]);
        });
    }

    [Fact]
    public void State_WithMoreBehindIt_Throws() => Refuse("bytes are left", state =>
    {
        WriteHead(state, "Reference");
        WriteReference(state);
        state.Write(5);
    });

    [Fact]
    public void State_OfALengthThatIsNotThere_Throws()
    {
        foreach (var length in new[] { -1, int.MaxValue, 1000 })
        {
            var bytes = SavedBytes.Bytes(writer =>
            {
                writer.Write(2);
                writer.Write("Microsoft.ML.Tpt 9.9.9");
                writer.Write(length);
            });
            ErrorOf(bytes).Should().Contain($"its state takes {length} bytes");
        }
    }

    /// <summary>As the mutation of tests/Tpt.Fuzz does, with the checksum made right again: errors of the documented types only.</summary>
    [Fact]
    public void State_MutatedUnderARightChecksum_ThrowsATypedError()
    {
        var state = SavedBytes.Bytes(writer =>
        {
            writer.Write("""{"ModelStorage":"Reference","Model":{"Path":"nowhere"},"Prompt":{"Template":"a {0}","ZeroShotTemplates":["the {0}"]},"Views":{"Seed":1},"Method":{"Name":"PromptTuning","Steps":1}}""");
            SavedBytes.WriteClasses(writer, "cat", "dog");
            writer.Write(true);
            writer.Write(".safetensors");
            writer.Write(4);
            writer.Write("soft");
            new ModelManifest([new SavedFile("config.json", 5, new string('0', 64))]).Write(writer);
        });

        for (var at = 0; at < state.Length; at++)
        {
            foreach (var value in new byte[] { 0, 1, 0x7F, 0x80, 0xFF, (byte)(state[at] ^ 1), (byte)(state[at] ^ 0x20) })
            {
                var mutated = state.ToArray();
                mutated[at] = value;
                FluentActions.Invoking(() => SavedBytes.Read(SavedBytes.Seal(writer => writer.Write(mutated)))).Should().Throw<Exception>()
                    .Which.Should().Match(e => e is InvalidDataException || e is DirectoryNotFoundException, "byte {0} is {1}", at, value);
            }
        }
    }

    [Fact]
    public void Message_OfAHugeValue_IsBounded() => ErrorOf(SavedBytes.Seal(state =>
    {
        state.Write("""{"ModelStorage":"Reference","Prompt":{"Template":"@"}}""".Replace("@", new string('x', 900_000), StringComparison.Ordinal));
        SavedBytes.WriteClasses(state, "cat");
        state.Write(false);
    })).Length.Should().BeLessThan(1000);

    [Theory]
    [InlineData("", "dog", "a {0}", "outputColumnName")]
    [InlineData("Prompts", "", "a {0}", "blank")]
    [InlineData("Prompts", "dog", "a dog", "exactly once")]
    public void ClassPrompts_ThatTheCatalogRefuses_Throws(string column, string className, string template, string message)
    {
        void Write(BinaryWriter writer)
        {
            writer.Write(column);
            writer.Write(template);
            SavedBytes.WriteClasses(writer, className);
        }
        foreach (var bytes in new[] { SavedBytes.Seal(Write), WithoutChecksum(Write) })
        {
            this.Invoking(_ => ClassPromptsState.Load(new MLContext(), new StateReader(new MemoryStream(bytes), bytes.Length)))
                .Should().Throw<InvalidDataException>().WithMessage($"The saved model is damaged, at byte *{message}*");
        }
    }

    private static void WriteHead(BinaryWriter state, string storage)
    {
        state.Write($$"""{"ModelStorage":"{{storage}}"}""");
        SavedBytes.WriteClasses(state, "cat");
        state.Write(false);
    }

    /// <summary>The rest of a state in either format, as far as it is read before an error in front of it shows.</summary>
    private static void WriteReference(BinaryWriter state)
    {
        state.Write(0);
        state.Write((byte)0);
    }

    private static byte[] WithoutChecksum(Action<BinaryWriter> write) => SavedBytes.Bytes(writer =>
    {
        new FormatVersion(1, "Microsoft.ML.Tpt 0.1.0").Write(writer);
        write(writer);
    });

    private void Refuse(string message, Action<BinaryWriter> write) => Refuse([1, 2], message, write);

    private void Refuse(int[] formats, string message, Action<BinaryWriter> write)
    {
        foreach (var format in formats)
        {
            ErrorOf(format == 1 ? WithoutChecksum(write) : SavedBytes.Seal(write)).Should().StartWith("The saved model is damaged").And.Contain(message, "in format {0}", format);
        }
        Directory.Exists(workspace.PathOf("cache")).Should().BeFalse("nothing is unpacked of what is refused");
    }

    private static string ErrorOf(byte[] bytes) => FluentActions.Invoking(() => SavedBytes.Read(bytes)).Should().Throw<InvalidDataException>().Which.Message;
}
