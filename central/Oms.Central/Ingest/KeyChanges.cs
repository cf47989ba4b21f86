using System.Text.Json;
using Oms.Actors;
using Oms.Central.Depots;
using Oms.Central.Hosting;
using Oms.Central.Transparency;
using Oms.Contracts;
using Oms.Entities;
using Oms.Transparency;

namespace Oms.Central.Ingest;

/// <summary>Certifies the key that a gateway's own record named, before anything it signed is taken.</summary>
/// <remarks>
/// The certificate starts at a log index after all that the former key signed and before all that the new one will: so
/// the log has to hold the record that names it, and nothing that follows may be taken before.
/// </remarks>
internal static class KeyChanges
{
    private const int RoundsMax = 40;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>The gateway whose new key is to be certified before a batch is judged; null for none.</summary>
    public static Gateway? Pending(Depot depot, RecordBatch batch) =>
        depot.Gateways.TryGetValue(batch.Device, out var gateway) && gateway.NextKey is not null
        && gateway.Incarnation == batch.Incarnation && !depot.IsRevoked(gateway)
            ? gateway
            : null;

    /// <summary>Waits for the log, and puts the key in force.</summary>
    /// <returns>False where the log does not hold the former key's records in time.</returns>
    public static async Task<bool> TryCertifyAsync(
        CentralNode node,
        EntityAddress address,
        Depot depot,
        Gateway gateway,
        Principal principal,
        CancellationToken cancellationToken)
    {
        for (var round = 0; round < RoundsMax; round++)
        {
            var log = (await node.Log.ReadAsync(
                CentralNode.Address(CustodyLog.Kind, CustodyLog.Id), cancellationToken)).State;
            if (depot.LogIndexAfter(gateway.Device, log) is not { } start)
            {
                await Task.Delay(Pause, node.Time, cancellationToken);
                continue;
            }

            var certificate = node.Keys.Certify(new DepotKeyStatement(
                depot.Id!,
                gateway.Device,
                Convert.FromBase64String(gateway.NextKey!),
                start.LogIndex,
                node.Clock.GetCurrentInstant()));
            var reply = await node.Depots.AskAsync(
                address,
                new DepotCommand.ChangeKey(
                    gateway.Device,
                    gateway.Incarnation,
                    gateway.NextKey!,
                    JsonElement.Parse(certificate.Encode()),
                    start.AfterSeq),
                new CommandContext(node.NewCommandId(), principal));

            // Where it was rejected another request did it meanwhile: the caller looks again.
            return reply.Outcome is ReplyOutcome.Accepted or ReplyOutcome.Rejected;
        }

        return false;
    }
}
