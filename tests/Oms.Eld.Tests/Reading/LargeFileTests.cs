using Oms.Eld.Tests.Support;

namespace Oms.Eld.Tests.Reading;

public sealed class LargeFileTests
{
    private const int Bytes = 50_000_000;

    [Fact]
    public void Fifty_megabytes_are_read_checked_and_written()
    {
        var file = LargeFile.Make(events: 800_000);
        var bytes = EldWriter.Write(file);
        Assert.InRange(bytes.Length, Bytes, 2 * Bytes);

        var reading = EldReader.Read(bytes);

        Assert.Empty(reading.Findings);
        Assert.Equal(800_008, reading.EventChecks);
        Assert.Equal(file, reading.File);
    }

    [Fact]
    public void Fifty_megabytes_on_one_line_are_read()
    {
        var reading = EldReader.Read(Enumerable.Repeat((byte)'z', Bytes).ToArray());

        Assert.Contains(reading.Findings, finding => finding.Code == EldFindingCodes.UnexpectedLine);
    }

    [Fact]
    public void Fifty_megabytes_in_one_field_are_read()
    {
        byte[] start = [.. "ELD File Header Segment:\r"u8];
        var bytes = new byte[Bytes];
        bytes.AsSpan().Fill((byte)'z');
        start.CopyTo(bytes, 0);
        ",a,b,c,d,00"u8.CopyTo(bytes.AsSpan(Bytes - 11));

        var reading = EldReader.Read(bytes);

        Assert.Contains(reading.Findings, finding => finding.Code == EldFindingCodes.InvalidFieldLength);
        Assert.All(reading.Findings, finding => Assert.InRange(finding.Message.Length, 1, 1_000));
    }
}
