namespace Oms.Eld;

/// <summary>Vehicle identification numbers.</summary>
public static class Vin
{
    /// <summary>How many characters one has.</summary>
    public const int Length = 17;

    private const int CheckPosition = 8;

    private static ReadOnlySpan<byte> Weights => [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];

    /// <summary>What A to Z count; 0 for I, O and Q, which no VIN has.</summary>
    private static ReadOnlySpan<byte> Letters =>
        [1, 2, 3, 4, 5, 6, 7, 8, 0, 1, 2, 3, 4, 5, 0, 7, 0, 9, 2, 3, 4, 5, 6, 7, 8, 9];

    /// <summary>Whether it has the characters of a VIN: 17 digits and capital letters without I, O and Q.</summary>
    public static bool IsWellFormed(ReadOnlySpan<char> vin)
    {
        foreach (var character in vin)
        {
            if (!char.IsAsciiDigit(character) && Value(character) == 0)
            {
                return false;
            }
        }

        return vin.Length == Length;
    }

    /// <summary>Whether its ninth character is its check digit.</summary>
    /// <remarks>49 CFR 565.15(c): weighted sum modulo 11, with X for 10.</remarks>
    public static bool HasCheckDigit(ReadOnlySpan<char> vin)
    {
        if (!IsWellFormed(vin))
        {
            return false;
        }

        var sum = 0;
        for (var i = 0; i < Length; i++)
        {
            sum += Weights[i] * Value(vin[i]);
        }

        return vin[CheckPosition] == (sum % 11 == 10 ? 'X' : (char)('0' + (sum % 11)));
    }

    private static int Value(char character) =>
        char.IsAsciiDigit(character) ? character - '0'
        : char.IsAsciiLetterUpper(character) ? Letters[character - 'A']
        : 0;
}
