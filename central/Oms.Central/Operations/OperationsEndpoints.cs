using System.Text.Json;
using NodaTime;
using Oms.Actors.Routing;
using Oms.Central.Access;
using Oms.Central.Books;
using Oms.Central.Depots;
using Oms.Central.Events;
using Oms.Central.Hosting;
using Oms.Central.Http;
using Oms.Central.Inventory;
using Oms.Central.Reports;
using Oms.Central.Storage;
using Oms.Contracts;
using Oms.Entities;

namespace Oms.Central.Operations;

/// <summary>What operators look at and repair.</summary>
internal static class OperationsEndpoints
{
    private const int ExportMax = 1_000;

    private static readonly Duration LagWait = Duration.FromSeconds(2);

    public static void Map(IEndpointRouteBuilder routes, CentralNode node, KeyedWrites writes)
    {
        _ = routes.Get<AuditView>("/audit/invariants", ApiScope.Read, "Recompute the invariants", async context =>
            Lists.Ok(await InvariantAudit.RunAsync(node, context.RequestAborted), CentralJson.Default.AuditView));
        _ = routes.Get<StandingAuditView>(
            "/audit/standing", ApiScope.Read, "What the standing audit has found", _ => Task.FromResult<IResult>(
                Lists.Ok(node.Findings.Show(), CentralJson.Default.StandingAuditView)));
        MapEntities(routes, node, writes);
        MapIngest(routes, node, writes);
        MapStores(routes, node, writes);
    }

    private static void MapEntities(IEndpointRouteBuilder routes, CentralNode node, KeyedWrites writes)
    {
        _ = routes.Get<ListBody<QuarantinedEntity>>(
            "/ops/entities/quarantined", ApiScope.Admin, "Entities that were set aside", async context =>
                Lists.Ok(
                    new ListBody<QuarantinedEntity>(
                        [
                            .. (await node.System.QuarantinedAsync(context.RequestAborted)).Select(row =>
                                new QuarantinedEntity(
                                    row.Address.Kind, row.Address.Id, row.Reason, row.AtSeq, row.Incident)),
                        ],
                        null),
                    CentralJson.Default.ListBodyQuarantinedEntity));
        _ = routes.Post<ReleaseEntityBody>(
            "/ops/entities/release", ApiScope.Admin, 200, "Release an entity that was set aside", context =>
                writes.RunAsync(context, CentralJson.Default.ReleaseEntityBody, addressInBody: true, async (body, _) =>
                {
                    if (!EntityAddress.IsId(body.Id) || string.IsNullOrEmpty(body.Kind) || !body.Kind.All(
                        c => char.IsAsciiLetterLower(c) || c == '-'))
                    {
                        return Problems.NotFound("such entity");
                    }

                    await node.System.ReleaseAsync(
                        CentralNode.Address(body.Kind, body.Id), context.RequestAborted);
                    return Done(body.Id);
                }));
    }

    private static void MapIngest(IEndpointRouteBuilder routes, CentralNode node, KeyedWrites writes)
    {
        _ = routes.Get<ListBody<BatchView>>("/ops/ingest/quarantine", ApiScope.Admin, "Batches set aside", async _ =>
            Lists.Ok(
                new ListBody<BatchView>(await BatchesAsync(node, null), null), CentralJson.Default.ListBodyBatchView));
        _ = routes.Get<BatchView>("/ops/ingest/quarantine/{id}", ApiScope.Admin, "A batch set aside", async context =>
            await BatchesAsync(node, $"{context.Request.RouteValues["id"]}") is [var batch, ..]
                ? Lists.Ok(batch, CentralJson.Default.BatchView)
                : Problems.NotFound("such batch"));
        _ = routes.Post<Manifests.EmptyBody>(
            "/ops/ingest/quarantine/{id}/release", ApiScope.Admin, 200,
                "Check a batch again, and take it if it is good",
            context => writes.RunAsync(context, CentralJson.Default.EmptyBody, addressInBody: false,
                async (_, command) =>
            {
                if (await BatchesAsync(node, $"{context.Request.RouteValues["id"]}") is not [var batch, ..])
                {
                    return Problems.NotFound("such batch");
                }

                if (batch.Batch is { } kept && kept.Deserialize(EdgeJson.Default.RecordBatch) is { } records)
                {
                    var (ack, problem) = await node.Ingest.TakeAsync(
                        batch.Depot,
                        records,
                        JsonSerializer.SerializeToUtf8Bytes(kept, CentralJson.Default.JsonElement),
                        command.Principal,
                        context.RequestAborted);
                    if (ack is null || ack.Quarantined is not null)
                    {
                        return problem ?? Problems.Of(409, "illegal-transition", $"It still is: {ack!.Quarantined}.");
                    }
                }

                var reply = await node.Depots.AskAsync(
                    CentralNode.Address(Depot.Kind, batch.Depot), new DepotCommand.Release(batch.Id), command);
                return KeyedWrites.Receipt(reply, batch.Id, 200, _ => Problems.NotFound("such batch"));
            }));
    }

    private static void MapStores(IEndpointRouteBuilder routes, CentralNode node, KeyedWrites writes)
    {
        _ = routes.Get<ListBody<LagView>>(
            "/ops/projections", ApiScope.Admin, "How far each consumer is, on all nodes", async _ =>
            {
                var all = await node.System.LagOfAllAsync(LagWait);
                return Lists.Ok(
                    new ListBody<LagView>(
                        [
                            .. all.Rows.GroupBy(lag => lag.Consumer).Select(lags => new LagView(
                                lags.Key,
                                lags.Sum(lag => long.Max(0, lag.Head - lag.Offset)),
                                lags.Select(lag => lag.Stopped).FirstOrDefault(stopped => stopped is not null),
                                lags.Count(),
                                all.Silent)),
                        ],
                        null),
                    CentralJson.Default.ListBodyLagView);
            });
        _ = routes.Post<Manifests.EmptyBody>(
            "/ops/projections/{name}/rebuild", ApiScope.Admin, 200, "Empty a read model and fill it again", context =>
                writes.RunAsync(context, CentralJson.Default.EmptyBody, addressInBody: false, async (_, _) =>
                {
                    var name = $"{context.Request.RouteValues["name"]}";
                    if (name is not (ViewsProjection.ProjectionName or RecordsProjection.ProjectionName
                        or LogProjection.ProjectionName or MovementsProjection.ProjectionName
                        or BooksProjection.ProjectionName or ReportsProjection.ProjectionName))
                    {
                        return Problems.NotFound("such read model");
                    }

                    try
                    {
                        await node.System.RebuildAsync(name, context.RequestAborted);
                        return Done(name);
                    }
                    catch (Exception failure) when (failure is PeerUnreachableException or TimeoutException)
                    {
                        return Problems.Of(503, "unavailable", $"{failure.Message} Ask again, with another key.");
                    }
                }));
        _ = routes.Get<JournalCheckView>("/ops/journal/check", ApiScope.Admin, "Check every shard's log",
            async context => Lists.Ok(
                await new JournalCheck(node).RunAsync(context.RequestAborted), CentralJson.Default.JournalCheckView));
        _ = routes.Get<ListBody<EventView>>("/ops/journal/export", ApiScope.Admin, "A shard's log as it is",
            async context =>
        {
            var query = context.Request.Query;
            if (!int.TryParse(query["shard"], out var shard) || shard < 0 || shard >= node.Journal.ShardCount
                || !long.TryParse(query["after"].ToString() is { Length: > 0 } text ? text : "0", out var after)
                    || after < 0)
            {
                return Problems.Invalid("shard", "Give shard and after as numbers.");
            }

            var records = await node.Journal.ReadShardAsync(shard, after, ExportMax, context.RequestAborted);
            return Lists.Ok(
                new ListBody<EventView>(
                    [
                        .. records.Select(record => EventView.Of(record, string.Empty)
                            with { Data = JsonElement.Parse(record.Payload.Length == 0 ? "null"u8
                                : record.Payload.Span) }),
                    ],
                    records.Count == ExportMax ? $"{records[^1].Offset}" : null),
                CentralJson.Default.ListBodyEventView);
        });
        _ = routes.Post<BackupBody>("/ops/backup", ApiScope.Admin, 200, "Copy everything, while it runs", context =>
            writes.RunAsync(context, CentralJson.Default.BackupBody, addressInBody: true, async (body, _) =>
                await Backup.RunAsync(node, body.Directory, context.RequestAborted) is { } fault
                    ? Problems.Invalid("/directory", fault)
                    : Done(body.Directory)));
    }

    internal static Answer Done(string id) => new(
        200,
        JsonSerializer.SerializeToUtf8Bytes(new ReceiptBody(id, string.Empty), CentralJson.Default.ReceiptBody),
        Answer.Json);

    private static async Task<List<BatchView>> BatchesAsync(CentralNode node, string? id)
    {
        await using var reader = await node.Model.OpenReaderAsync(CancellationToken.None);
        return await reader.ManyAsync(
            """
            SELECT id, depot, device, incarnation, reason, detail, at, batch FROM quarantine
            WHERE id = coalesce(@id, id) ORDER BY at DESC LIMIT 200
            """,
            row => new BatchView(
                row.GetString(0),
                row.GetString(1),
                row.GetString(2),
                row.GetString(3),
                row.GetString(4),
                row.GetString(5),
                row.GetString(6),
                id is null || row.IsDBNull(7) ? null : JsonElement.Parse(row.Bytes(7))),
            ("@id", id));
    }
}

internal sealed record QuarantinedEntity(string Kind, string Id, string? Reason, long AtSeq, string Incident);

internal sealed record ReleaseEntityBody(string Kind, string Id);

internal sealed record BatchView(
    string Id,
    string Depot,
    string Device,
    string Incarnation,
    string Reason,
    string Detail,
    string At,
    JsonElement? Batch);

/// <param name="Behind">Records that are committed and not yet done.</param>
/// <param name="Stopped">Why it stopped; null while it runs.</param>
/// <param name="Shards">Of how many shards that is told.</param>
/// <param name="Silent">The nodes that did not answer; their shards are missing.</param>
internal sealed record LagView(
    string Name, long Behind, string? Stopped, int Shards, IReadOnlyList<string> Silent);

internal sealed record BackupBody(string Directory);
