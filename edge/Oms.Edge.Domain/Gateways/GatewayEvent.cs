using NodaTime;

namespace Oms.Edge.Gateways;

/// <summary>Stored: a name or a member once released never changes.</summary>
public abstract record GatewayEvent
{
    private GatewayEvent()
    {
    }

    /// <summary>The same members as the first record of a leaf chain must have.</summary>
    public sealed record Incarnated(string BootId, string Incarnation, long LastKnownSeq,
        string PublicKey) : GatewayEvent;

    /// <param name="MonoNanoseconds">Nanoseconds since boot, as text: JSON numbers end at 2^53.</param>
    /// <param name="Before">The quality before in the same boot; null for the first binding of a boot.</param>
    public sealed record ClockBound(
        string BootId, string MonoNanoseconds, Instant Wall, string Quality, string? Before) : GatewayEvent;

    public sealed record FramesDropped(string Device, long FromWindow, long ToWindow, long Bytes, string Reason)
        : GatewayEvent;

    public sealed record DeadLettersDropped(long FromNumber, long ToNumber, long Count) : GatewayEvent;

    /// <summary>The same members as <see cref="Custody.DeviceKeyChange"/> must have.</summary>
    public sealed record KeyChanged(string FormerKey, string Incarnation, string NextKey, string Proof) : GatewayEvent;

    /// <summary>The members are those of <see cref="GatewayCommand.RefuseCheckpoint"/>.</summary>
    public sealed record CheckpointRefused(string Finding, long EarlierSize, long LaterSize, string? Fraud)
        : GatewayEvent;
}
