using NodaTime;

namespace Oms.Custody;

/// <summary>
/// One record of custody, version 1: what happened, when by three clocks, who did it, and what stood before it in two
/// chains. Its canonical bytes are signed and logged, so they never change; the body it speaks of stands beside it and
/// is bound by <see cref="BodyHash"/> alone.
/// </summary>
/// <remarks>
/// The bytes are canonical JSON (RFC 8785) with the members <c>actor, body_hash, boot_id, clock_q, command_id,
/// custody_id, custody_seq, depot, device, event_version, incarnation, kind, mono, prev_custody, prev_device, seq, v,
/// wall</c>, all present. Order is (device, incarnation, seq), never wall time.
/// </remarks>
public sealed record CustodyLeaf
{
    /// <summary>The format's version, the value of <c>v</c>.</summary>
    public const int Version = 1;

    /// <summary>More bytes than any leaf within the bounds of <see cref="LeafRules"/> takes.</summary>
    public const int BytesMax = 4_096;

    /// <summary>The depot, 1 to 120 printable ASCII characters.</summary>
    public required string Depot { get; init; }

    /// <summary>The gateway that wrote and signed it, 1 to 120 printable ASCII characters.</summary>
    public required string Device { get; init; }

    /// <summary>The device's journal: a new one for every new journal or storage card.</summary>
    public required Guid Incarnation { get; init; }

    /// <summary>Its place in the device's chain of this incarnation: from 1, without gaps, to 2^53 - 1.</summary>
    public required long Seq { get; init; }

    /// <summary>The check-out it belongs to; empty for a record of no custody.</summary>
    public required string CustodyId { get; init; }

    /// <summary>
    /// Its place in the custody's chain, from 1 without gaps; 0 where <see cref="CustodyId"/> is empty.
    /// </summary>
    public required long CustodySeq { get; init; }

    /// <summary>The hash of the device's previous leaf; zero for the first of an incarnation.</summary>
    public required Digest PrevDevice { get; init; }

    /// <summary>The hash of the custody's previous leaf; zero for its first and for a record of no custody.</summary>
    public required Digest PrevCustody { get; init; }

    /// <summary>The event's type name such as <c>check-out.arrived</c>: <c>[a-z][a-z0-9.-]{0,79}</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The version of the event's body, from 1 to 65 535.</summary>
    public required int EventVersion { get; init; }

    /// <summary>The wall clock, whatever its quality, from the year 1 to 9999.</summary>
    public required Instant Wall { get; init; }

    /// <summary>How the wall clock was set.</summary>
    public required ClockQuality ClockQuality { get; init; }

    /// <summary>
    /// The monotonic clock of this boot in nanoseconds, not negative. In JSON always a decimal string: as a number it
    /// would be inexact from the 105th day of a boot on.
    /// </summary>
    public required long MonoNanoseconds { get; init; }

    /// <summary>The boot that <see cref="MonoNanoseconds"/> counts from.</summary>
    public required Guid BootId { get; init; }

    /// <summary>
    /// The principal, such as <c>user:anna</c>: 1 to 300 UTF-16 code units without control characters.
    /// </summary>
    public required string Actor { get; init; }

    /// <summary>The command that caused it; null, in JSON an empty string, where none did.</summary>
    public required Guid? CommandId { get; init; }

    /// <summary>The SHA-256 of the canonical JSON of the body.</summary>
    public required Digest BodyHash { get; init; }

    /// <summary>The canonical bytes.</summary>
    /// <exception cref="ArgumentException">A field is out of its range; the message names it.</exception>
    public byte[] Encode() => LeafCodec.Encode(this);

    /// <summary>Reads canonical bytes.</summary>
    /// <param name="bytes">Exactly the bytes of one leaf.</param>
    /// <param name="leaf">The leaf; null on a fault.</param>
    /// <param name="fault">The field at fault and why; null when it was read.</param>
    public static bool TryDecode(
        ReadOnlySpan<byte> bytes,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out CustodyLeaf? leaf,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(false)] out LeafFieldFault? fault)
    {
        fault = LeafCodec.Decode(bytes, out leaf);
        return fault is null && leaf is not null;
    }
}
