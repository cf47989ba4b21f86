namespace Oms.Faults.Tests.Durability;

/// <summary>A message and its acknowledgement on one connection.</summary>
/// <param name="What">The message, in words.</param>
/// <param name="AskedEnd">Where the message ends among the inbound bytes.</param>
/// <param name="AnsweredStart">Where its acknowledgement starts among the outbound bytes.</param>
public sealed record Exchange(string What, int AskedEnd, int AnsweredStart);

/// <summary>
/// The rule that makes an acknowledgement honest: between the last byte of what is acknowledged being received and the
/// first byte of the acknowledgement being sent, a sync began and returned.
/// </summary>
public static class AckRule
{
    /// <summary>The acknowledgements of one connection that break the rule, in words; empty when none does.</summary>
    /// <param name="calls">All calls of the process.</param>
    /// <param name="connection">The socket, as the trace names it.</param>
    /// <param name="exchanges">Finds the exchanges in the inbound and the outbound bytes of the connection.</param>
    /// <param name="acknowledged">How many acknowledgements were found, so that a test can demand some.</param>
    public static IReadOnlyList<string> Violations(
        IReadOnlyList<SystemCall> calls,
        string connection,
        Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>, IReadOnlyList<Exchange>> exchanges,
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
            let received = inbound.CallAt(exchange.AskedEnd - 1).Returned
            let sent = outbound.CallAt(exchange.AnsweredStart).Began
            where !syncs.Any(sync => sync.Began > received && sync.Returned < sent)
            select $"{exchange.What}: received on line {received + 1}, acknowledged on line {sent + 1}, "
                + "and no sync between",
        ];
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
