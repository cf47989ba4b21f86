using NodaTime;

namespace Oms.Eld.Tests.Support;

/// <summary>A conformant file of any size: the sample with as many events as it takes.</summary>
internal static class LargeFile
{
    /// <summary>Makes the file; a row takes about 64 bytes.</summary>
    public static EldFile Make(int events)
    {
        var sample = SampleFile.File;
        return sample with { Events = [.. Events(events), .. sample.Events] };
    }

    // From the last second of a century backwards, four rows a second.
    private static IEnumerable<EldEventRow> Events(int count)
    {
        var template = SampleFile.File.Events[0];
        var newest = new LocalDateTime(2099, 12, 31, 23, 59, 59);
        for (var i = 0; i < count; i++)
        {
            var at = newest.PlusSeconds(-(i / 4));
            var row = template with
            {
                Sequence = EldField.OfHexadecimal(0xFFFF - (i % 0x1_0000)),
                Code = EldField.Of(1 + (i % 4)),
                Date = EldField.Of(at.Date),
                Time = EldField.Of(at.TimeOfDay),
                Miles = EldField.Of(i % 10_000),
                EngineHours = EldField.OfTenths(i % 100_000),
            };
            yield return row with
            {
                Check = EldField.Of(EldCheckValues.Event(row, "204", "ada.okafor").ToString("X2", null)),
            };
        }
    }
}
