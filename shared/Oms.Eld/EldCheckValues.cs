using System.Text;

namespace Oms.Eld;

/// <summary>The three data check values of an ELD output file.</summary>
/// <remarks>
/// 49 CFR 395 subpart B appendix A, 4.4.5. They find typing errors, not fraud: each is a sum that does not know the
/// order of its characters, so exchanged characters, exchanged rows and added zeros, commas or spaces leave it as it
/// is. Whoever needs proof keeps the SHA-256 of the file.
/// </remarks>
public static class EldCheckValues
{
    private const int EventMask = 0xC3;
    private const int LineMask = 0x96;
    private const int FileMaskHigh = 0x96;
    private const int FileMaskLow = 0x9C;

    // Table 3, as agreed by independent implementations: ASCII less 48 for digits and letters, else 0.
    private static ReadOnlySpan<byte> Characters =>
    [
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 0, 0, 0, 0, 0,
        0, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31,
        32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 0, 0, 0, 0, 0,
        0, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63,
        64, 65, 66, 67, 68, 69, 70, 71, 72, 73, 74, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    ];

    /// <summary>What one character adds: 1 to 9, 17 to 42 for A to Z, 49 to 74 for a to z, else 0 (table 3).</summary>
    public static int Character(byte character) => Characters[character];

    /// <summary>The line data check value (4.4.5.2).</summary>
    /// <param name="line">The line without its check value; the comma before it adds nothing either way.</param>
    /// <returns>0 to 255.</returns>
    public static int Line(ReadOnlySpan<byte> line) => LineOfSum(Sum(line));

    /// <summary>The event data check value (4.4.5.1) of an event of type 1, 2 or 3.</summary>
    /// <param name="row">Its type, code, date, time, miles, engine hours, latitude and longitude are taken.</param>
    /// <param name="powerUnit">The power unit number of the vehicle that it names.</param>
    /// <param name="username">The ELD username of the event's originator.</param>
    /// <returns>0 to 255.</returns>
    public static int Event(EldDutyRow row, string powerUnit, string username) =>
        EventOfSum(row.CheckSum + Sum(powerUnit) + Sum(username));

    /// <summary>The event data check value (4.4.5.1) of the texts that it sums up.</summary>
    /// <returns>0 to 255.</returns>
    public static int Event(IEnumerable<string> texts) => EventOfSum(texts.Sum(Sum));

    /// <summary>The file data check value (4.4.5.3).</summary>
    /// <param name="sum">The sum of all line data check values of the file.</param>
    /// <returns>0 to 65535.</returns>
    public static int File(long sum)
    {
        var low = (int)(sum & 0xFFFF);
        return ((Rotate(low >> 8) ^ FileMaskHigh) << 8) | (Rotate(low & 0xFF) ^ FileMaskLow);
    }

    internal static int LineOfSum(int sum) => Rotate(sum & 0xFF) ^ LineMask;

    internal static int EventOfSum(int sum) => Rotate(sum & 0xFF) ^ EventMask;

    /// <summary>What a text adds to a check value, as far as that counts: modulo 256.</summary>
    internal static int Sum(ReadOnlySpan<byte> text)
    {
        var sum = 0L;
        foreach (var character in text)
        {
            sum += Characters[character];
        }

        return (int)(sum & 0xFF);
    }

    internal static int Sum(string text) => Sum(Encoding.UTF8.GetBytes(text));

    // Three circular shifts to the left of one byte.
    private static int Rotate(int octet) => ((octet << 3) | (octet >> 5)) & 0xFF;
}
