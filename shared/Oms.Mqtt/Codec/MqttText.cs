using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Oms.Mqtt.Codec;

/// <summary>What the standard demands of a UTF-8 string (MQTT 5.0 section 1.5.4, MQTT 3.1.1 section 1.5.3).</summary>
internal static class MqttText
{
    private static readonly SearchValues<byte> Controls =
        SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(b => (byte)b), 0x7F]);

    /// <summary>1.5.4-1 and 1.5.4-2, which are MUST: well-formed, no surrogates, no U+0000.</summary>
    public static bool IsText(ReadOnlySpan<byte> utf8) => !utf8.Contains((byte)0) && Utf8.IsValid(utf8);

    /// <summary>
    /// The MUST rules and the SHOULD NOT of the same section: control characters and non-characters, which the
    /// standard lets a receiver treat as malformed. Applied to what names things (topics, filters, client
    /// identifiers, user names), where an invisible character is an error or an attack; free text keeps its tabs.
    /// </summary>
    public static bool IsIdentifier(ReadOnlySpan<byte> utf8)
    {
        if (utf8.ContainsAny(Controls))
        {
            return false;
        }

        return Ascii.IsValid(utf8) || HasOnlyCharacters(utf8);
    }

    private static bool HasOnlyCharacters(ReadOnlySpan<byte> utf8)
    {
        while (!utf8.IsEmpty)
        {
            // Rune.DecodeFromUtf8 refuses surrogates, overlong forms and anything cut short.
            if (Rune.DecodeFromUtf8(utf8, out var rune, out var used) != OperationStatus.Done)
            {
                return false;
            }

            var value = rune.Value;
            if (value is >= 0x80 and <= 0x9F or >= 0xFDD0 and <= 0xFDEF || (value & 0xFFFE) == 0xFFFE)
            {
                return false;
            }

            utf8 = utf8[used..];
        }

        return true;
    }
}
