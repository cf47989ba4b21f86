using System.Text.Json.Serialization;

namespace Oms.Transparency;

/// <summary>What kind of fault makes a file be refused. The names are stable: scripts rely on them.</summary>
public enum EvidenceFaultClass
{
    /// <summary>Bytes are not those that were signed or hashed, or the file is no file of its kind.</summary>
    [JsonStringEnumMemberName("altered")]
    Altered,

    /// <summary>All parts are there and genuine, in another order.</summary>
    [JsonStringEnumMemberName("reordered")]
    Reordered,

    /// <summary>A part is missing: a record before, between or after those that are there, a proof or a key.</summary>
    [JsonStringEnumMemberName("incomplete")]
    Incomplete,

    /// <summary>A part stands there twice.</summary>
    [JsonStringEnumMemberName("replayed")]
    Replayed,

    /// <summary>Genuine parts of another check-out, or of no check-out at all, are among them.</summary>
    [JsonStringEnumMemberName("spliced")]
    Spliced,

    /// <summary>The records are genuine; a proof or the checkpoint does not prove that they are in the log.</summary>
    [JsonStringEnumMemberName("forged-proof")]
    ForgedProof,

    /// <summary>The file agrees with itself under keys that are not trusted.</summary>
    [JsonStringEnumMemberName("stranger")]
    Stranger,

    /// <summary>A key signed after the log index at which it was revoked.</summary>
    [JsonStringEnumMemberName("revoked-key")]
    RevokedKey,

    /// <summary>Fewer trusted witnesses signed the checkpoint than are demanded.</summary>
    [JsonStringEnumMemberName("unwitnessed")]
    Unwitnessed,

    /// <summary>The records are genuine; an EPCIS event is not what its record gives, or its id is not its
    /// hash.</summary>
    [JsonStringEnumMemberName("forged-event")]
    ForgedEvent,

    /// <summary>Everything is genuine; the clocks of a device contradict each other, so its hours are worth
    /// nothing.</summary>
    [JsonStringEnumMemberName("clock-contradiction")]
    ClockContradiction,
}
