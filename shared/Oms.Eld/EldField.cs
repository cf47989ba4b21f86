using System.Buffers.Binary;
using System.Text;
using NodaTime;

namespace Oms.Eld;

/// <summary>The text of a short field as it stands in the file, up to 8 ASCII characters, and what it means.</summary>
/// <remarks>
/// The text is kept and not only its value, so that <c>02D6</c> and <c>2D6</c>, <c>39.8</c> and <c>39.80</c>, and
/// what breaks a rule are written as they were read. Each reading of it as a value is null where it is no such value.
/// It is a value of 8 bytes: a row of a large file costs one object.
/// </remarks>
public readonly record struct EldField
{
    /// <summary>The longest text.</summary>
    public const int LengthMax = sizeof(ulong);

    private const int Century = 2000;

    // The first character is the lowest byte; the first zero byte ends the text.
    private readonly ulong _packed;

    private EldField(ulong packed) => _packed = packed;

    /// <summary>A field with nothing in it.</summary>
    public static EldField Blank => default;

    /// <summary>Whether there is nothing in it.</summary>
    public bool IsBlank => _packed == 0;

    /// <summary>How many characters it has.</summary>
    public int Length => (64 - (int)ulong.LeadingZeroCount(_packed) + 7) / 8;

    /// <summary>The only character; null where there is none, or more than one.</summary>
    public char? Character => _packed is > 0 and <= byte.MaxValue ? (char)_packed : null;

    /// <summary>The value of decimal digits.</summary>
    public int? Integer
    {
        get
        {
            Span<byte> text = stackalloc byte[LengthMax];
            return FieldValue.TryInteger(CopyTo(text), out var value) ? value : null;
        }
    }

    /// <summary>The value of up to four hexadecimal digits.</summary>
    public int? Hexadecimal
    {
        get
        {
            Span<byte> text = stackalloc byte[LengthMax];
            return FieldValue.TryHexadecimal(CopyTo(text), out var value) ? value : null;
        }
    }

    /// <summary>The value, in tenths, of a decimal number with exactly one digit behind the point.</summary>
    public int? Tenths
    {
        get
        {
            Span<byte> text = stackalloc byte[LengthMax];
            return FieldValue.TryTenths(CopyTo(text), out var value) ? value : null;
        }
    }

    /// <summary>Hundredths of a degree, of a coordinate with one digit or two behind the point.</summary>
    public int? HundredthsOfDegree
    {
        get
        {
            Span<byte> text = stackalloc byte[LengthMax];
            return FieldValue.TryHundredths(CopyTo(text), out var value, out _) ? value : null;
        }
    }

    /// <summary>The date that <c>MMDDYY</c> names, from 2000 to 2099.</summary>
    public LocalDate? Date
    {
        get
        {
            Span<byte> text = stackalloc byte[LengthMax];
            return FieldValue.TryDate(CopyTo(text), out var month, out var day, out var year)
                ? new LocalDate(Century + year, month, day)
                : null;
        }
    }

    /// <summary>The time of day that <c>HHMMSS</c> names.</summary>
    public LocalTime? Time
    {
        get
        {
            Span<byte> text = stackalloc byte[LengthMax];
            return FieldValue.TryTime(CopyTo(text), out var hour, out var minute, out var second)
                ? new LocalTime(hour, minute, second)
                : null;
        }
    }

    /// <summary>Whether it is a coordinate of reduced precision: one digit behind the point.</summary>
    internal bool IsReducedCoordinate
    {
        get
        {
            Span<byte> text = stackalloc byte[LengthMax];
            return FieldValue.TryHundredths(CopyTo(text), out _, out var decimals) && decimals == 1;
        }
    }

    /// <summary>What its characters add to a check value.</summary>
    internal int CheckSum
    {
        get
        {
            var sum = 0;
            for (var rest = _packed; rest != 0; rest >>= 8)
            {
                sum += EldCheckValues.Character((byte)(rest & 0xFF));
            }

            return sum;
        }
    }

    /// <param name="text">Up to <see cref="LengthMax"/> ASCII characters, none of them NUL.</param>
    /// <exception cref="ArgumentException"><paramref name="text"/> is not.</exception>
    public static EldField Of(string text)
    {
        Span<byte> octets = stackalloc byte[LengthMax];
        return text.Length <= LengthMax && !text.Contains('\0', StringComparison.Ordinal) && Ascii.IsValid(text)
            ? Of(octets[..Encoding.ASCII.GetBytes(text, octets)])
            : throw new ArgumentException($"\"{text}\" is no field of up to {LengthMax} characters.", nameof(text));
    }

    /// <summary>A date as <c>MMDDYY</c>.</summary>
    public static EldField Of(LocalDate date) => Of($"{date.Month:00}{date.Day:00}{date.Year % 100:00}");

    /// <summary>A time of day as <c>HHMMSS</c>.</summary>
    public static EldField Of(LocalTime time) => Of($"{time.Hour:00}{time.Minute:00}{time.Second:00}");

    /// <summary>A whole number.</summary>
    public static EldField Of(int value) => Of(value.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>A sequence id or another number of up to four hexadecimal digits.</summary>
    public static EldField OfHexadecimal(int value) =>
        Of(value.ToString("X", System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>A decimal number with one digit behind the point.</summary>
    public static EldField OfTenths(int tenths) => Of($"{tenths / 10}.{tenths % 10}");

    public override string ToString()
    {
        Span<byte> text = stackalloc byte[LengthMax];
        return Encoding.Latin1.GetString(CopyTo(text));
    }

    /// <summary>Up to <see cref="LengthMax"/> bytes of text.</summary>
    internal static EldField Of(ReadOnlySpan<byte> octets)
    {
        Span<byte> whole = stackalloc byte[LengthMax];
        whole.Clear();
        octets.CopyTo(whole);
        return new(BinaryPrimitives.ReadUInt64LittleEndian(whole));
    }

    /// <param name="output">At least <see cref="LengthMax"/> bytes.</param>
    /// <returns>The part of <paramref name="output"/> that holds the text.</returns>
    internal ReadOnlySpan<byte> CopyTo(Span<byte> output)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(output, _packed);
        return output[..Length];
    }
}
