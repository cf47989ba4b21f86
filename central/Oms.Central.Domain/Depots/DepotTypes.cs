using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime;
using Oms.Custody.CheckOuts;

namespace Oms.Central.Depots;

/// <summary>One enrolled gateway: its key, and where its chain stands.</summary>
/// <param name="PublicKey">SubjectPublicKeyInfo in base64.</param>
/// <param name="Certificate">The root's signed statement about the key, as evidence files have it.</param>
/// <param name="Former">Incarnations that were replaced: their gateways must not continue.</param>
/// <param name="HighWater">The newest sequence number that is durable here.</param>
/// <param name="HeadHash">The hash of that leaf; zero before the first.</param>
/// <param name="RecentHashes">Hashes of the newest leaves, the last one last.</param>
/// <param name="GatewayHead">The newest sequence number that the gateway has, as it last told.</param>
/// <param name="LastAt">When records were last taken.</param>
public sealed record Gateway(
    string Device,
    string Incarnation,
    string PublicKey,
    JsonElement Certificate,
    ImmutableList<string> Former,
    long HighWater,
    string HeadHash,
    ImmutableList<string> RecentHashes,
    ImmutableSortedDictionary<string, CustodyHead> Custodies,
    long GatewayHead,
    string ClockQuality,
    Instant? LastAt)
{
    /// <summary>Hashes that are kept to tell a repeated record from a rewritten one without reading.</summary>
    public const int RecentMax = 1_024;

    /// <summary>Check-outs whose chain can be continued; the ones that ended first leave first.</summary>
    public const int CustodiesMax = 4_096;

    /// <summary>The key that the newest record names for what follows it, SubjectPublicKeyInfo in base64; null while
    /// the key is not about to change.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? NextKey { get; init; }

    /// <summary>The hash of a leaf that was taken; null when it is older than what is kept.</summary>
    public string? HashAt(long seq) =>
        seq <= HighWater && seq > HighWater - RecentHashes.Count
            ? RecentHashes[(int)(RecentHashes.Count - 1 - (HighWater - seq))]
            : null;
}

/// <summary>Where the chain of one check-out stands.</summary>
/// <param name="At">The device's seq of that leaf.</param>
public sealed record CustodyHead(long Seq, string Hash, bool Ended, long At);

/// <summary>A record as it was taken, with everything a verifier needs.</summary>
/// <param name="Leaf">The custody leaf v1; its canonical form is what was signed.</param>
/// <param name="Sig">64 bytes r‖s in base64.</param>
/// <param name="Hash">The leaf's hash, lower-case hex.</param>
public sealed record AcceptedRecord(JsonElement Leaf, string Sig, JsonElement Body, string Hash);

/// <summary>What the decider needs of a verified record.</summary>
/// <param name="CustodyId">Empty for a record of no check-out.</param>
/// <param name="EndsCustody">Whether it is the last step of its check-out.</param>
public sealed record VerifiedRecord(
    long Seq, string CustodyId, long CustodySeq, bool EndsCustody, AcceptedRecord Record);

/// <summary>One-time permission to enrol a gateway; only its digest is kept.</summary>
public sealed record EnrolmentCode(string Sha256, Instant ExpiresAt);

public sealed record Incident(long Number, string Kind, string? Device, string Detail, Instant At);

/// <summary>A batch that was set aside.</summary>
/// <param name="Id">The first 32 hex digits of the SHA-256 of the batch.</param>
public sealed record QuarantinedBatch(
    string Id, string Device, string Incarnation, string Reason, string Detail, Instant At);

/// <param name="Number">From 1 without gaps, in the order in which the depot gets them.</param>
public sealed record AssignedManifest(long Number, Manifest Manifest);
