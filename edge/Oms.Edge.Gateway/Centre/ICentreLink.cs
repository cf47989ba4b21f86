using Oms.Contracts;
using Oms.Transparency;

namespace Oms.Edge.Gateway.Centre;

/// <summary>The way to the centre. Every member may throw <see cref="CentreUnavailableException"/> (try again) and
/// <see cref="CentreRefusedException"/> (trying again changes nothing).</summary>
internal interface ICentreLink
{
    Task<EnrolmentGrant> EnrolAsync(EnrolmentRequest request, CancellationToken cancellationToken);

    Task<RecordAck> SendRecordsAsync(RecordBatch batch, CancellationToken cancellationToken);

    Task<TelemetryAck> SendFrameAsync(TelemetryFrame frame, CancellationToken cancellationToken);

    Task<ManifestPage> ManifestsAsync(long after, CancellationToken cancellationToken);

    /// <summary>What the gateway is asked to cosign, after a checkpoint of so many entries.</summary>
    Task<WitnessOffer> OfferAsync(long oldSize, CancellationToken cancellationToken);

    Task<EdgeAck> CosignAsync(WitnessAnswer answer, CancellationToken cancellationToken);

    Task<EdgeAck> ReportFraudAsync(FraudReport report, CancellationToken cancellationToken);

    /// <summary>A tile of the transparency log; null where it has none such.</summary>
    Task<ReadOnlyMemory<byte>?> TileAsync(TileId tile, CancellationToken cancellationToken);
}

/// <summary>The centre cannot be reached, or says that it cannot answer now.</summary>
internal sealed class CentreUnavailableException(string reason, Exception? cause = null) : Exception(reason, cause);

/// <summary>The centre answered, and the answer is no.</summary>
/// <param name="status">The HTTP status.</param>
internal sealed class CentreRefusedException(int status,
    string reason) : Exception($"The centre answered {status}: {reason}")
{
    public int Status { get; } = status;
}
