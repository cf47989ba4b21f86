using System.Text;
using System.Text.RegularExpressions;

namespace Oms.Faults.Tests.Durability;

/// <summary>Finds messages and their acknowledgements in the raw bytes of a connection.</summary>
public static partial class Protocols
{
    private const int Publish = 3;
    private const int PubAck = 4;
    private const string NotStored = """{"stored":false,""";

    /// <summary>QoS 1 PUBLISH packets with their PUBACKs, which keep their order (MQTT 3.1.1, section 4.6).</summary>
    public static IReadOnlyList<Exchange> Mqtt(ReadOnlyMemory<byte> inbound, ReadOnlyMemory<byte> outbound)
    {
        var asked = Packets(inbound)
            .Where(packet => packet.Type == Publish && ((inbound.Span[packet.Start] >> 1) & 3) == 1)
            .ToList();
        var answered = Packets(outbound).Where(packet => packet.Type == PubAck).ToList();
        return answered.Count > asked.Count
            ? throw new InvalidDataException($"{answered.Count} acknowledgements for {asked.Count} messages.")
            : [.. asked.Zip(answered).Select((pair, index) =>
                new Exchange($"message {index + 1}", pair.First.End, pair.Second.Start))];
    }

    /// <summary>Requests that change something and succeeded, but for repeats of earlier ones, and for telemetry whose
    /// answer says that it was not stored: nothing is acknowledged by that.</summary>
    /// <remarks>HTTP/1.1 answers in the order of the requests (RFC 9112, section 9.3).</remarks>
    public static IReadOnlyList<Exchange> Http(ReadOnlyMemory<byte> inbound, ReadOnlyMemory<byte> outbound) =>
    [
        .. from pair in Requests(Encoding.Latin1.GetString(inbound.Span)).Zip(
            Answers(Encoding.Latin1.GetString(outbound.Span)))
        where pair.First.Line.StartsWith('P') && pair.Second.Succeeded
        select new Exchange(pair.First.Line, pair.First.End, pair.Second.Start),
    ];

    private static IEnumerable<(string Line, int End)> Requests(string text)
    {
        var at = 0;
        while (text.IndexOf("\r\n\r\n", at, StringComparison.Ordinal) is var head and >= 0)
        {
            var lines = text[at..head].Split("\r\n");
            var body = head + 4;
            at = lines.Contains("Transfer-Encoding: chunked", StringComparer.OrdinalIgnoreCase)
                ? text.IndexOf("0\r\n\r\n", body, StringComparison.Ordinal) + 5
                : body + lines
                    .Where(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))
                    .Select(line => int.Parse(line.AsSpan("Content-Length:".Length), provider: null))
                    .SingleOrDefault();
            yield return (lines[0], at);
        }
    }

    private static IEnumerable<(int Start, bool Succeeded)> Answers(string text) =>
        from head in AnswerHead().Matches(text)
        select (
            head.Index,
            head.Groups["status"].Value[0] == '2'
                && !head.Value.Contains("Idempotent-Replayed: true", StringComparison.OrdinalIgnoreCase)
                && !text.AsSpan(head.Index + head.Length).StartsWith(NotStored, StringComparison.Ordinal));

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

    [GeneratedRegex(@"HTTP/1\.1 (?<status>\d{3}) [^\r]*\r\n(?:[^\r]+\r\n)*\r\n")]
    private static partial Regex AnswerHead();
}
