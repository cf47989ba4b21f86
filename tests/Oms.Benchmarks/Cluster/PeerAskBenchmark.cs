using System.Diagnostics;

namespace Oms.Benchmarks.Cluster;

/// <summary>How many asks a second does a node carry to another and back, and how long does one take alone?</summary>
/// <remarks>Its limit: as many bytes each way over a bare TCP connection, without frames, JSON or HTTP. Both nodes
/// share the machine's cores.</remarks>
internal static class PeerAskBenchmark
{
    private const int HeaderBytes = 16;
    private const int InFlight = 64;
    private const int Asks = 64_000;
    private const int Trips = 4_000;

    public static async Task RunAsync()
    {
        await using var pair = await PeerPair.StartAsync();
        await using var echo = new TcpEcho(HeaderBytes + PeerPair.AskBytes, HeaderBytes + PeerPair.AnswerBytes);
        var runs = await Report.InTurnsAsync(
            () => RateAsync(() => AskAsync(pair)),
            () => RateAsync(() => echo.AskAsync(Asks, InFlight)),
            () => TripAsync(pair),
            () => TripAsync(echo));
        string[] facts =
        [
            $"ask_bytes={PeerPair.AskBytes}", $"answer_bytes={PeerPair.AnswerBytes}", "journal=none",
            "file_system=none",
        ];
        Report.Answer("peer-ask", "ask/s", runs[0], [$"in_flight={InFlight}", .. facts]);
        Report.Limit("tcp-echo", runs[0], runs[1], $"in_flight={InFlight}");
        Report.Answer("peer-ask-p50", "us", runs[2], ["in_flight=1", .. facts]);
        Report.Limit("tcp-echo-p50", runs[2], runs[3], "in_flight=1");
    }

    private static async Task<double> RateAsync(Func<Task> asks)
    {
        var started = Stopwatch.GetTimestamp();
        await asks();
        return Asks / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static Task AskAsync(PeerPair pair) => Task.WhenAll(Enumerable.Range(0, InFlight).Select(async _ =>
    {
        for (var i = 0; i < Asks / InFlight; i++)
        {
            await pair.AskOnceAsync();
        }
    }));

    private static async Task<double> TripAsync(PeerPair pair)
    {
        var trips = new List<double>(Trips);
        for (var i = 0; i < Trips; i++)
        {
            var started = Stopwatch.GetTimestamp();
            await pair.AskOnceAsync();
            trips.Add(Stopwatch.GetElapsedTime(started).TotalMicroseconds);
        }

        return Report.Median(trips);
    }

    private static async Task<double> TripAsync(TcpEcho echo)
    {
        var trips = new List<double>(Trips);
        await echo.AskAsync(Trips, 1, trip => trips.Add(trip.TotalMicroseconds));
        return Report.Median(trips);
    }
}
