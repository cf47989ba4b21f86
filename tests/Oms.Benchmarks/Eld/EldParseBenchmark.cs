using System.Diagnostics;
using NodaTime;
using Oms.Eld;

namespace Oms.Benchmarks.Eld;

/// <summary>How many megabytes of an ELD output file one core reads and checks in a second.</summary>
/// <remarks>
/// Its limit: one bare pass over the same bytes, that adds up the value of each character as the line data check value
/// asks for.
/// </remarks>
internal static class EldParseBenchmark
{
    private const int Events = 800_000;
    private const double Megabyte = 1e6;

    public static async Task RunAsync()
    {
        var file = EldWriter.Write(Sample());
        var runs = await Report.InTurnsAsync(
            () => Task.FromResult(Rate(file.Length, () => EldReader.Read(file).Findings.Count)),
            () => Task.FromResult(Rate(file.Length, () => (int)(BareSum(file) & 0xFF))));
        Report.Answer(
            "eld-parse", "MB/s", runs[0], $"bytes={file.Length}", $"rows={Events}", "threads=1", "journal=none",
            "file_system=none");
        Report.Limit("characters-summed", runs[0], runs[1], "threads=1");
    }

    private static double Rate(int bytes, Func<int> pass)
    {
        var started = Stopwatch.GetTimestamp();
        var result = pass();
        var rate = bytes / Megabyte / Stopwatch.GetElapsedTime(started).TotalSeconds;
        return result >= 0 ? rate : throw new UnreachableException("Sums and counts are not negative.");
    }

    private static long BareSum(byte[] file)
    {
        var sum = 0L;
        foreach (var octet in file)
        {
            sum += EldCheckValues.Character(octet);
        }

        return sum;
    }

    private static EldFile Sample() => new()
    {
        Header = new()
        {
            Driver = new("Okafor", "Ada", "ada.okafor", "TX", "TX48210033"),
            Cmv = new("204", "", ""),
            Carrier = new(
                "2211334", "NORTH RIVER FREIGHT", EldField.Of("8"), EldField.Of("000000"), EldField.Of("06")),
            Shipping = new("", EldField.Of("0")),
            Current = new(
                EldField.Of("123199"), EldField.Of("235959"), EldField.Of("32.78"), EldField.Of("-96.80"),
                EldField.Of("210450"), EldField.Of("9120.5")),
            Device = new(EldField.Of("QA0C"), EldField.Of("GAM112"), "c2lnbmF0dXJlLW9mLXRoZS1lbGQ=", ""),
        },
        Users = [new(EldField.Of("1"), EldField.Of("D"), "Okafor", "Ada")],
        Cmvs = [new(EldField.Of("1"), "204", "")],
        Events = [.. Enumerable.Range(0, Events).Select(Event)],
    };

    private static EldEventRow Event(int index)
    {
        var at = new LocalDateTime(2099, 12, 31, 23, 59, 59).PlusSeconds(-index);
        var one = EldField.Of("1");
        var row = new EldEventRow(
            EldField.OfHexadecimal(0xFFFF - (index % 0x1_0000)), one, one, one, EldField.Of(1 + (index % 4)),
            EldField.Of(at.Date), EldField.Of(at.TimeOfDay), EldField.Of(index % 10_000),
            EldField.OfTenths(index % 100_000), EldField.Of("32.78"), EldField.Of("-96.80"), EldField.Of("0"), one, one,
            EldField.Of("0"), EldField.Of("0"), EldField.Blank);
        return row with { Check = EldField.Of(EldCheckValues.Event(row, "204", "ada.okafor").ToString("X2", null)) };
    }
}
