using NodaTime;

namespace Oms.Actors.Postgres.Peers;

/// <summary>How a node and its peers prove who they are, and the bounds of the streams between them.</summary>
/// <param name="Trust">The same on every node of the cluster.</param>
public sealed record PeerOptions(PeerTrust Trust)
{
    /// <summary>Asks to one peer that may wait for its answer; a further one is refused at once as overloaded.
    /// From 1 to 1 000 000.</summary>
    public int InFlightMax { get; init; } = 4_096;

    /// <summary>
    /// Asks to one peer that may always be in flight. While answers fail or come later than <see cref="LatencyMax"/>,
    /// the bound falls by halves from <see cref="InFlightMax"/> to this; while they come in time, it grows by as many
    /// in each round. From 1 to 1 000 000; more than <see cref="InFlightMax"/> is as much as that.
    /// </summary>
    public int InFlightMin { get; init; } = 16;

    /// <summary>An answer that takes longer says that the peer cannot keep up. From 10 ms to 1 min.</summary>
    public Duration LatencyMax { get; init; } = Duration.FromSeconds(1);

    /// <summary>Asks of one stream that are served at once; while there are as many, no more is read from it. From 1
    /// to 1 000 000.</summary>
    public int ServedMax { get; init; } = 1_024;

    /// <summary>The longest payload of a frame, sent or received. Bytes, from 64 KiB to 256 MiB.</summary>
    public int FrameBytesMax { get; init; } = 16 << 20;

    /// <summary>Streams of peers that are open at a time; one more is refused. From 1 to 10 000.</summary>
    public int StreamsMax { get; init; } = 256;

    /// <summary>How long connecting and the exchange of hellos may take. From 100 ms to 1 min.</summary>
    public Duration HandshakeWait { get; init; } = Duration.FromSeconds(5);

    /// <summary>How often the other side is asked whether it is there; one that does not answer for as long again is
    /// held for gone. From 1 s to 1 min.</summary>
    public Duration Ping { get; init; } = Duration.FromSeconds(2);

    /// <summary>The shortest pause before a broken stream is opened again; it doubles from failure to failure. From
    /// 1 ms.</summary>
    public Duration BackOffMin { get; init; } = Duration.FromMilliseconds(50);

    /// <summary>The longest such pause. From <see cref="BackOffMin"/> to 1 min.</summary>
    public Duration BackOffMax { get; init; } = Duration.FromSeconds(2);

    /// <summary>A stream over which nothing was asked for this long is closed. From 1 s to 1 day.</summary>
    public Duration IdleFor { get; init; } = Duration.FromMinutes(5);

    /// <summary>How long a stream that ends waits for the answers that are still being made. From 0 to 1 min.
    /// </summary>
    public Duration FinishWait { get; init; } = Duration.FromSeconds(2);

    /// <summary>The versions of the protocol that this build speaks.</summary>
    internal ProtocolVersions Versions { get; init; } = ProtocolVersions.Spoken;

    /// <exception cref="ArgumentException">A bound is outside its range; the message names both.</exception>
    public void Validate()
    {
        Must(Trust is { Secret: not null } or { Certificates: not null }, nameof(Trust), "a secret or certificates");
        Must(InFlightMax is >= 1 and <= 1_000_000, nameof(InFlightMax), "1 to 1 000 000");
        Must(InFlightMin is >= 1 and <= 1_000_000, nameof(InFlightMin), "1 to 1 000 000");
        Must(
            LatencyMax >= Duration.FromMilliseconds(10) && LatencyMax <= Duration.FromMinutes(1),
            nameof(LatencyMax), "10 ms to 1 min");
        Must(ServedMax is >= 1 and <= 1_000_000, nameof(ServedMax), "1 to 1 000 000");
        Must(FrameBytesMax is >= 64 << 10 and <= 256 << 20, nameof(FrameBytesMax), "64 KiB to 256 MiB");
        Must(StreamsMax is >= 1 and <= 10_000, nameof(StreamsMax), "1 to 10 000");
        Must(
            HandshakeWait >= Duration.FromMilliseconds(100) && HandshakeWait <= Duration.FromMinutes(1),
            nameof(HandshakeWait), "100 ms to 1 min");
        Must(Ping >= Duration.FromSeconds(1) && Ping <= Duration.FromMinutes(1), nameof(Ping), "1 s to 1 min");
        Must(BackOffMin >= Duration.FromMilliseconds(1), nameof(BackOffMin), "1 ms or more");
        Must(
            BackOffMax >= BackOffMin && BackOffMax <= Duration.FromMinutes(1),
            nameof(BackOffMax), "BackOffMin to 1 min");
        Must(IdleFor >= Duration.FromSeconds(1) && IdleFor <= Duration.FromDays(1), nameof(IdleFor), "1 s to 1 day");
        Must(
            FinishWait >= Duration.Zero && FinishWait <= Duration.FromMinutes(1), nameof(FinishWait), "0 to 1 min");
    }

    private static void Must(bool holds, string name, string bounds)
    {
        if (!holds)
        {
            throw new ArgumentException($"Peer option {name} must be {bounds}.", name);
        }
    }
}

/// <summary>A range of protocol versions.</summary>
internal readonly record struct ProtocolVersions(int Min, int Max)
{
    /// <summary>From this version on an ask may be cancelled.</summary>
    public const int WithCancel = 2;

    public static ProtocolVersions Spoken { get; } = new(1, 2);

    /// <summary>The newest version of both; null when there is none.</summary>
    public int? Common(ProtocolVersions other) =>
        Math.Min(Max, other.Max) is var newest && newest >= Math.Max(Min, other.Min) ? newest : null;

    public override string ToString() => Min == Max ? $"version {Min}" : $"versions {Min} to {Max}";
}
