using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime;
using Oms.Central.Access;
using Oms.Central.Custody;
using Oms.Central.Hosting;
using Oms.Central.Http;
using Oms.Central.Transparency;
using Oms.Custody.Cargo;
using Oms.Custody.CheckOuts;
using Oms.Entities;

namespace Oms.Central.CheckOuts;

/// <summary>Check-outs and their evidence over HTTP.</summary>
internal static class CheckOutEndpoints
{
    private const string EvidenceType = "application/vnd.oms.evidence+json";
    private static readonly TimeSpan EvidenceWait = TimeSpan.FromSeconds(2);

    public static void Map(IEndpointRouteBuilder routes, CentralNode node)
    {
        _ = routes.Get<ListBody<CheckOutView>>("/check-outs", ApiScope.Read, "List check-outs", context =>
            Lists.PageAsync(
                context,
                node,
                CheckOutCustody.Kind,
                context.Request.Query["status"],
                context.Request.Query["depot"],
                null,
                CentralJson.Default.ListBodyCheckOutView,
                (id, doc) => CheckOutView.Of(id,
                    JsonSerializer.Deserialize(doc, CustodyJson.Default.CheckOutCustody)!)));
        _ = routes.Get<CheckOutView>("/check-outs/{id}", ApiScope.Read, "Read a check-out", async context =>
            await FindAsync(context, node) is var (id, custody)
                ? Lists.Ok(CheckOutView.Of(id, custody), CentralJson.Default.CheckOutView)
                : Problems.NotFound("such check-out")).ReadsOneEntity();
        _ = routes.Get<JsonElement>(
            "/check-outs/{id}/evidence", ApiScope.Read, "The evidence file of a check-out that has ended",
            async context =>
            {
                if (await FindAsync(context, node) is not var (id, custody))
                {
                    return Problems.NotFound("such check-out");
                }

                if (WitnessEndpoints.Demanded(context) is not { } witnesses)
                {
                    return Problems.Invalid("witnesses", "It must be a number.");
                }

                var (file, missing) = await EvidenceFile.WriteAsync(
                    node, id, custody.LastSeq, witnesses, context.RequestAborted);
                return file is null
                    ? Problems.Of(409, "evidence-not-ready", missing!) with { RetryAfter = EvidenceWait }
                    : new Answer(200, file, EvidenceType) { FileName = $"{id}.evidence" };
            });
        _ = routes.Get<string>(
            "/check-outs/{id}/records/{seq}/proof", ApiScope.Read,
            "The proof that a record stands in the log, for oms proof check (C2SP tlog-proof)",
            async context =>
            {
                if (await FindAsync(context, node) is not var (id, custody)
                    || !long.TryParse(
                        $"{context.Request.RouteValues["seq"]}", NumberStyles.None, CultureInfo.InvariantCulture,
                        out var seq)
                    || seq < 1 || seq > custody.LastSeq)
                {
                    return Problems.NotFound("such record");
                }

                var (file, missing) = await RecordProofFile.WriteAsync(node, id, seq, context.RequestAborted);
                return file is null
                    ? Problems.Of(409, "proof-not-ready", missing!) with { RetryAfter = EvidenceWait }
                    : new Answer(200, Encoding.UTF8.GetBytes(file), "text/plain; charset=utf-8")
                    {
                        FileName = $"{id}.{seq}.tlog-proof",
                    };
            });
    }

    private static async Task<(string Id, CheckOutCustody Custody)?> FindAsync(HttpContext context, CentralNode node)
    {
        var id = $"{context.Request.RouteValues["id"]}";
        if (!EntityAddress.IsId(id))
        {
            return null;
        }

        var view = await node.CheckOuts.ReadAsync(
            CentralNode.Address(CheckOutCustody.Kind, id), Consistency.Of(context), context.RequestAborted);
        return view.State.LastSeq == 0 ? null : (id, view.State);
    }
}

/// <summary>A check-out as the API shows it.</summary>
internal sealed record CheckOutView(
    string Id,
    CustodyStatus Status,
    string Depot,
    string Vehicle,
    string Driver,
    string? Route,
    Instant? ArrivedAt,
    long Records,
    IReadOnlyList<NotedDelivery> Deliveries,
    IReadOnlyList<CargoCount>? Counts,
    IReadOnlyList<TemperatureExcursion> Excursions)
{
    /// <summary>The manifest against deliveries and returns; null where the count has none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DeliveryReconciliation? Reconciliation { get; init; }

    public static CheckOutView Of(string id, CheckOutCustody custody) => new(
        id,
        custody.Status,
        custody.Depot,
        custody.Vehicle,
        custody.Driver,
        custody.Route,
        custody.Status == CustodyStatus.Absent || custody.ArrivedAt == Instant.MinValue ? null : custody.ArrivedAt,
        custody.LastSeq,
        custody.Deliveries,
        custody.Counts,
        custody.Excursions)
    {
        Reconciliation = custody.Reconciliation,
    };
}
