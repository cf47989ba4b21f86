namespace Oms.Gs1;

/// <summary>The check digit of GS1 keys: GS1 General Specifications, section 7.9.1.</summary>
public static class Gs1CheckDigit
{
    /// <summary>The digit that belongs after some digits.</summary>
    /// <param name="digits">Only <c>0</c> to <c>9</c>, without the check digit.</param>
    /// <returns>0 to 9: what the sum of the digits, weighted 3, 1, 3, ... from the right, lacks to a multiple of
    /// ten.</returns>
    public static int Of(ReadOnlySpan<char> digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            sum += (digits[^(i + 1)] - '0') * (i % 2 == 0 ? 3 : 1);
        }

        return (10 - (sum % 10)) % 10;
    }

    /// <summary>Whether a text is digits of which the last one is their check digit.</summary>
    public static bool IsValid(ReadOnlySpan<char> key) =>
        key.Length > 1 && !key.ContainsAnyExceptInRange('0', '9') && Of(key[..^1]) == key[^1] - '0';
}
