using System.Buffers;
using System.Text;

namespace Oms.Json;

/// <summary>JSON texts in canonical form (RFC 8785, section 3.2.2.2) and their order (section 3.2.3).</summary>
internal static class CanonicalText
{
    /// <summary>What ends a run of plain characters: controls, quotation mark, reverse solidus.</summary>
    public static readonly SearchValues<byte> Special = SearchValues.Create(SpecialBytes());

    /// <summary>Writes one character, escaped only where canonical form must.</summary>
    public static void Write(PooledBytes output, Rune character)
    {
        var value = character.Value;
        if (value is >= 0x20 and not '"' and not '\\')
        {
            output.Advance(character.EncodeToUtf8(output.Reserve(4)));
            return;
        }

        output.Add((byte)'\\');
        var letter = value switch
        {
            '\b' => (byte)'b',
            '\t' => (byte)'t',
            '\n' => (byte)'n',
            '\f' => (byte)'f',
            '\r' => (byte)'r',
            '"' or '\\' => (byte)value,
            _ => (byte)'u',
        };
        output.Add(letter);
        if (letter == (byte)'u')
        {
            output.Add("00"u8);
            output.Add((byte)(value < 0x10 ? '0' : '1'));
            output.Add("0123456789abcdef"u8[value & 0xF]);
        }
    }

    /// <summary>Orders two names, written in canonical form, by the UTF-16 code units they stand for.</summary>
    public static int Compare(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        if (left.Contains((byte)'\\') || right.Contains((byte)'\\'))
        {
            return string.CompareOrdinal(Decode(left), Decode(right));
        }

        var common = left.CommonPrefixLength(right);
        if (common == left.Length || common == right.Length)
        {
            return left.Length - right.Length;
        }

        // UTF-8 sorts by code point. UTF-16 differs in one place: U+10000 and above (lead bytes F0 to F4) are written
        // as surrogates, D800 to DFFF, and so come before U+E000 to U+FFFF (lead bytes EE and EF).
        var (a, b) = (left[common], right[common]);
        return a >= 0xEE && b >= 0xEE && (a >= 0xF0) != (b >= 0xF0) ? b - a : a - b;
    }

    /// <summary>The text that a canonical form without its quotation marks stands for.</summary>
    public static string Decode(ReadOnlySpan<byte> canonical)
    {
        var text = Encoding.UTF8.GetString(canonical);
        if (!text.Contains('\\', StringComparison.Ordinal))
        {
            return text;
        }

        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\')
            {
                _ = plain.Append(text[i]);
                continue;
            }

            i++;
            _ = plain.Append(text[i] switch
            {
                'b' => '\b',
                't' => '\t',
                'n' => '\n',
                'f' => '\f',
                'r' => '\r',
                'u' => (char)Convert.ToInt32(text.Substring(i + 1, 4), 16),
                var other => other,
            });
            i += text[i] == 'u' ? 4 : 0;
        }

        return plain.ToString();
    }

    /// <summary>Where bytes stop being UTF-8; -1 where they do not.</summary>
    public static int FirstBadByte(ReadOnlySpan<byte> octets)
    {
        var at = 0;
        while (at < octets.Length)
        {
            if (Rune.DecodeFromUtf8(octets[at..], out _, out var taken) != OperationStatus.Done)
            {
                return at;
            }

            at += taken;
        }

        return -1;
    }

    private static byte[] SpecialBytes() => [.. Enumerable.Range(0, 0x20).Select(b => (byte)b), (byte)'"', (byte)'\\'];
}
