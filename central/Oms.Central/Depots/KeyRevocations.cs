using System.Text.Json;
using Oms.Actors;
using Oms.Central.Hosting;
using Oms.Central.Http;
using Oms.Central.Transparency;
using Oms.Entities;
using Oms.Transparency;

namespace Oms.Central.Depots;

/// <summary>Revokes gateways' keys: by log index, never by clock.</summary>
internal static class KeyRevocations
{
    private const int RoundsMax = 40;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Signs the revocation and puts it in force.</summary>
    public static async Task<Answer> RevokeAsync(
        CentralNode node, string id, RevokeKeyBody body, CommandContext command, CancellationToken cancellationToken)
    {
        if (!EntityAddress.IsId(id))
        {
            return Problems.NotFound("such depot");
        }

        if (!KeyRevocation.IsReason(body.Reason))
        {
            return Problems.Invalid("/reason", $"It has 1 to {KeyRevocation.ReasonCharsMax} characters.");
        }

        var address = CentralNode.Address(Depot.Kind, id);
        for (var round = 0; round < RoundsMax; round++)
        {
            var depot = (await node.Depots.ReadAsync(address, cancellationToken)).State;
            if (!depot.Gateways.TryGetValue(body.Device, out var gateway))
            {
                return Problems.NotFound("such gateway");
            }

            var log = (await node.Log.ReadAsync(
                CentralNode.Address(CustodyLog.Kind, CustodyLog.Id), cancellationToken)).State;
            if (depot.LogIndexAfter(body.Device, log) is not { } end)
            {
                await Task.Delay(Pause, node.Time, cancellationToken);
                continue;
            }

            if (body.FromLogIndex is { } given && (given < 0 || given > end.LogIndex))
            {
                return Problems.Invalid("/from_log_index", $"It is from 0 to {end.LogIndex}, the size of the log.");
            }

            var from = body.FromLogIndex ?? end.LogIndex;
            var revocation = node.Keys.Revoke(
                new DepotKeyStatement(
                    id, body.Device, Convert.FromBase64String(gateway.PublicKey), 0, node.Clock.GetCurrentInstant()),
                from,
                body.Reason);
            var reply = await node.Depots.AskAsync(
                address,
                new DepotCommand.RevokeKey(
                    body.Device,
                    gateway.PublicKey,
                    from,
                    body.Reason,
                    JsonElement.Parse(revocation.Encode()),
                    end.AfterSeq),
                command);
            if (reply is not { Outcome: ReplyOutcome.Rejected, Rejection: DepotRejection.HeadMoved })
            {
                return KeyedWrites.Receipt(reply, id, 200, DepotEndpoints.Explain);
            }
        }

        return Problems.Of(503, "unavailable", "The log does not hold all records of the gateway yet; try again.");
    }
}

/// <param name="Device">The gateway whose key is taken its word.</param>
/// <param name="Reason">Why, for people.</param>
/// <param name="FromLogIndex">The first log index at which a record signed by it counts no longer; the log's size now
/// where it is left out.</param>
internal sealed record RevokeKeyBody(string Device, string Reason, long? FromLogIndex = null);
