namespace Oms.Contracts;

/// <summary>The paths between a depot's gateway and the centre. <c>{depot}</c> is the depot's id.</summary>
/// <remarks>
/// Every request but the enrolment carries <see cref="SignatureHeader"/>: device id, Unix time in seconds and an ECDSA
/// P-256 signature (base64url, 64 bytes r‖s) of SHA-256("edge-request/v1\n" method "\n" path "\n" time "\n" SHA-256 hex
/// of the body), separated by dots. The centre refuses a time more than 15 minutes of wall time off unless the
/// gateway's
/// clock quality says that its clock is unset.
/// </remarks>
public static class EdgeRoutes
{
    public const string SignatureHeader = "Oms-Edge-Signature";

    /// <summary>POST: an <see cref="EnrolmentRequest"/>, answered by an <see cref="EnrolmentGrant"/>.</summary>
    public const string Enrolments = "/edge/v1/enrolments";

    /// <summary>POST: a <see cref="RecordBatch"/> of the depot log, answered by a <see cref="RecordAck"/>.</summary>
    public const string Records = "/edge/v1/depots/{depot}/records";

    /// <summary>POST: a <see cref="TelemetryFrame"/> of the replay lane, answered by a <see
    /// cref="TelemetryAck"/>.</summary>
    public const string Telemetry = "/edge/v1/depots/{depot}/telemetry";

    /// <summary>GET <c>?after=N</c>: a <see cref="ManifestPage"/> of manifests for the depot, newer than N.</summary>
    public const string Manifests = "/edge/v1/depots/{depot}/manifests";

    /// <summary>GET <c>?old=N</c>: a <see cref="WitnessOffer"/>, what the gateway is asked to cosign after the
    /// checkpoint of N entries. POST: a <see cref="WitnessAnswer"/>, answered by an <see cref="EdgeAck"/>.</summary>
    public const string Checkpoint = "/edge/v1/depots/{depot}/checkpoint";

    /// <summary>POST: a <see cref="FraudReport"/>, answered by an <see cref="EdgeAck"/>.</summary>
    public const string Frauds = "/edge/v1/depots/{depot}/frauds";

    /// <summary>GET: a tile of the transparency log (C2SP tlog-tiles), for anybody; <c>{tile}</c> is its
    /// path.</summary>
    public const string LogTile = "/log/{tile}";
}
