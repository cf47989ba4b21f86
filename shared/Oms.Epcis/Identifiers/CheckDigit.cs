namespace Oms.Epcis;

/// <summary>The check digit of GS1 keys (GS1 General Specifications, section 7.9).</summary>
public static class CheckDigit
{
    /// <summary>The check digit of the digits before it: weights 3 and 1 in turn from the right, modulo 10.</summary>
    /// <param name="digits">Decimal digits only.</param>
    public static char Of(ReadOnlySpan<char> digits)
    {
        var sum = 0;
        for (var index = 0; index < digits.Length; index++)
        {
            var weight = (digits.Length - index) % 2 == 1 ? 3 : 1;
            sum += (digits[index] - '0') * weight;
        }

        return (char)('0' + ((10 - (sum % 10)) % 10));
    }

    /// <summary>The digits with their check digit behind them.</summary>
    public static string Append(string digits) => digits + Of(digits);
}
