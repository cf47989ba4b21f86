namespace Oms.Faults.Tests.Durability;

/// <summary>A message and its acknowledgement on one connection.</summary>
/// <param name="What">The message, in words.</param>
/// <param name="AskedEnd">Where the message ends among the inbound bytes.</param>
/// <param name="AnsweredStart">Where its acknowledgement starts among the outbound bytes.</param>
public sealed record Exchange(string What, int AskedEnd, int AnsweredStart)
{
    /// <summary>What it asks for, where the same may be asked again; null where nothing is.</summary>
    public string? Content { get; init; }
}

/// <summary>
/// The rule that makes an acknowledgement honest: between the last byte of what is acknowledged being received and the
/// first byte of the acknowledgement being sent, a sync began and returned. What is asked again, because its answer was
/// late or lost, has to be on disk since it came first.
/// </summary>
public static class AckRule
{
    /// <summary>The acknowledgements of one connection that break the rule, in words; empty when none does.</summary>
    /// <param name="calls">All calls of the process.</param>
    /// <param name="connection">The socket, as the trace names it.</param>
    /// <param name="exchanges">Finds the exchanges in the inbound and the outbound bytes of the connection.</param>
    /// <param name="firsts">When each content came first, on whichever connection.</param>
    /// <param name="acknowledged">How many acknowledgements were found, so that a test can demand some.</param>
    public static IReadOnlyList<string> Violations(
        IReadOnlyList<SystemCall> calls,
        string connection,
        Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>, IReadOnlyList<Exchange>> exchanges,
        IReadOnlyDictionary<string, int> firsts,
        out int acknowledged)
    {
        var inbound = new Stream(calls.Where(call => call.Target == connection && call.IsReceive));
        var outbound = new Stream(calls.Where(call => call.Target == connection && call.IsSend));
        var syncs = calls.Where(call => call.IsSync).ToList();
        var found = exchanges(inbound.Octets, outbound.Octets);
        acknowledged = found.Count;
        return
        [
            .. from exchange in found
            let received = exchange.Content is { } content && firsts.TryGetValue(content, out var first)
                ? first
                : inbound.CallAt(exchange.AskedEnd - 1).Returned
            let sent = outbound.CallAt(exchange.AnsweredStart).Began
            where !syncs.Any(sync => sync.Began > received && sync.Returned < sent)
            select $"{exchange.What}: received on line {received + 1}, acknowledged on line {sent + 1}, "
                + "and no sync between",
        ];
    }

    /// <summary>Notes when each content of one connection came first, answered or not.</summary>
    public static void NoteFirsts(IReadOnlyList<SystemCall> calls, string connection, Dictionary<string, int> firsts)
    {
        var inbound = new Stream(calls.Where(call => call.Target == connection && call.IsReceive));
        foreach (var (content, end) in Protocols.Contents(inbound.Octets))
        {
            var received = inbound.CallAt(end - 1).Returned;
            firsts[content] = int.Min(firsts.GetValueOrDefault(content, int.MaxValue), received);
        }
    }

    /// <summary>One direction of a connection, with the call that moved each byte.</summary>
    private sealed class Stream
    {
        private readonly List<(int Start, SystemCall Call)> _pieces = [];

        public Stream(IEnumerable<SystemCall> calls)
        {
            var octets = new List<byte>();
            foreach (var call in calls.Where(call => !call.Data.IsEmpty))
            {
                _pieces.Add((octets.Count, call));
                octets.AddRange(call.Data.Span);
            }

            Octets = octets.ToArray();
        }

        public ReadOnlyMemory<byte> Octets { get; }

        public SystemCall CallAt(int octet) => _pieces.Last(piece => piece.Start <= octet).Call;
    }
}
