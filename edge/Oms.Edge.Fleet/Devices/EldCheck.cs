namespace Oms.Edge.Fleet.Devices;

/// <summary>The data check values of an ELD output file: 49 CFR 395 subpart B appendix A, 4.4.5.</summary>
internal static class EldCheck
{
    private const int EventKey = 0xC3;
    private const int LineKey = 0x96;
    private const int FileKey = 0x969C;

    /// <summary>The event data check value (4.4.5.1) of the fields that it covers, in their order.</summary>
    public static int OfEvent(params ReadOnlySpan<string> fields)
    {
        var sum = 0;
        foreach (var field in fields)
        {
            sum += Sum(field);
        }

        return Rotate(sum & 0xFF) ^ EventKey;
    }

    /// <summary>The line data check value (4.4.5.2) of a line without it.</summary>
    public static int OfLine(string line) => Rotate(Sum(line) & 0xFF) ^ LineKey;

    /// <summary>The file data check value (4.4.5.3) of the sum of all line data check values.</summary>
    public static int OfFile(int lineSum) =>
        ((Rotate((lineSum >> 8) & 0xFF) << 8) | Rotate(lineSum & 0xFF)) ^ FileKey;

    private static int Sum(string text)
    {
        var sum = 0;
        foreach (var character in text)
        {
            // Table 3: letters and the digits from 1 on count by their place after the digit 0, all else nothing.
            sum += char.IsAsciiLetterOrDigit(character) ? character - '0' : 0;
        }

        return sum;
    }

    // Three circular shifts to the left of eight bits.
    private static int Rotate(int value) => ((value << 3) | (value >> 5)) & 0xFF;
}
