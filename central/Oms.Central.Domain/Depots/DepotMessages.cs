using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime;
using Oms.Custody.CheckOuts;

namespace Oms.Central.Depots;

/// <summary>What a depot can be asked.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "case")]
[JsonDerivedType(typeof(DepotCommand.Register), "register")]
[JsonDerivedType(typeof(DepotCommand.IssueCode), "issue_code")]
[JsonDerivedType(typeof(DepotCommand.Enrol), "enrol")]
[JsonDerivedType(typeof(DepotCommand.AcceptRecords), "accept_records")]
[JsonDerivedType(typeof(DepotCommand.Quarantine), "quarantine")]
[JsonDerivedType(typeof(DepotCommand.Release), "release")]
[JsonDerivedType(typeof(DepotCommand.Report), "report")]
[JsonDerivedType(typeof(DepotCommand.AssignManifest), "assign_manifest")]
[JsonDerivedType(typeof(DepotCommand.ChangeKey), "change_key")]
[JsonDerivedType(typeof(DepotCommand.RevokeKey), "revoke_key")]
public abstract record DepotCommand
{
    private DepotCommand()
    {
    }

    public sealed record Register(string Id, string Name, string Location) : DepotCommand;

    public sealed record IssueCode(string Sha256, Instant ExpiresAt) : DepotCommand;

    /// <param name="CodeSha256">The digest of the code that the gateway showed.</param>
    /// <param name="Certificate">The root's signed statement about the key, as evidence files have it.</param>
    /// <param name="AfterSeq">
    /// How far the device's former chain was when the certificate was made, and all of it in the log; 0 for a new
    /// device. If the chain has moved since, its newest records would come after the certificate's log index, and the
    /// new key would seem to speak for them.
    /// </param>
    public sealed record Enrol(
        string CodeSha256,
        string Device,
        string Incarnation,
        string PublicKey,
        JsonElement Certificate,
        long AfterSeq) : DepotCommand;

    /// <summary>Takes records that were verified against a head.</summary>
    /// <param name="BaseSeq">The head that they continue.</param>
    public sealed record AcceptRecords(
        string Device,
        string Incarnation,
        long BaseSeq,
        string BaseHash,
        IReadOnlyList<VerifiedRecord> Records,
        long GatewayHead,
        string ClockQuality) : DepotCommand
    {
        /// <summary>The key that the last of the records names for what follows it, SubjectPublicKeyInfo in base64;
        /// null for none.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? NextKey { get; init; }
    }

    /// <param name="Batch">The batch as it came; null when too many are kept already.</param>
    public sealed record Quarantine(
        string Id, string Device, string Incarnation, string Reason, string Detail, JsonElement? Batch) : DepotCommand;

    /// <summary>A batch that was set aside was checked again and taken, or is to be forgotten.</summary>
    public sealed record Release(string Id) : DepotCommand;

    public sealed record Report(string Kind, string? Device, string Detail) : DepotCommand;

    public sealed record AssignManifest(Manifest Manifest) : DepotCommand;

    /// <summary>Puts the key in force that the gateway's last record named.</summary>
    /// <param name="Certificate">The root's signed statement about the new key.</param>
    /// <param name="AfterSeq">The record that named it, which the log holds by now.</param>
    public sealed record ChangeKey(
        string Device, string Incarnation, string PublicKey, JsonElement Certificate, long AfterSeq) : DepotCommand;

    /// <summary>Takes a key's word away, from a log index on.</summary>
    /// <param name="Revocation">The root's signed statement, as the trust folder has it.</param>
    /// <param name="AfterSeq">As in <see cref="Enrol"/>: how far the device's chain was, and all of it in the
    /// log.</param>
    public sealed record RevokeKey(
        string Device, string PublicKey, long FromLogIndex, string Reason, JsonElement Revocation, long AfterSeq)
        : DepotCommand;
}

/// <summary>What happened to a depot. Stored for ever (<see cref="DepotEvents"/>).</summary>
public abstract record DepotEvent
{
    private DepotEvent()
    {
    }

    public sealed record DepotRegistered(string Id, string Name, string Location) : DepotEvent;

    public sealed record EnrolmentCodeIssued(string Sha256, Instant ExpiresAt) : DepotEvent;

    public sealed record GatewayEnrolled(
        string CodeSha256, string Device, string Incarnation, string PublicKey, JsonElement Certificate) : DepotEvent;

    /// <summary>A contiguous run of a gateway's log, as a whole in one record: the acknowledgement needs no
    /// other.</summary>
    /// <param name="From">The first sequence number of the run.</param>
    /// <param name="To">The last one.</param>
    /// <param name="HeadHash">The hash of the last leaf.</param>
    /// <param name="GatewayHead">The newest sequence number that the gateway had.</param>
    public sealed record RecordsAccepted(
        string Device,
        string Incarnation,
        long From,
        long To,
        string HeadHash,
        long GatewayHead,
        string ClockQuality,
        Instant At,
        IReadOnlyList<AcceptedRecord> Records,
        IReadOnlyList<CustodyPlace> Custodies) : DepotEvent;

    public sealed record BatchQuarantined(
        string Id, string Device, string Incarnation, string Reason, string Detail, Instant At, JsonElement? Batch)
        : DepotEvent;

    public sealed record BatchReleased(string Id) : DepotEvent;

    public sealed record IncidentRaised(string Kind, string? Device, string Detail, Instant At) : DepotEvent;

    public sealed record ManifestAssigned(long Number, Manifest Manifest) : DepotEvent;

    /// <summary>A gateway's record named the key that signs what follows it.</summary>
    public sealed record GatewayKeyAnnounced(string Device, string Incarnation, string PublicKey, long Seq)
        : DepotEvent;

    /// <summary>The key that was announced is certified: the log holds all that the former one signed.</summary>
    public sealed record GatewayKeyChanged(
        string Device, string Incarnation, string PublicKey, JsonElement Certificate) : DepotEvent;

    public sealed record KeyRevoked(
        string Device, string PublicKey, long FromLogIndex, string Reason, JsonElement Revocation, Instant At)
        : DepotEvent;
}

/// <summary>Where a record of the run stands in its check-out.</summary>
/// <param name="Index">The record's place in the run, from 0.</param>
public sealed record CustodyPlace(int Index, string CustodyId, long CustodySeq, bool Ends);

/// <summary>Why a depot may say no.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "case")]
[JsonDerivedType(typeof(DepotRejection.NoSuchDepot), "no_such_depot")]
[JsonDerivedType(typeof(DepotRejection.Differs), "differs")]
[JsonDerivedType(typeof(DepotRejection.Invalid), "invalid")]
[JsonDerivedType(typeof(DepotRejection.EnrolmentRefused), "enrolment_refused")]
[JsonDerivedType(typeof(DepotRejection.HeadMoved), "head_moved")]
[JsonDerivedType(typeof(DepotRejection.NotEnrolled), "not_enrolled")]
[JsonDerivedType(typeof(DepotRejection.NoSuchBatch), "no_such_batch")]
[JsonDerivedType(typeof(DepotRejection.NoSuchKey), "no_such_key")]
public abstract record DepotRejection
{
    private DepotRejection()
    {
    }

    public sealed record NoSuchDepot : DepotRejection;

    public sealed record Differs : DepotRejection;

    public sealed record Invalid(string Field, string Reason) : DepotRejection;

    /// <summary>The code is unknown, used or too old, or the gateway may not enrol like this.</summary>
    public sealed record EnrolmentRefused(string Reason) : DepotRejection;

    /// <summary>The chain moved since the records were verified; verify again.</summary>
    public sealed record HeadMoved(long HighWater) : DepotRejection;

    public sealed record NotEnrolled(string Device) : DepotRejection;

    public sealed record NoSuchBatch(string Id) : DepotRejection;

    /// <summary>The gateway has not announced this key, or never had it.</summary>
    public sealed record NoSuchKey(string Device) : DepotRejection;
}
