using NodaTime;
using Oms.Eld.Tests.Support;

namespace Oms.Eld.Tests.Live;

public sealed class EldFileBuilderTests
{
    private static readonly EldFile Sample = SampleFile.File;
    private static readonly string[] Usernames = ["ada.okafor", EldFile.UnidentifiedUsername];

    [Fact]
    public void The_samples_events_build_the_sample() =>
        Assert.Equal(Sample, EldFileBuilder.Build(Sample.Header, EldRoster.Empty, LiveEvents.Of(Sample, Usernames)));

    [Fact]
    public void No_events_make_a_file_with_the_driver_and_the_vehicle()
    {
        var file = EldFileBuilder.Build(Sample.Header, EldRoster.Empty, []);

        Assert.Equal(Sample.Users, file.Users);
        Assert.Equal(Sample.Cmvs, file.Cmvs);
        Assert.Empty(EldReader.Read(EldWriter.Write(file)).Findings);
    }

    [Fact]
    public void An_edit_makes_the_old_record_inactive_and_keeps_its_check_value()
    {
        var change = new EldLiveEvent.StatusChange(
            0x15, Instant.FromUtc(2026, 3, 2, 23, 0), EldRecordStatus.InactiveChanged);
        var built = EldFileBuilder.Build(
            Sample.Header, EldRoster.Empty, [.. LiveEvents.Of(Sample, Usernames), change]);

        var edited = built.Events.Single(row => row.Sequence == EldField.Of("15"));
        Assert.False(edited.IsActive);
        Assert.Equal(Sample.Events.Single(row => row.Sequence == EldField.Of("15")).Check, edited.Check);
        Assert.Empty(EldReader.Read(EldWriter.Write(built)).Findings);
    }

    [Fact]
    public void Of_two_changes_of_a_status_the_later_counts()
    {
        var first = new EldLiveEvent.StatusChange(
            0x15, Instant.FromUtc(2026, 3, 2, 22, 0), EldRecordStatus.InactiveChangeRequested);
        var second = first with
        {
            At = first.At + Duration.FromMinutes(1),
            Status = EldRecordStatus.InactiveChangeRejected,
        };
        var built = EldFileBuilder.Build(
            Sample.Header, EldRoster.Empty, [second, .. LiveEvents.Of(Sample, Usernames), first]);

        Assert.Equal('4', built.Events.Single(row => row.Sequence == EldField.Of("15")).Status.Character);
    }

    [Fact]
    public void A_check_value_that_the_ELD_sent_is_kept()
    {
        var events = LiveEvents.Of(Sample, Usernames)
            .Select(one => one is EldLiveEvent.Duty duty ? duty with { Check = EldField.Of("00") } : one);
        var built = EldFileBuilder.Build(Sample.Header, EldRoster.Empty, events);

        Assert.All(built.Events, row => Assert.Equal("00", row.Check.ToString()));
        Assert.Contains(
            EldReader.Read(EldWriter.Write(built)).Findings,
            finding => finding.Code == EldFindingCodes.EventCheckMismatch);
    }

    [Fact]
    public void Ids_that_wrapped_within_a_second_stay_in_their_order()
    {
        var duty = LiveEvents.Of(Sample, Usernames).OfType<EldLiveEvent.Duty>().First();
        var built = EldFileBuilder.Build(
            Sample.Header, EldRoster.Empty,
            [duty with { Sequence = 0xFFFF }, duty with { Sequence = 1 }, duty with { Sequence = 0 }]);

        Assert.Equal(["1", "0", "FFFF"], built.Events.Select(row => row.Sequence.ToString()));
    }

    [Fact]
    public void Numbers_beyond_the_files_are_written_as_its_greatest()
    {
        var duty = LiveEvents.Of(Sample, Usernames).OfType<EldLiveEvent.Duty>().First() with { Distance = 7 };
        var certification = LiveEvents.Of(Sample, Usernames).OfType<EldLiveEvent.Certification>().First();
        var built = EldFileBuilder.Build(
            Sample.Header, EldRoster.Empty, [duty, certification with { Number = 10 }]);

        Assert.Equal(6, built.Events[0].Distance.Integer);
        Assert.Equal(9, built.Certifications[0].Code.Integer);
    }

    [Fact]
    public void A_header_without_an_offset_is_refused() =>
        Assert.Throws<ArgumentException>(() => EldFileBuilder.Build(EldHeader.Blank, EldRoster.Empty, []));

    [Theory]
    [InlineData(32_784_999, -96_805_000, false, "32.78", "-96.81")]
    [InlineData(32_785_000, -96_804_999, false, "32.79", "-96.80")]
    [InlineData(32_750_000, -96_849_999, true, "32.8", "-96.8")]
    [InlineData(-4_999, 4_999, false, "0.00", "0.00")]
    [InlineData(90_000_000, -179_999_000, false, "90.00", "180.00")]
    public void A_position_is_rounded_to_the_files_precision(
        int latitude, int longitude, bool isReduced, string north, string east)
    {
        var position = EldPosition.OfMicrodegrees(latitude, longitude, isReduced);

        Assert.Equal((north, east), (position.Latitude.ToString(), position.Longitude.ToString()));
    }

    [Theory]
    [InlineData(90_000_001, 0)]
    [InlineData(-90_000_001, 0)]
    [InlineData(int.MinValue, 0)]
    [InlineData(0, 180_000_001)]
    [InlineData(0, -180_000_000)]
    public void A_position_that_is_nowhere_is_refused(int latitude, int longitude) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => EldPosition.OfMicrodegrees(latitude, longitude));
}
