using System.Text;
using System.Text.Json;
using NodaTime.Text;
using Oms.Conformance.Merkle;
using Oms.Eld;

namespace Oms.Conformance.Eld;

/// <summary>ELD output files and check values against vectors that others made of 49 CFR 395.</summary>
public sealed class EldConformance
{
    [Fact]
    public void Every_character_value_is_the_vectors()
    {
        foreach (var character in Vectors().GetProperty("char").EnumerateObject())
        {
            Assert.Equal(character.Value.GetInt32(), EldCheckValues.Character((byte)character.Name[0]));
        }
    }

    [Fact]
    public void Every_line_check_value_is_the_vectors() =>
        Each("line", (input, check) =>
            Assert.Equal(check, EldCheckValues.Line(Encoding.ASCII.GetBytes(input.GetString()!)).ToString("X2", null)));

    [Fact]
    public void Every_event_check_value_is_the_vectors() =>
        Each("event", (input, check) =>
            Assert.Equal(check, EldCheckValues.Event(Texts(input)).ToString("X2", null)));

    [Fact]
    public void Every_file_check_value_is_the_vectors() =>
        Each("file", (input, check) =>
            Assert.Equal(
                check, EldCheckValues.File(Texts(input).Sum(line => Convert.ToInt32(line, 16))).ToString("X4", null)));

    [Fact]
    public void Every_file_name_is_the_vectors()
    {
        var vectors = VectorFolder.Read(VectorFolder.Path("eld", "filename_vectors.json")).EnumerateArray().ToList();
        Assert.NotEmpty(vectors);
        foreach (var vector in vectors)
        {
            var date = LocalDatePattern.Iso.Parse(vector.GetProperty("date").GetString()!).Value;
            Assert.Equal(
                vector.GetProperty("name").GetString(),
                EldFileName.Of(
                    vector.GetProperty("last").GetString()!, vector.GetProperty("license").GetString()!, date));
        }
    }

    [Fact]
    public void The_conformant_file_has_no_finding_and_is_written_as_it_was_read()
    {
        var bytes = File.ReadAllBytes(VectorFolder.Path("eld", "ok_crlf.csv"));
        var reading = EldReader.Read(bytes);
        Assert.Empty(reading.Findings);
        Assert.Equal(12, reading.File.Events.Count);

        // One event is of a carrier's user, whose username the file does not tell.
        Assert.Equal((12, 1), (reading.EventChecks, reading.EventChecksUnknown));

        var text = Encoding.ASCII.GetString(bytes);
        var written = EldWriter.Write(reading.File);
        Assert.Equal(
            text.Replace("\r\n", "\r", StringComparison.Ordinal).TrimEnd('\r'),
            Encoding.ASCII.GetString(written).TrimEnd('\r'));
        Assert.Equal(reading.File, EldReader.Read(written).File);
    }

    [Fact]
    public void The_changed_header_is_found_on_its_line_and_nothing_else()
    {
        var reading = EldReader.Read(File.ReadAllBytes(VectorFolder.Path("eld", "bad_line_check.csv")));
        var finding = Assert.Single(reading.Findings);
        Assert.Equal((EldFindingCodes.LineCheckMismatch, 2), (finding.Code, finding.Line));
        Assert.Equal("Line Data Check Value", finding.Field);
    }

    [Fact]
    public void The_truncated_file_is_found_where_it_ends()
    {
        var bytes = File.ReadAllBytes(VectorFolder.Path("eld", "bad_truncated.csv"));
        var last = bytes.Count(octet => octet == '\r') + 1;
        var reading = EldReader.Read(bytes);
        Assert.All(reading.Findings, finding => Assert.Equal(last, finding.Line));
        Assert.Equal(
            [EldFindingCodes.InvalidFormat, EldFindingCodes.WrongFieldCount, EldFindingCodes.TruncatedFile],
            reading.Findings.Select(finding => finding.Code));
        Assert.Equal(10, reading.File.Events.Count);
    }

    private static JsonElement Vectors() => VectorFolder.Read(VectorFolder.Path("eld", "check_vectors.json"));

    private static void Each(string kind, Action<JsonElement, string> compare)
    {
        var vectors = Vectors().GetProperty(kind).EnumerateArray().ToList();
        Assert.NotEmpty(vectors);
        foreach (var vector in vectors)
        {
            compare(vector.GetProperty("in"), vector.GetProperty("check").GetString()!);
        }
    }

    private static IEnumerable<string> Texts(JsonElement list) =>
        list.EnumerateArray().Select(text => text.GetString()!);
}
