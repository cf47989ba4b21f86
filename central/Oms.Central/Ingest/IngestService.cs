using System.Text.Json;
using Oms.Actors;
using Oms.Central.Depots;
using Oms.Central.Hosting;
using Oms.Central.Http;
using Oms.Central.Transparency;
using Oms.Contracts;
using Oms.Entities;

namespace Oms.Central.Ingest;

/// <summary>Takes batches of records: in effect once each, whole or not at all, acknowledged after the
/// commit.</summary>
internal sealed class IngestService(CentralNode node, CentralNodeServices services)
{
    /// <summary>The longest batch.</summary>
    public const int BytesMax = (4 << 20) + (64 << 10);

    private const int RecordsMax = 500;
    private const int CreditMin = 10;
    private const int CreditMax = 5_000;

    /// <summary>A batch is judged again when the chain moved meanwhile; after so many times the gateway asks
    /// again.</summary>
    private const int RoundsMax = 4;

    private readonly ILogger _log = services.Logs.CreateLogger<IngestService>();
    private readonly Intake _intake = new(CreditMin, CreditMax, services.Time);

    /// <summary>Takes a batch whose sender was authenticated.</summary>
    public async Task<Answer> TakeAsync(
        string depotId, byte[] body, Principal principal, CancellationToken cancellationToken)
    {
        var (batch, invalid) = StrictBody.Parse(body, EdgeJson.Default.RecordBatch);
        if (batch is null)
        {
            await ReportAsync(depotId, "malformed", principal, "A batch could not be read.");
            return invalid!;
        }

        if (batch.Records.Count is < 1 or > RecordsMax)
        {
            return Problems.Invalid("/records", $"A batch has 1 to {RecordsMax} records.");
        }

        var (outcome, problem) = await TakeAsync(depotId, batch, body, principal, cancellationToken);
        return outcome is null ? problem! : Lists.Ok(outcome, EdgeJson.Default.RecordAck);
    }

    /// <summary>Takes a batch; either an acknowledgement or a problem.</summary>
    public async Task<(RecordAck? Ack, Answer? Problem)> TakeAsync(
        string depotId, RecordBatch batch, byte[] body, Principal principal, CancellationToken cancellationToken)
    {
        var address = CentralNode.Address(Depot.Kind, depotId);
        var (read, malformed) = BatchReader.Read(batch);
        for (var round = 0; round < RoundsMax; round++)
        {
            var depot = (await node.Depots.ReadAsync(address, cancellationToken)).State;
            if (KeyChanges.Pending(depot, batch) is { } gateway)
            {
                // What follows the record that named a new key is judged by that key, once it is certified.
                if (!await KeyChanges.TryCertifyAsync(node, address, depot, gateway, principal, cancellationToken))
                {
                    return (null, Problems.Of(
                        503, "unavailable", "The log does not hold all records of the former key yet; try again."));
                }

                continue;
            }

            var verdict = read is null
                ? BatchVerdict.Refuse(malformed!.Reason, malformed.Detail)
                : BatchVerifier.Judge(
                    depotId, depot, read, await BatchVerifier.OldHashesAsync(node.Model, depotId, depot, read));
            if (verdict.Fault is { } fault)
            {
                var id = read?.Id ?? BatchReader.IdOf(body);
                if (read is not null && fault.Reason is ("fork" or "rewritten")
                    && await DeviceFraud.KeepAsync(node, depotId, read) is { } proof)
                {
                    fault = fault with { Detail = $"{fault.Detail} See fraud proof {proof.Id}." };
                }

                return await SetAsideAsync(address, depot, batch, id, fault, body, principal);
            }

            if (verdict.Known || verdict.Gap)
            {
                return (Ack(depot, batch, null), null);
            }

            var begun = _intake.Begin();
            var reply = await node.Depots.AskAsync(
                address, verdict.Accept!, new CommandContext(node.NewCommandId(), principal));
            _intake.End(begun);
            switch (reply.Outcome)
            {
                case ReplyOutcome.Accepted:
                    var high = verdict.Accept!.Records[^1].Seq;
                    return (new RecordAck(high, high + 1, node.Checkpoint, _intake.Credit, null), null);
                case ReplyOutcome.Rejected:
                    // The chain moved, or the gateway enrolled anew: judge the batch against what is there now.
                    continue;
                default:
                    return (null, Problems.Retry(reply));
            }
        }

        return (null, Problems.Of(503, "back-pressure", "The depot's chain moves too fast; send again."));
    }

    /// <summary>Raises an incident at a depot; the same one again within a minute is not raised again.</summary>
    public async Task ReportAsync(string depotId, string kind, Principal principal, string detail)
    {
        _log.IngestRefused(depotId, kind, detail);
        _ = await node.Depots.AskAsync(
            CentralNode.Address(Depot.Kind, depotId),
            new DepotCommand.Report(kind, principal.Id, detail),
            new CommandContext(node.NewCommandId(), principal));
    }

    private async Task<(RecordAck? Ack, Answer? Problem)> SetAsideAsync(
        EntityAddress address,
        Depot depot,
        RecordBatch batch,
        string id,
        BatchFault fault,
        byte[] body,
        Principal principal)
    {
        _log.BatchSetAside(address.Id, batch.Device, fault.Reason, fault.Detail);
        var reply = await node.Depots.AskAsync(
            address,
            new DepotCommand.Quarantine(
                id, batch.Device, batch.Incarnation, fault.Reason, fault.Detail, JsonElement.Parse(body)),
            new CommandContext(node.NewCommandId(), principal));
        return reply.Outcome == ReplyOutcome.Accepted
            ? (Ack(depot, batch, fault.Reason), null)
            : (null, Problems.Retry(reply));
    }

    private RecordAck Ack(Depot depot, RecordBatch batch, string? quarantined)
    {
        var high = depot.Gateways.TryGetValue(batch.Device, out var gateway)
            && gateway.Incarnation == batch.Incarnation
                ? gateway.HighWater
                : 0;
        return new RecordAck(high, high + 1, node.Checkpoint, _intake.Credit, quarantined);
    }
}

/// <summary>Log messages 3100 to 3199.</summary>
internal static partial class IngestLog
{
    [LoggerMessage(3100, LogLevel.Warning, "Set a batch of {Depot}, gateway {Device}, aside ({Reason}): {Detail}")]
    public static partial void BatchSetAside(this ILogger log, string depot, string device, string reason,
        string detail);

    [LoggerMessage(3101, LogLevel.Warning, "Refused a request for depot {Depot} ({Kind}): {Detail}")]
    public static partial void IngestRefused(this ILogger log, string depot, string kind, string detail);
}
