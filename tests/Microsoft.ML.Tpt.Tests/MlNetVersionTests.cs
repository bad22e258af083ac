using System.Reflection;
using Microsoft.ML.Tests.Support;
using Microsoft.ML.Tpt.Internals;

namespace Microsoft.ML.Tests;

/// <summary>The package takes any ML.NET 5 from 5.0.1 on. One that has moved an internal is an error that says so.</summary>
public sealed class MlNetVersionTests
{
    private static readonly string[] _libraries = ["Microsoft.ML.Core", "Microsoft.ML.Data"];

    [Fact]
    public void Tested_IsTheVersionThatTheseTestsRunWith()
        => typeof(MLContext).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0].Should().Be(MlNetVersion.Tested[^1]);

    [Fact]
    public void Estimator_NewerMlNetThatMovedInternals_NamesThemWithBothVersionsAndWhatToDo()
    {
        var forged = new ForgedMlNet("5.3.1", "Microsoft.ML.ModelSaveContext.CheckAtModel", "Microsoft.ML.SchemaShape.Create");

        var make = () => forged.MakeEstimator(["cat", "dog"]);

        for (var again = 0; again < 2; again++)
        {
            make.Should().Throw<NotSupportedException>().Which.Message.Should()
                .MatchRegex(@"^Microsoft\.ML\.Tpt \S+ was tested with ML\.NET 5\.0\.1, and this process loaded Microsoft\.ML\.Core 5\.3\.1\.")
                .And.Contain("It lacks what this library uses: ")
                .And.ContainAll("Microsoft.ML.ModelSaveContext.CheckAtModel", "Microsoft.ML.SchemaShape.Create")
                .And.Contain("Reference Microsoft.ML and Microsoft.ML.ImageAnalytics 5.0.1, or a newer Microsoft.ML.Tpt.");
        }
    }

    [Fact]
    public void Estimator_NewerMlNetThatMovedNothing_IsMade()
        => new ForgedMlNet("5.3.1").MakeEstimator(["cat", "dog"]).GetType().FullName.Should().Be(typeof(TptEstimator).FullName);

    [Fact]
    public void Estimator_NewerMlNetThatMovedWhatIsNotUsed_IsMade()
        => new ForgedMlNet("5.3.1", "Microsoft.ML.ModelHeader.TryValidate").MakeEstimator(["cat", "dog"]).GetType().FullName.Should().Be(typeof(TptEstimator).FullName);

    [Fact]
    public void MissingReferences_OfTheLibraryInThisProcess_AreNone()
        => MissingReferences.Of(typeof(TptEstimator).Assembly, _libraries).Should().BeEmpty();

    [Fact]
    public void MissingReferences_TypeThatIsGone_IsNamedWithWhatTakesItAndWithoutItsMembers()
    {
        var forged = new ForgedMlNet("5.3.1", "Microsoft.ML.VersionInfo");
        var library = forged.LoadFromAssemblyName(new AssemblyName("Microsoft.ML.Tpt"));

        MissingReferences.Of(library, _libraries).Should().BeEquivalentTo("Microsoft.ML.VersionInfo", "Microsoft.ML.ModelSaveContext.SetVersionInfo", "Microsoft.ML.ModelLoadContext.CheckAtModel");
    }
}
