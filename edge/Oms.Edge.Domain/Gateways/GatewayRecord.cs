using System.Diagnostics;
using NodaTime;
using Oms.Entities;
using Decision = Oms.Entities.Decision<Oms.Edge.Gateways.GatewayEvent, Oms.Edge.Gateways.GatewayRejection>;

namespace Oms.Edge.Gateways;

/// <summary>The gateway's own record: its incarnation, its key, its clock, and what it had to drop or refuse.</summary>
public sealed record GatewayRecord : IEntity<GatewayRecord, GatewayCommand, GatewayEvent, GatewayRejection>
{
    private GatewayRecord()
    {
    }

    public static GatewayRecord Initial { get; } = new();

    public GatewayEvent.Incarnated? Incarnation { get; private init; }

    /// <summary>The newest binding of this clock's boot to wall time.</summary>
    public GatewayEvent.ClockBound? Clock { get; private init; }

    /// <summary>The key that signs, SubjectPublicKeyInfo in base64; null before the journal has begun.</summary>
    public string? Key { get; private init; }

    /// <summary>The newest checkpoint that was refused.</summary>
    public GatewayEvent.CheckpointRefused? Refused { get; private init; }

    public long FramesDropped { get; private init; }

    public long DeadLettersDropped { get; private init; }

    public static Decision Decide(GatewayRecord state, GatewayCommand command, Instant now) =>
        (state.Incarnation, command) switch
        {
            (null, GatewayCommand.Begin c) => Decision.Accept(
                new GatewayEvent.Incarnated(c.BootId, c.Incarnation, c.LastKnownSeq, c.PublicKey)),
            ({ } begun, GatewayCommand.Begin c) => begun.Incarnation == c.Incarnation
                ? Decision.AlreadyDone
                : Decision.Reject(new GatewayRejection.OtherIncarnation(begun.Incarnation)),
            (null, _) => Decision.Reject(new GatewayRejection.NotBegun()),
            (_, GatewayCommand.BindClock c) =>
                state.Clock is { } known && known.BootId == c.BootId && known.Quality == c.Quality
                    ? Decision.AlreadyDone
                    : Decision.Accept(new GatewayEvent.ClockBound(
                        c.BootId, c.MonoNanoseconds, c.Wall, c.Quality,
                        state.Clock is { } before && before.BootId == c.BootId ? before.Quality : null)),
            (_, GatewayCommand.DropFrames c) => Decision.Accept(
                new GatewayEvent.FramesDropped(c.Device, c.FromWindow, c.ToWindow, c.Bytes, c.Reason)),
            (_, GatewayCommand.DropDeadLetters c) => Decision.Accept(
                new GatewayEvent.DeadLettersDropped(c.FromNumber, c.ToNumber, c.Count)),
            (_, GatewayCommand.ChangeKey c) when c.NextKey == state.Key => Decision.AlreadyDone,
            ({ } begun, GatewayCommand.ChangeKey c) => begun.Incarnation != c.Incarnation
                ? Decision.Reject(new GatewayRejection.OtherIncarnation(begun.Incarnation))
                : c.FormerKey != state.Key
                    ? Decision.Reject(new GatewayRejection.OtherKey(state.Key!))
                    : Decision.Accept(new GatewayEvent.KeyChanged(c.FormerKey, c.Incarnation, c.NextKey, c.Proof)),
            (_, GatewayCommand.RefuseCheckpoint c) =>
                state.Refused is { } known && (known.Finding, known.EarlierSize) == (c.Finding, c.EarlierSize)
                    ? Decision.AlreadyDone
                    : Decision.Accept(new GatewayEvent.CheckpointRefused(
                        c.Finding, c.EarlierSize, c.LaterSize, c.Fraud)),
            _ => throw new UnreachableException($"{command} is no command of a gateway."),
        };

    public static GatewayRecord Evolve(GatewayRecord state, GatewayEvent happened) =>
        happened switch
        {
            GatewayEvent.Incarnated e => state with { Incarnation = e, Key = e.PublicKey },
            GatewayEvent.KeyChanged e => state with { Key = e.NextKey },
            GatewayEvent.CheckpointRefused e => state with { Refused = e },
            GatewayEvent.ClockBound e => state with { Clock = e },
            GatewayEvent.FramesDropped e =>
                state with { FramesDropped = state.FramesDropped + e.ToWindow - e.FromWindow + 1 },
            GatewayEvent.DeadLettersDropped e => state with { DeadLettersDropped = state.DeadLettersDropped + e.Count },
            _ => throw new UnreachableException($"{happened} is no event of a gateway."),
        };
}
