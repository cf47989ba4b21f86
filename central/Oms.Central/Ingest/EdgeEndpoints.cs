using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using NodaTime;
using Oms.Actors;
using Oms.Central.Depots;
using Oms.Central.Hosting;
using Oms.Central.Http;
using Oms.Central.Storage;
using Oms.Central.Transparency;
using Oms.Contracts;
using Oms.Custody;
using Oms.Entities;
using Oms.Transparency;

namespace Oms.Central.Ingest;

/// <summary>What depots' gateways call.</summary>
internal static class EdgeEndpoints
{
    private const int FrameBytesMax = 2 << 20;
    private const int ManifestsMax = 100;

    // A log that keeps up holds a record within milliseconds; after two seconds the gateway asks again itself.
    private const int EnrolRoundsMax = 40;
    private static readonly TimeSpan EnrolPause = TimeSpan.FromMilliseconds(50);
    private static readonly Duration ClockOffMax = Duration.FromMinutes(15);

    public static void Map(IEndpointRouteBuilder routes, CentralNode node)
    {
        _ = routes.MapPost(EdgeRoutes.Enrolments, (Delegate)((HttpContext context) => EnrolAsync(context, node)))
            .WithSummary("Register a gateway's key with a one-time code")
            .Accepts<EnrolmentRequest>(Answer.Json).Produces<EnrolmentGrant>();
        _ = routes.MapPost(EdgeRoutes.Records, (Delegate)((HttpContext context) => SignedAsync(
                context, node, IngestService.BytesMax, (depot, principal, body) =>
                    node.Ingest.TakeAsync(depot, body, principal, context.RequestAborted))))
            .WithSummary("Hand over a run of a depot's log")
            .Accepts<RecordBatch>(Answer.Json).Produces<RecordAck>();
        _ = routes.MapPost(EdgeRoutes.Telemetry, (Delegate)((HttpContext context) => SignedAsync(
                context, node, FrameBytesMax, (depot, principal, body) => StoreAsync(node, depot, principal, body))))
            .WithSummary("Hand over a window of raw readings")
            .Accepts<TelemetryFrame>(Answer.Json).Produces<TelemetryAck>();
        _ = routes.MapGet(EdgeRoutes.Manifests, (Delegate)((HttpContext context) => SignedAsync(
                context, node, 0, (depot, _, _) => ManifestsAsync(context, node, depot))))
            .WithSummary("Manifests of routes that end at the depot").Produces<ManifestPage>();
        _ = routes.MapGet(EdgeRoutes.Checkpoint, (Delegate)((HttpContext context) => SignedAsync(
                context, node, 0, (depot, principal, _) =>
                    WitnessEndpoints.OfferAsync(context, node, depot, principal))))
            .WithSummary("The checkpoint that the gateway is to cosign").Produces<WitnessOffer>();
        _ = routes.MapPost(EdgeRoutes.Checkpoint, (Delegate)((HttpContext context) => SignedAsync(
                context, node, WitnessEndpoints.BytesMax, (depot, principal, body) =>
                    WitnessEndpoints.TakeAsync(node, depot, principal, body))))
            .WithSummary("Hand over a cosignature")
            .Accepts<WitnessAnswer>(Answer.Json).Produces<EdgeAck>();
        _ = routes.MapPost(EdgeRoutes.Frauds, (Delegate)((HttpContext context) => SignedAsync(
                context, node, WitnessEndpoints.BytesMax, (depot, principal, body) =>
                    WitnessEndpoints.ReportAsync(node, depot, principal, body))))
            .WithSummary("Hand over a proof against this log")
            .Accepts<FraudReport>(Answer.Json).Produces<EdgeAck>();
    }

    private static async Task<IResult> EnrolAsync(HttpContext context, CentralNode node)
    {
        var (body, unread) = await StrictBody.ReadAsync(context, StrictBody.BytesMax);
        if (unread is not null)
        {
            return unread;
        }

        var (request, invalid) = StrictBody.Parse(body!, EdgeJson.Default.EnrolmentRequest);
        if (request is null)
        {
            return invalid!;
        }

        var spki = new byte[128];
        if (!EntityAddress.IsId(request.Depot) || !EntityAddress.IsId(request.Device)
            || !Convert.TryFromBase64String(request.PublicKey, spki, out var length)
            || DevicePublicKey.TryImport(spki.AsSpan(0, length)) is not { } key)
        {
            return Problems.Invalid("/public_key",
                "Depot and device are ids; the key is a P-256 key as SPKI in base64.");
        }

        key.Dispose();
        return await EnrolAsync(node, request, spki.AsMemory(0, length), context.RequestAborted);
    }

    private static async Task<Answer> EnrolAsync(
        CentralNode node, EnrolmentRequest request, ReadOnlyMemory<byte> spki, CancellationToken cancellationToken)
    {
        var address = CentralNode.Address(Depot.Kind, request.Depot);
        var principal = new Principal(PrincipalKind.Device, request.Device);
        for (var round = 0; round < EnrolRoundsMax; round++)
        {
            var depot = (await node.Depots.ReadAsync(address, cancellationToken)).State;
            if (!depot.IsRegistered)
            {
                return Refused("The depot or the code is unknown.");
            }

            var log = (await node.Log.ReadAsync(
                CentralNode.Address(CustodyLog.Kind, CustodyLog.Id), cancellationToken)).State;
            if (depot.KeyStart(request.Device, request.Incarnation, log) is not { } start)
            {
                await Task.Delay(EnrolPause, node.Time, cancellationToken);
                continue;
            }

            var certificate = node.Keys.Certify(new DepotKeyStatement(
                request.Depot, request.Device, spki, start.LogIndex, node.Clock.GetCurrentInstant()));
            var reply = await node.Depots.AskAsync(
                address,
                new DepotCommand.Enrol(
                    DepotEndpoints.HashOf(request.Code),
                    request.Device,
                    request.Incarnation,
                    request.PublicKey,
                    JsonElement.Parse(certificate.Encode()),
                    start.AfterSeq),
                new CommandContext(node.NewCommandId(), principal));
            switch (reply)
            {
                case { Outcome: ReplyOutcome.Accepted }:
                    return await GrantAsync(node, address, request.Device, cancellationToken);
                case { Outcome: ReplyOutcome.Rejected, Rejection: DepotRejection.HeadMoved }:
                    continue;
                case { Outcome: ReplyOutcome.Rejected }:
                    var reason = reply.Rejection is DepotRejection.EnrolmentRefused r ? r.Reason : "It was refused.";
                    await node.Ingest.ReportAsync(
                        request.Depot,
                        "enrolment-refused",
                        principal,
                        $"Gateway {request.Device} may not enrol: {reason}");
                    return Refused(reason);
                default:
                    return Problems.Retry(reply);
            }
        }

        return Problems.Of(
            503, "unavailable", "The log does not hold all records of the gateway's former chain yet; try again.");

        static Answer Refused(string reason) => Problems.Of(403, "enrolment-refused", reason);
    }

    private static async Task<Answer> GrantAsync(
        CentralNode node, EntityAddress address, string device, CancellationToken cancellationToken)
    {
        var depot = (await node.Depots.ReadAsync(address, cancellationToken)).State;
        return Lists.Ok(
            new EnrolmentGrant(
                depot.Gateways[device].Certificate,
                Convert.ToBase64String(node.Keys.RootSpki.Span),
                node.Keys.LogVkey),
            EdgeJson.Default.EnrolmentGrant);
    }

    /// <summary>Lets a request through that an enrolled gateway of the depot signed.</summary>
    private static async Task<IResult> SignedAsync(
        HttpContext context, CentralNode node, int bytesMax, Func<string, Principal, byte[], Task<Answer>> handle)
    {
        var depotId = $"{context.Request.RouteValues["depot"]}";
        var (body, unread) = await StrictBody.ReadAsync(context, bytesMax);
        if (unread is not null)
        {
            return unread;
        }

        if (!EntityAddress.IsId(depotId)
            || EdgeSignature.Parse(context.Request.Headers[EdgeRoutes.SignatureHeader].ToString()) is not { } signature)
        {
            return Refuse("The signature is missing or not of its form.");
        }

        var depot = (await node.Depots.ReadAsync(
            CentralNode.Address(Depot.Kind, depotId), context.RequestAborted)).State;
        if (!depot.IsRegistered)
        {
            return Refuse("The gateway is not enrolled.");
        }

        var principal = new Principal(PrincipalKind.Device, signature.Device);
        var fault = Fault(context, depot, signature, body!, node.Clock.GetCurrentInstant());
        if (fault is not null)
        {
            await node.Ingest.ReportAsync(depotId, "edge-signature-invalid", principal, fault);
            return Refuse(fault);
        }

        return await handle(depotId, principal, body!);

        static Answer Refuse(string reason) => Problems.Of(401, "edge-signature-invalid", reason);
    }

    private static string? Fault(
        HttpContext context, Depot depot, EdgeSignature signature, byte[] body, Instant now)
    {
        if (!depot.Gateways.TryGetValue(signature.Device, out var gateway))
        {
            return $"Gateway {signature.Device} is not enrolled.";
        }

        if (depot.IsRevoked(gateway))
        {
            return $"The key of gateway {signature.Device} was revoked.";
        }

        // Between the record that changes the key and the new one's certificate the gateway may sign with either.
        if (!IsBy(gateway.PublicKey) && !(gateway.NextKey is { } next && IsBy(next)))
        {
            return "The signature is not the enrolled key's over this request.";
        }

        var off = Duration.FromSeconds(Math.Abs(now.ToUnixTimeSeconds() - signature.UnixSeconds));
        return off <= ClockOffMax || ClockIsUnset(body, gateway)
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"The request's time is {off.TotalMinutes:F0} minutes off.");

        bool IsBy(string publicKey)
        {
            var path = context.Request.Path.Value!;
            using var key = DevicePublicKey.TryImport(Convert.FromBase64String(publicKey));
            return key is not null
                && (signature.IsBy(key, context.Request.Method, path, body)
                    || signature.IsBy(key, context.Request.Method, path + context.Request.QueryString, body));
        }
    }

    /// <summary>Whether the gateway says that nothing has set its clock; what it signed is believed.</summary>
    private static bool ClockIsUnset(byte[] body, Gateway gateway)
    {
        var (batch, _) = StrictBody.Parse(body, EdgeJson.Default.RecordBatch);
        return (batch?.ClockQuality ?? gateway.ClockQuality) is "unset" or "fake";
    }

    private static async Task<Answer> StoreAsync(CentralNode node, string depot, Principal principal, byte[] body)
    {
        var (frame, invalid) = StrictBody.Parse(body, EdgeJson.Default.TelemetryFrame);
        if (frame is null)
        {
            return invalid!;
        }

        var octets = new byte[(frame.Frame.Length / 4 * 3) + 3];
        if (frame.Depot != depot || !Convert.TryFromBase64String(frame.Frame, octets, out var length)
            || Convert.ToHexStringLower(SHA256.HashData(octets.AsSpan(0, length))) != frame.Sha256)
        {
            await node.Ingest.ReportAsync(
                depot, "telemetry-mismatch", principal, $"Window {frame.Window} of {frame.Device} has another digest.");
            return Told(false, "digest-mismatch");
        }

        await using (var reader = await node.Model.OpenReaderAsync(CancellationToken.None))
        {
            if (await reader.OneAsync(
                "SELECT 1 FROM sealed_digests WHERE depot = @depot AND sha256 = @sha256",
                row => row.GetInt32(0),
                ("@depot", depot),
                ("@sha256", frame.Sha256)) == 0)
            {
                return Told(false, "not-sealed");
            }
        }

        return await node.Telemetry.StoreAsync(frame.Sha256, depot, frame.Device, frame.Window, octets[..length])
            ? Told(true, null)
            : Problems.Of(503, "back-pressure", "Too much waits already; try again.");

        Answer Told(bool isStored, string? reason) => Lists.Ok(
            new TelemetryAck(isStored, node.Telemetry.Credit, reason), EdgeJson.Default.TelemetryAck);
    }

    private static async Task<Answer> ManifestsAsync(HttpContext context, CentralNode node, string depotId)
    {
        var text = context.Request.Query["after"].ToString();
        if (!long.TryParse(text.Length == 0 ? "0"
            : text, NumberStyles.None, CultureInfo.InvariantCulture, out var after))
        {
            return Problems.Invalid("after", "It must be a number.");
        }

        var depot = (await node.Depots.ReadAsync(
            CentralNode.Address(Depot.Kind, depotId), context.RequestAborted)).State;
        var page = depot.Manifests.Where(manifest => manifest.Number > after).Take(ManifestsMax).ToList();
        return Lists.Ok(
            new ManifestPage(
                [.. page.Select(manifest => manifest.Manifest)], page.Count > 0 ? page[^1].Number : after),
            EdgeJson.Default.ManifestPage);
    }
}
