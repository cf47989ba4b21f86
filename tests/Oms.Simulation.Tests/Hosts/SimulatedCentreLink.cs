using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Oms.Contracts;
using Oms.Edge.Gateway.Centre;
using Oms.Testing;
using Oms.Transparency;

namespace Oms.Simulation.Tests.Hosts;

/// <summary>The way from a depot to the centre over a bad network, with the requests of the real link.</summary>
internal sealed class SimulatedCentreLink(SimWorld world, DepotHost depot) : ICentreLink
{
    public Task<EnrolmentGrant> EnrolAsync(EnrolmentRequest request, CancellationToken cancellationToken) => SendAsync(
        "POST", EdgeRoutes.Enrolments, JsonSerializer.SerializeToUtf8Bytes(request, EdgeJson.Default.EnrolmentRequest),
        EdgeJson.Default.EnrolmentGrant);

    public async Task<RecordAck> SendRecordsAsync(RecordBatch batch, CancellationToken cancellationToken)
    {
        var ack = await SendAsync(
            "POST",
            PathOf(EdgeRoutes.Records),
            JsonSerializer.SerializeToUtf8Bytes(batch, EdgeJson.Default.RecordBatch),
            EdgeJson.Default.RecordAck);
        world.Trace.Add(string.Create(
            CultureInfo.InvariantCulture,
            $"{depot.Depot} sent {batch.Records.Count} records up to {ack.HighWater}: {ack.Quarantined ?? "taken"}"));
        world.Published(ack.Checkpoint);
        world.Acknowledged(depot, ack);
        return ack;
    }

    public Task<TelemetryAck> SendFrameAsync(TelemetryFrame frame, CancellationToken cancellationToken) => SendAsync(
        "POST",
        PathOf(EdgeRoutes.Telemetry),
        JsonSerializer.SerializeToUtf8Bytes(frame, EdgeJson.Default.TelemetryFrame),
        EdgeJson.Default.TelemetryAck);

    public Task<ManifestPage> ManifestsAsync(long after, CancellationToken cancellationToken) => SendAsync(
        "GET", $"{PathOf(EdgeRoutes.Manifests)}?after={after}", [], EdgeJson.Default.ManifestPage);

    public Task<WitnessOffer> OfferAsync(long oldSize, CancellationToken cancellationToken) => SendAsync(
        "GET",
        string.Create(CultureInfo.InvariantCulture, $"{PathOf(EdgeRoutes.Checkpoint)}?old={oldSize}"),
        [],
        EdgeJson.Default.WitnessOffer);

    public Task<EdgeAck> CosignAsync(WitnessAnswer answer, CancellationToken cancellationToken) => SendAsync(
        "POST",
        PathOf(EdgeRoutes.Checkpoint),
        JsonSerializer.SerializeToUtf8Bytes(answer, EdgeJson.Default.WitnessAnswer),
        EdgeJson.Default.EdgeAck);

    public Task<EdgeAck> ReportFraudAsync(FraudReport report, CancellationToken cancellationToken) => SendAsync(
        "POST",
        PathOf(EdgeRoutes.Frauds),
        JsonSerializer.SerializeToUtf8Bytes(report, EdgeJson.Default.FraudReport),
        EdgeJson.Default.EdgeAck);

    // Only a fork makes a gateway ask for one, and this centre never forks.
    public Task<ReadOnlyMemory<byte>?> TileAsync(TileId tile, CancellationToken cancellationToken) =>
        throw new InvalidOperationException($"{depot.Depot} doubts the log: it asks for {tile.ToPath()}.");

    private string PathOf(string route) => route.Replace("{depot}", depot.Depot, StringComparison.Ordinal);

    private async Task<T> SendAsync<T>(string method, string target, byte[] body, JsonTypeInfo<T> form)
    {
        var signature = RequestSignature.Of(
            depot.Key, depot.Device, depot.Clock.GetUtcNow().ToUnixTimeSeconds(), method, target, body);
        CentreAnswer answer;
        try
        {
            if (depot.IsCut)
            {
                await Task.Delay(SimulatedNetwork.CallWait.ToTimeSpan(), world.Time);
                throw new TimeoutException("The line is cut.");
            }

            answer = await world.CallAsync(
                world.Network,
                () => world.Centre.SendAsync(method, target, body, [(EdgeRoutes.SignatureHeader, signature)]));
        }
        catch (TimeoutException failure)
        {
            throw new CentreUnavailableException(failure.Message, failure);
        }

        return answer.Status switch
        {
            408 or 425 or 429 or >= 500 =>
                throw new CentreUnavailableException($"The centre answered {answer.Status}."),
            < 200 or >= 300 => throw Refused(target, answer),
            _ => JsonSerializer.Deserialize(answer.Body, form)
                ?? throw new CentreUnavailableException("The centre's answer is null."),
        };
    }

    private CentreRefusedException Refused(string target, CentreAnswer answer)
    {
        world.Trace.Add($"{depot.Depot} was refused {target}: {answer.Status} {Encoding.UTF8.GetString(answer.Body)}");
        return new CentreRefusedException(answer.Status, "refused");
    }
}
