using NodaTime;

namespace Oms.Custody.Seals;

/// <summary>What happened to the seal of one door of one trailer.</summary>
/// <remarks>Stored: a name or a member once released never changes (see <see cref="SealEvents"/>).</remarks>
public abstract record SealEvent
{
    private SealEvent()
    {
    }

    public sealed record Expected(string Manifest, string Number, SealClass? Class) : SealEvent;

    public sealed record Applied(string Number, SealClass Class, string By, Instant At, string? PhotoSha256)
        : SealEvent;

    public sealed record Inspected(string? Number, SealCondition Condition, string By, Instant At) : SealEvent;

    public sealed record Broken(string Number, string By, Instant At, string Reason) : SealEvent;

    public sealed record CircuitChanged(CircuitState State, string Device, Instant At) : SealEvent;
}
