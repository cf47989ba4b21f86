using System.Text;

namespace Oms.Faults.Tests.Durability;

/// <summary>Finds messages in the raw bytes of a connection.</summary>
public static class Protocols
{
    private const int Publish = 3;
    private const int PubAck = 4;

    /// <summary>The ends of the QoS 1 PUBLISH packets in what a device sent (MQTT 3.1.1, section 3.3).</summary>
    public static IReadOnlyList<int> PublishEnds(ReadOnlyMemory<byte> stream) =>
        [.. from packet in Packets(stream)
            where packet.Type == Publish && ((stream.Span[packet.Start] >> 1) & 3) == 1
            select packet.End];

    /// <summary>The starts of the PUBACK packets in what a listener sent (section 3.4).</summary>
    public static IReadOnlyList<int> PubAckStarts(ReadOnlyMemory<byte> stream) =>
        [.. from packet in Packets(stream) where packet.Type == PubAck select packet.Start];

    /// <summary>The ends of the POST requests in what a client sent, with bodies of a stated length.</summary>
    public static IReadOnlyList<int> PostEnds(ReadOnlyMemory<byte> stream)
    {
        var (text, ends, at) = (Encoding.Latin1.GetString(stream.Span), new List<int>(), 0);
        while (text.IndexOf("\r\n\r\n", at, StringComparison.Ordinal) is var head and >= 0)
        {
            var lines = text[at..head].Split("\r\n");
            var length = lines
                .Where(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))
                .Select(line => int.Parse(line.AsSpan("Content-Length:".Length), provider: null))
                .SingleOrDefault();
            at = head + 4 + length;
            if (lines[0].StartsWith("POST ", StringComparison.Ordinal))
            {
                ends.Add(at);
            }
        }

        return ends;
    }

    /// <summary>The starts of the 2xx answers in what a server sent.</summary>
    public static IReadOnlyList<int> SuccessStarts(ReadOnlyMemory<byte> stream)
    {
        var (text, starts, at) = (Encoding.Latin1.GetString(stream.Span), new List<int>(), 0);
        while (text.IndexOf("HTTP/1.1 2", at, StringComparison.Ordinal) is var start and >= 0)
        {
            starts.Add(start);
            at = start + 1;
        }

        return starts;
    }

    private static IEnumerable<(int Type, int Start, int End)> Packets(ReadOnlyMemory<byte> stream)
    {
        for (var start = 0; start + 1 < stream.Length;)
        {
            var (length, digits) = (0, 0);
            int digit;
            do
            {
                digit = stream.Span[start + 1 + digits];
                length |= (digit & 0x7F) << (7 * digits++);
            }
            while (digit >= 0x80 && digits < 4 && start + 1 + digits < stream.Length);

            var end = start + 1 + digits + length;
            if (end > stream.Length)
            {
                yield break;
            }

            yield return (stream.Span[start] >> 4, start, end);
            start = end;
        }
    }
}
