using Oms.Central.Access;
using Oms.Central.Hosting;
using Oms.Central.Http;

namespace Oms.Central.Inventory;

/// <summary>How much safety stock an item should have, by what left it.</summary>
internal static class SafetyStockEndpoints
{
    private const int DaysDefault = 90;
    private const int DaysMax = 730;
    private const int LeadMax = 365;
    private const int PermilleDefault = 950;
    private const int LeadDefault = 7;

    public static void Map(IEndpointRouteBuilder routes, CentralNode node) =>
        _ = routes.Get<SafetyStockView>(
            "/stock-items/{id}/safety-stock", ApiScope.Read, "How much safety stock would do", context =>
            SuggestAsync(context, node))
            .WithMetadata(new ReadModel(MovementsProjection.ProjectionName));

    private static async Task<IResult> SuggestAsync(HttpContext context, CentralNode node)
    {
        var id = $"{context.Request.RouteValues["id"]}";
        var query = context.Request.Query;
        if (StockItemId.Parse(id) is null)
        {
            return Problems.NotFound("such stock item");
        }

        if (Number(query["days"], DaysDefault, 2, DaysMax) is not { } days)
        {
            return Problems.Invalid("days", $"It must be from 2 to {DaysMax}.");
        }

        if (Number(query["service_permille"], PermilleDefault, SafetyStock.PermilleMin, SafetyStock.PermilleMax)
            is not { } permille)
        {
            return Problems.Invalid(
                "service_permille", $"It must be from {SafetyStock.PermilleMin} to {SafetyStock.PermilleMax}.");
        }

        if (Number(query["lead_days"], LeadDefault, 0, LeadMax) is not { } lead)
        {
            return Problems.Invalid("lead_days", $"It must be from 0 to {LeadMax}.");
        }

        if (Number(query["lead_deviation_days"], 0, 0, LeadMax) is not { } deviation)
        {
            return Problems.Invalid("lead_deviation_days", $"It must be from 0 to {LeadMax}.");
        }

        var item = (await node.Stock.ReadAsync(
            CentralNode.Address(StockItem.Kind, id), Consistency.Of(context), context.RequestAborted)).State;
        if (item.Revision == 0)
        {
            return Problems.NotFound("such stock item");
        }

        var today = node.Clock.GetCurrentInstant().InUtc().Date;
        var daily = await DailyDemand.ReadAsync(node.Model, id, today.PlusDays(-days), today);
        var suggested = SafetyStock.Suggest(daily, permille, lead, deviation);
        return Lists.Ok(
            new SafetyStockView(
                days, permille, lead, deviation, suggested.MeanMilliUnits, suggested.DeviationMilliUnits,
                suggested.Units, item.SafetyStock),
            CentralJson.Default.SafetyStockView);
    }

    private static int? Number(string? text, int ifAbsent, int min, int max) =>
        string.IsNullOrEmpty(text) ? ifAbsent
        : int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var number)
            && number >= min && number <= max ? number
        : null;
}

/// <param name="Days">Days before today that were looked at.</param>
/// <param name="ServicePermille">Cycles out of 1 000 in which the units do not run out.</param>
/// <param name="Suggested">Units to keep back.</param>
/// <param name="Current">Units that are kept back.</param>
internal sealed record SafetyStockView(
    int Days,
    int ServicePermille,
    int LeadDays,
    int LeadDeviationDays,
    long MeanMilliUnits,
    long DeviationMilliUnits,
    int Suggested,
    int Current);
