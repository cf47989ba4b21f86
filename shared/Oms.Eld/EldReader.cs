using System.Text;
using Oms.Eld.Reading;

namespace Oms.Eld;

/// <summary>Reads ELD output files, and says everything that is wrong with them.</summary>
/// <remarks>
/// Whatever the bytes are, it ends with a <see cref="EldReading"/> and never throws. Lines may end with CR (as the
/// standard has it), CRLF or LF. A line that has not its number of fields is left out; every other line becomes part
/// of the file, with findings for its fields. Memory is bounded by a small multiple of the bytes.
/// </remarks>
public static class EldReader
{
    /// <summary>The most findings that are told one by one.</summary>
    public const int FindingsMax = 1_000;

    private static ReadOnlySpan<byte> Utf8Mark => [0xEF, 0xBB, 0xBF];

    private static ReadOnlySpan<byte> Utf16LittleEndianMark => [0xFF, 0xFE];

    private static ReadOnlySpan<byte> Utf16BigEndianMark => [0xFE, 0xFF];

    /// <summary>Reads a file.</summary>
    public static EldReading Read(ReadOnlySpan<byte> bytes)
    {
        var findings = new FindingList();
        var (encoding, mark) = bytes.StartsWith(Utf8Mark) ? ("UTF-8 with a byte order mark", Utf8Mark.Length)
            : bytes.StartsWith(Utf16LittleEndianMark) ? ("UTF-16", Utf16LittleEndianMark.Length)
            : bytes.StartsWith(Utf16BigEndianMark) ? ("UTF-16", Utf16BigEndianMark.Length)
            : ("", 0);
        if (mark > 0)
        {
            findings.Error(
                EldFindingCodes.WrongEncoding, 1, "", $"The file is {encoding}; it is written in ASCII.",
                "49 CFR 395 subpart B app. A 4.8.2.1(b)");
        }

        bytes = encoding == "UTF-16" ? ToUtf8(bytes, mark) : bytes[mark..];
        return new FileParser(findings).Parse(bytes);
    }

    private static byte[] ToUtf8(ReadOnlySpan<byte> bytes, int mark)
    {
        var from = bytes[0] == 0xFF ? Encoding.Unicode : Encoding.BigEndianUnicode;
        return Encoding.UTF8.GetBytes(from.GetString(bytes[mark..]));
    }
}
