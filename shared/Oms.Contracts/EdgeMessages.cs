using System.Text.Json;
using System.Text.Json.Serialization;
using Oms.Custody.CheckOuts;

namespace Oms.Contracts;

/// <summary>Registers a gateway's key at the centre, once.</summary>
/// <param name="Code">The one-time code that an administrator made for this depot.</param>
/// <param name="Depot">The depot's id.</param>
/// <param name="Device">The gateway's id.</param>
/// <param name="Incarnation">The journal that it will write, a UUID; a new journal or card has a new one.</param>
/// <param name="PublicKey">The gateway's P-256 key, SubjectPublicKeyInfo DER in base64.</param>
public sealed record EnrolmentRequest(string Code, string Depot, string Device, string Incarnation, string PublicKey);

/// <summary>What a gateway needs to know of the centre.</summary>
/// <param name="Certificate">The centre's signed statement that the key is this device's; JSON as the evidence has
/// it.</param>
/// <param name="RootKey">The trust root's public key, SubjectPublicKeyInfo DER in base64.</param>
/// <param name="LogKey">The transparency log's verifier key, as C2SP signed notes write it.</param>
public sealed record EnrolmentGrant(JsonElement Certificate, string RootKey, string LogKey);

/// <summary>A contiguous run of a depot's log, oldest first.</summary>
/// <param name="Depot">The depot's id.</param>
/// <param name="Device">The gateway whose chain it is.</param>
/// <param name="Incarnation">The chain's incarnation.</param>
/// <param name="Records">From 1 to 500 records, at most 4 MiB in all.</param>
/// <param name="Head">The newest sequence number that the gateway has; how far it is behind.</param>
/// <param name="ClockQuality">The gateway's clock quality at sending.</param>
public sealed record RecordBatch(
    string Depot,
    string Device,
    string Incarnation,
    IReadOnlyList<SignedRecordJson> Records,
    long Head,
    string ClockQuality);

/// <summary>One signed record, as the evidence file has it too.</summary>
/// <param name="Leaf">The custody leaf v1.</param>
/// <param name="Sig">Its signature, 64 bytes r‖s in base64.</param>
/// <param name="Body">The body whose digest the leaf holds.</param>
public sealed record SignedRecordJson(JsonElement Leaf, string Sig, JsonElement Body);

/// <summary>The centre's durable answer.</summary>
/// <param name="HighWater">Every record up to this sequence number is durable at the centre.</param>
/// <param name="SendFrom">Where the next batch must start; after a gap this is not what was sent.</param>
/// <param name="Checkpoint">The newest signed checkpoint of the transparency log; null before the first.</param>
/// <param name="Credit">How many records may be sent in the next second.</param>
/// <param name="Quarantined">Why the batch was set aside, changing nothing; null when it was taken.</param>
public sealed record RecordAck(long HighWater, long SendFrom, string? Checkpoint, int Credit, string? Quarantined);

/// <summary>One sealed window of raw readings.</summary>
/// <param name="Device">The device that measured.</param>
/// <param name="Window">The number of the window in the device's store, from 1.</param>
/// <param name="Sha256">Lower-case hex of the SHA-256 of the frame; the depot log sealed it before.</param>
/// <param name="Frame">The encoded readings, base64.</param>
public sealed record TelemetryFrame(string Depot, string Device, long Window, string Sha256, string Frame);

/// <param name="Stored">Whether it is durable at the centre; false asks for it to be sent again later.</param>
/// <param name="Credit">How many frames may be sent in the next second.</param>
public sealed record TelemetryAck(bool Stored, int Credit, string? Reason);

/// <summary>What a gateway is asked to cosign as a witness of the transparency log.</summary>
/// <param name="Request">The body of an add-checkpoint request (C2SP tlog-witness); null while there is nothing to
/// cosign.</param>
public sealed record WitnessOffer(string? Request);

/// <summary>A gateway's signature on a checkpoint.</summary>
/// <param name="Note">The checkpoint's text with the gateway's signature alone (C2SP signed-note).</param>
/// <param name="Vkey">The key that signed where it is another one than the enrolled one: one that says the time too
/// (C2SP tlog-cosignature). The request that brings it is signed by the enrolled key.</param>
public sealed record WitnessAnswer(
    string Note,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Vkey = null);

/// <summary>Two statements of the centre that cannot both be true, found by a gateway.</summary>
/// <param name="Fraud">The fraud proof, as a file of it holds it.</param>
public sealed record FraudReport(JsonElement Fraud);

/// <param name="Stored">Whether it is durable at the centre.</param>
/// <param name="Reason">Why it is not; null where it is.</param>
public sealed record EdgeAck(bool Stored, string? Reason);

/// <param name="Manifests">In the order of their numbers.</param>
/// <param name="After">What to ask for next.</param>
public sealed record ManifestPage(IReadOnlyList<Manifest> Manifests, long After);
