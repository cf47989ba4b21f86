using System.Globalization;

namespace Oms.Json;

/// <summary>Numbers as ECMAScript prints them (ECMA-262, Number::toString; RFC 8785, section 3.2.2.3).</summary>
public static class EcmaScriptNumber
{
    /// <summary>The most bytes one number takes: sign, 17 digits, point, and leading zeros or exponent.</summary>
    public const int BytesMax = 32;

    // From 10^21 on, and below 10^-6, ECMAScript changes to an exponent.
    private const int PlainDigitsMax = 21;
    private const int LeadingZerosMax = 6;

    /// <summary>Writes the shortest text that reads back as the same number.</summary>
    /// <param name="value">Any finite number.</param>
    /// <param name="output">At least <see cref="BytesMax"/> bytes.</param>
    /// <returns>The number of bytes written.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="value"/> is infinite or not a number.</exception>
    public static int Format(double value, Span<byte> output)
    {
        if (!double.IsFinite(value))
        {
            throw new ArgumentOutOfRangeException(nameof(value), "JSON has no infinity and no NaN.");
        }

        if (value == 0)
        {
            // Both zeros: ECMAScript prints no sign.
            output[0] = (byte)'0';
            return 1;
        }

        Span<byte> digits = stackalloc byte[24];
        var (count, point) = Shortest(Math.Abs(value), digits);
        digits = digits[..count];
        var writer = new SpanWriter(output);
        if (value < 0)
        {
            writer.Add((byte)'-');
        }

        if (point is > 0 and <= PlainDigitsMax)
        {
            writer.Add(digits[..Math.Min(count, point)]);
            if (count > point)
            {
                writer.Add((byte)'.');
                writer.Add(digits[point..]);
            }

            writer.AddZeros(point - count);
        }
        else if (point is <= 0 and > -LeadingZerosMax)
        {
            writer.Add("0."u8);
            writer.AddZeros(-point);
            writer.Add(digits);
        }
        else
        {
            writer.Add(digits[0]);
            if (count > 1)
            {
                writer.Add((byte)'.');
                writer.Add(digits[1..]);
            }

            writer.Add((byte)'e');
            writer.Add((byte)(point > 0 ? '+' : '-'));
            writer.Add(Math.Abs(point - 1));
        }

        return writer.Length;
    }

    /// <summary>The shortest decimal digits d1 d2 ... that read back, the value being 0.d1d2... x 10^point.</summary>
    private static (int Count, int Point) Shortest(double value, Span<byte> digits)
    {
        // .NET's default format has the shortest digits that read back, and of these the closest, as ECMA-262 asks
        // in its note 2; only the layout differs.
        Span<byte> text = stackalloc byte[BytesMax];
        _ = value.TryFormat(text, out var length, default, CultureInfo.InvariantCulture);
        text = text[..length];

        var exponent = 0;
        var e = text.IndexOf((byte)'E');
        if (e >= 0)
        {
            exponent = int.Parse(text[(e + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
            text = text[..e];
        }

        var dot = text.IndexOf((byte)'.');
        var point = exponent + (dot < 0 ? text.Length : dot);
        var count = 0;
        foreach (var octet in text)
        {
            if (octet == (byte)'.')
            {
                continue;
            }

            if (count == 0 && octet == (byte)'0')
            {
                point--;
                continue;
            }

            digits[count++] = octet;
        }

        while (digits[count - 1] == (byte)'0')
        {
            count--;
        }

        return (count, point);
    }

    private ref struct SpanWriter(Span<byte> output)
    {
        private readonly Span<byte> _output = output;

        public int Length { get; private set; }

        public void Add(byte octet) => _output[Length++] = octet;

        public void Add(scoped ReadOnlySpan<byte> octets)
        {
            octets.CopyTo(_output[Length..]);
            Length += octets.Length;
        }

        public void Add(int number)
        {
            _ = number.TryFormat(_output[Length..], out var written, default, CultureInfo.InvariantCulture);
            Length += written;
        }

        public void AddZeros(int count)
        {
            for (var i = 0; i < count; i++)
            {
                Add((byte)'0');
            }
        }
    }
}
