using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Oms.Conformance.Mqtt;

/// <summary>
/// The token language of the packet sequences: hex bytes; iN one byte; HN, kN, mN, sN two; LN four; vN, rN a variable
/// byte integer, which may be too long on purpose; 'text' in UTF-8.
/// </summary>
internal static class PacketLanguage
{
    public static byte[] Parse(string payload)
    {
        var bytes = new List<byte>();
        for (var at = 0; at < payload.Length;)
        {
            if (payload[at] == ' ')
            {
                at++;
                continue;
            }

            var end = payload[at] == '\'' ? payload.IndexOf('\'', at + 1) + 1 : payload.IndexOf(' ', at);
            var token = end <= at ? payload[at..] : payload[at..end];
            bytes.AddRange(Token(token));
            at += token.Length;
        }

        return [.. bytes];
    }

    private static byte[] Token(string token)
    {
        var number = () => uint.Parse(token.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture);
        var bytes = new byte[4];
        switch (token[0])
        {
            case '\'':
                return Encoding.UTF8.GetBytes(token[1..^1]);
            case 'i':
                return [(byte)number()];
            case 'H' or 'k' or 'm' or 's':
                BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)number());
                return bytes[..2];
            case 'L':
                BinaryPrimitives.WriteUInt32BigEndian(bytes, number());
                return bytes;
            case 'v' or 'r':
                return Variable(number());
            default:
                return Convert.FromHexString(token);
        }
    }

    private static byte[] Variable(uint value)
    {
        var bytes = new List<byte>();
        do
        {
            bytes.Add((byte)((value & 0x7F) | (value > 0x7F ? 0x80u : 0)));
            value >>= 7;
        }
        while (value > 0);

        return [.. bytes];
    }
}
