using NodaTime;

namespace Oms.Custody.Seals;

/// <summary>What may be asked of a door. Each carries its own identity: asked again, it is already done.</summary>
public abstract record SealCommand
{
    private SealCommand()
    {
    }

    /// <summary>Tells which seal the manifest says is on the door.</summary>
    /// <param name="Manifest">The manifest's id and version, 1 to 120 characters.</param>
    /// <param name="Class">The weakest class allowed; null where any will do.</param>
    public sealed record Expect(string Manifest, string Number, SealClass? Class) : SealCommand;

    /// <summary>Puts a seal on the door.</summary>
    /// <param name="PhotoSha256">Digest of a photo, lower-case hex; null without one.</param>
    public sealed record Apply(string Number, SealClass Class, string By, Instant At, string? PhotoSha256)
        : SealCommand;

    /// <summary>Looks at the seal.</summary>
    /// <param name="Number">The number that is read; null where the seal is missing.</param>
    public sealed record Inspect(string? Number, SealCondition Condition, string By, Instant At) : SealCommand;

    /// <summary>Takes the seal off, on purpose.</summary>
    public sealed record Break(string Number, string By, Instant At, string Reason) : SealCommand;

    /// <summary>Passes on what the hardware says.</summary>
    public sealed record ReportCircuit(CircuitState State, string Device, Instant At) : SealCommand;
}
