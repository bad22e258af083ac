using Tpt.Pretraining.Pictures;
using Tpt.Pretraining.Pictures.Concepts;
using Tpt.Pretraining.Pictures.Sets;
using Tpt.Pretraining.Pictures.Splits;

namespace Tpt.Pretraining.Tests.Pictures;

public class TrainingListTests
{
    private static readonly string _splits = Path.Combine(AppContext.BaseDirectory, "Splits");
    private static readonly string _notices = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "THIRD-PARTY-NOTICES"));

    [Fact]
    public void CommittedList_HasNothingHeldOutOrForValidation()
    {
        SplitFiles.Committed.TrainingPictures.Should().HaveCountGreaterThan(10_000).And.BeInAscendingOrder(StringComparer.Ordinal);

        TrainingList.Violations(SplitFiles.Committed.TrainingPictures, _splits, _notices).Should().BeEmpty();
    }

    [Theory]
    [InlineData("openmoji\t1F436\tdog face", "style")]
    [InlineData("@iconify-json/fxemoji\tdogface\tdog face", "style")]
    [InlineData("@iconify-json/noto\towl\towl", "concept")]
    [InlineData("@iconify-json/noto\tred-apple\tred apple", "concept")]
    [InlineData("@iconify-json/game-icons\tsnowy-owl\tbird", "word 'owl'")]
    [InlineData("@iconify-json/game-icons\teagle-owls\teagle owls", "word 'owl'")]
    [InlineData("@iconify-json/emojione-v1\tdog-face\tdog face", "no such package")]
    public void PlantedLine_IsNoticed(string line, string because)
        => TrainingList.Violations([line], _splits, _notices).Should().Contain(v => v.Contains(because, StringComparison.Ordinal));

    [Fact]
    public void PackageWithoutNotice_IsNoticed()
        => TrainingList.Violations(["@iconify-json/noto\tdog-face\tdog face"], _splits, notices: "").Should().ContainSingle(v => v.Contains("NOTICES", StringComparison.Ordinal));

    [Fact]
    public void CommittedList_HasNoIconThatDrawsAHeldOutConceptUnderAnotherName()
        => SplitFiles.Committed.TrainingPictures.Select(l => l.Split('\t')[2]).Should().NotIntersectWith(IconLookalikes.All);

    [Fact]
    public void SplitFiles_AgreeWithTheSetsAndWithEachOther()
    {
        var splits = SplitFiles.Committed;

        Styles(Split.HeldOut).Should().BeEquivalentTo(splits.HeldOutStyles);
        Styles(Split.Validation).Should().BeEquivalentTo(splits.ValidationStyles);
        splits.HeldOutConcepts.Words.Should().NotIntersectWith(splits.ValidationConcepts.Words);
        splits.HeldOutConcepts.Concepts.Should().HaveCountGreaterThanOrEqualTo(100).And.NotIntersectWith(splits.ValidationConcepts.Concepts);
        splits.HeldOutConcepts.Concepts.Should().OnlyContain(c => splits.OfConcept(c) == Split.HeldOut);
        splits.ValidationConcepts.Concepts.Should().OnlyContain(c => splits.OfConcept(c) == Split.Validation);

        static IEnumerable<string> Styles(Split split) => PictureSets.All.Where(s => s.Split == split).SelectMany(s => s.Variants).Select(v => v.Style);
    }

    [Fact]
    public void TrainingSets_HaveNoShareAlikeOrNonCommercialLicence()
        => PictureSets.All.Where(s => s.Split == Split.Training).Select(s => s.Licence).Distinct()
            .Should().BeSubsetOf(["MIT", "ISC", "Apache-2.0", "CC0-1.0", "CC-BY-3.0", "CC-BY-4.0"]);
}
