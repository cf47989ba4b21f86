namespace Oms.Faults.Tests.Durability;

/// <summary>
/// The rule that makes an acknowledgement honest: between the last byte of what is acknowledged being received and the
/// first byte of the acknowledgement being sent, a sync began and returned.
/// </summary>
public static class AckRule
{
    /// <summary>The acknowledgements of one connection that break the rule, in words; empty when none does.</summary>
    /// <param name="calls">All calls of the process.</param>
    /// <param name="connection">The socket, as the trace names it.</param>
    /// <param name="asked">Reads the inbound stream: the ends of the messages that ask for an acknowledgement.</param>
    /// <param name="answered">Reads the outbound stream: the starts of the acknowledgements, in the same order.</param>
    /// <param name="acknowledged">How many acknowledgements were found, so that a test can demand some.</param>
    public static IReadOnlyList<string> Violations(
        IReadOnlyList<SystemCall> calls,
        string connection,
        Func<ReadOnlyMemory<byte>, IReadOnlyList<int>> asked,
        Func<ReadOnlyMemory<byte>, IReadOnlyList<int>> answered,
        out int acknowledged)
    {
        var inbound = new Stream(calls.Where(call => call.Target == connection && call.IsReceive));
        var outbound = new Stream(calls.Where(call => call.Target == connection && call.IsSend));
        var requests = asked(inbound.Octets).Select(end => inbound.CallAt(end - 1).Returned).ToList();
        var answers = answered(outbound.Octets).Select(start => outbound.CallAt(start).Began).ToList();
        var syncs = calls.Where(call => call.IsSync).ToList();
        acknowledged = answers.Count;
        if (answers.Count > requests.Count)
        {
            return [$"{answers.Count} acknowledgements for {requests.Count} messages"];
        }

        return
        [
            .. from pair in answers.Zip(requests).Index()
            let sent = pair.Item.First
            let received = pair.Item.Second
            where !syncs.Any(sync => sync.Began > received && sync.Returned < sent)
            select $"acknowledgement {pair.Index + 1}: received on line {received + 1}, "
                + $"acknowledged on line {sent + 1}, and no sync between",
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
