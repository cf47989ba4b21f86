using NodaTime;

namespace Oms.Custody;

/// <summary>What the writer of a record says; the chain adds its place, its predecessors and the body's hash.</summary>
public sealed record LeafDraft
{
    /// <inheritdoc cref="CustodyLeaf.CustodyId"/>
    public required string CustodyId { get; init; }

    /// <inheritdoc cref="CustodyLeaf.Kind"/>
    public required string Kind { get; init; }

    /// <inheritdoc cref="CustodyLeaf.EventVersion"/>
    public required int EventVersion { get; init; }

    /// <inheritdoc cref="CustodyLeaf.Wall"/>
    public required Instant Wall { get; init; }

    /// <inheritdoc cref="CustodyLeaf.ClockQuality"/>
    public required ClockQuality ClockQuality { get; init; }

    /// <inheritdoc cref="CustodyLeaf.MonoNanoseconds"/>
    public required long MonoNanoseconds { get; init; }

    /// <inheritdoc cref="CustodyLeaf.BootId"/>
    public required Guid BootId { get; init; }

    /// <inheritdoc cref="CustodyLeaf.Actor"/>
    public required string Actor { get; init; }

    /// <inheritdoc cref="CustodyLeaf.CommandId"/>
    public Guid? CommandId { get; init; }

    /// <summary>The event as a JSON object of at most <see cref="LeafChain.BodyBytesMax"/> bytes in canonical form;
    /// it need not be canonical yet.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }
}
