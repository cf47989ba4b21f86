using Oms.Central.Access;
using Oms.Central.Hosting;
using Oms.Central.Http;
using Oms.Central.Inventory;
using Oms.Central.Storage;

namespace Oms.Central.Purchasing;

/// <summary>What should be ordered, item by item, from what left it.</summary>
internal static class ReorderEndpoints
{
    private const int DaysDefault = 180;
    private const int DaysMax = 730;
    private const int LeadDefault = 7;
    private const int LeadMax = 365;
    private const int ReviewDefault = 7;
    private const int ReviewMax = 365;
    private const int PermilleDefault = 950;
    private const int ItemsDefault = 50;
    private const int ItemsMax = 200;

    public static void Map(IEndpointRouteBuilder routes, CentralNode node) =>
        _ = routes.Get<ListBody<ReorderView>>(
            "/reorder-suggestions", ApiScope.Read, "What should be ordered", context => SuggestAsync(context, node))
            .WithMetadata(new ReadModel(MovementsProjection.ProjectionName));

    private static async Task<IResult> SuggestAsync(HttpContext context, CentralNode node)
    {
        var query = context.Request.Query;
        var (asked, fault) = Ask(query);
        if (asked is null)
        {
            return fault!;
        }

        var text = query["cursor"].ToString();
        var cursor = text.Length == 0 ? null : ViewCursor.Decode(text);
        if (text.Length > 0 && cursor is null)
        {
            return Problems.Invalid("cursor", "It is not a cursor of this API.");
        }

        var page = await node.Model.PageAsync(
            StockItem.Kind, Given(query["sku"]), Given(query["location"]), null, cursor, asked.Items);
        var today = node.Clock.GetCurrentInstant().InUtc().Date;
        var due = new List<ReorderView>();
        foreach (var row in page.Rows)
        {
            var item = ListedStock.Read(row.Doc);
            var daily = await DailyDemand.ReadAsync(node.Model, row.Id, today.PlusDays(-asked.Days), today);
            var view = ReorderView.Of(row.Id, item, daily, asked);
            if (view.Units > 0 || asked.All)
            {
                due.Add(view);
            }
        }

        var next = page.Next?.Encode();
        return Lists.Ok(new ListBody<ReorderView>(due, next), CentralJson.Default.ListBodyReorderView)
            with
        { Link = next is null ? null : Lists.NextLink(context, next) };
    }

    private static (Asked? Asked, Answer? Fault) Ask(IQueryCollection query) =>
        Lists.Limit(query["limit"], ItemsDefault, ItemsMax) is not { } items
            ? (null, Problems.Invalid("limit", $"It must be from 1 to {ItemsMax}."))
        : Number(query["days"], DaysDefault, DemandForecast.DaysMin, DaysMax) is not { } days
            ? (null, Problems.Invalid("days", $"It must be from {DemandForecast.DaysMin} to {DaysMax}."))
        : Number(query["service_permille"], PermilleDefault, SafetyStock.PermilleMin, SafetyStock.PermilleMax)
            is not { } permille
            ? (null, Problems.Invalid(
                "service_permille", $"It must be from {SafetyStock.PermilleMin} to {SafetyStock.PermilleMax}."))
        : Number(query["lead_days"], LeadDefault, 0, LeadMax) is not { } lead
            ? (null, Problems.Invalid("lead_days", $"It must be from 0 to {LeadMax}."))
        : Number(query["review_days"], ReviewDefault, 1, ReviewMax) is not { } review
            ? (null, Problems.Invalid("review_days", $"It must be from 1 to {ReviewMax}."))
        : (new Asked(items, days, permille, lead, review, query["all"] == "true"), null);

    private static int? Number(string? text, int ifAbsent, int min, int max) =>
        string.IsNullOrEmpty(text) ? ifAbsent
        : int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var number)
            && number >= min && number <= max ? number
        : null;

    private static string? Given(string? text) => string.IsNullOrEmpty(text) ? null : text;

    /// <param name="Items">Stock items that are looked at.</param>
    /// <param name="Days">Days before today whose shipments are looked at.</param>
    /// <param name="All">Whether items are told of which nothing is to be ordered.</param>
    internal sealed record Asked(int Items, int Days, int ServicePermille, int LeadDays, int ReviewDays, bool All);
}

/// <summary>What should be ordered of a stock item.</summary>
/// <param name="Available">Units that are sellable, less those that are promised.</param>
/// <param name="Waiting">Units that reservations wait for.</param>
/// <param name="Coming">Units that are to come from purchase orders.</param>
/// <param name="DailyMilliUnits">Thousandths of a unit that will be wanted on a day.</param>
/// <param name="Trials">How well each method foretold the second half of the days.</param>
/// <param name="Units">Units to order; 0 for none.</param>
internal sealed record ReorderView(
    string Item,
    string Sku,
    string Location,
    int Available,
    int Waiting,
    long Coming,
    ForecastMethod Method,
    long DailyMilliUnits,
    IReadOnlyList<ForecastTrial> Trials,
    int SafetyStock,
    long ReorderLevel,
    long Target,
    long Units)
{
    public static ReorderView Of(
        string id, StockItem item, IReadOnlyList<long> daily, ReorderEndpoints.Asked asked)
    {
        var (sku, location) = StockItemId.Parse(id) ?? (id, string.Empty);
        var available = item.Sellable - item.Reserved;
        var coming = item.Supplies?.Values.Sum(supply => (long)supply.Quantity) ?? 0;
        var suggestion = ReorderSuggestion.Of(
            daily, available - item.Waiting + coming, asked.ServicePermille, asked.LeadDays, asked.ReviewDays);
        return new ReorderView(
            id, sku, location, available, item.Waiting, coming, suggestion.Forecast.Method,
            suggestion.Forecast.MilliUnits, suggestion.Forecast.Trials, suggestion.Safety, suggestion.ReorderLevel,
            suggestion.Target, suggestion.Units);
    }
}
