using System.Data.Common;
using System.Globalization;
using System.Text;
using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using Oms.Central.Costing;
using Oms.Central.Hosting;
using Oms.Central.Http;
using Oms.Central.Imports;
using Oms.Central.Inventory;
using Oms.Central.Purchasing;
using Oms.Central.Storage;
using Oms.Entities;

namespace Oms.Central.Reports;

/// <summary>How long the units of each stock item have lain, what they are worth, and which of them will not be wanted
/// soon.</summary>
internal static class StockAgeReport
{
    private const int DaysDefault = 180;
    private const int DaysMax = 730;
    private const int CoverDefault = 90;
    private const int CoverMax = 1_000;
    private const int ItemsDefault = 50;
    private const int ItemsMax = 200;

    public static async Task<IResult> PageAsync(HttpContext context, CentralNode node)
    {
        var query = context.Request.Query;
        var text = query["cursor"].ToString();
        var cursor = text.Length == 0 ? null : ViewCursor.Decode(text);
        if (text.Length > 0 && cursor is null)
        {
            return Problems.Invalid("cursor", "It is not a cursor of this API.");
        }

        if (Lists.Limit(query["limit"], ItemsDefault, ItemsMax) is not { } limit)
        {
            return Problems.Invalid("limit", $"It must be from 1 to {ItemsMax}.");
        }

        if (Lists.Limit(query["days"], DaysDefault, DaysMax) is not { } days || days < DemandForecast.DaysMin)
        {
            return Problems.Invalid("days", $"It must be from {DemandForecast.DaysMin} to {DaysMax}.");
        }

        if (Lists.Limit(query["cover_days"], CoverDefault, CoverMax) is not { } cover)
        {
            return Problems.Invalid("cover_days", $"It must be from 1 to {CoverMax}.");
        }

        var format = query["format"].ToString();
        if (format.Length > 0 && format is not ("json" or "csv"))
        {
            return Problems.Invalid("format", "It must be json or csv.");
        }

        var page = await node.Model.PageAsync(
            StockItem.Kind, Given(query["sku"]), Given(query["location"]), null, cursor, limit);
        var views = await ViewsAsync(node, page.Rows, days, cover);
        var link = page.Next is { } next ? Lists.NextLink(context, next.Encode()) : null;
        return format == "csv"
            ? new Answer(StatusCodes.Status200OK, Encoding.UTF8.GetBytes(Csv(views)), "text/csv")
            {
                FileName = "stock-ageing.csv",
                Link = link,
            }
            : Lists.Ok(
                new ListBody<StockAgeView>(views, page.Next?.Encode()), CentralJson.Default.ListBodyStockAgeView) with
            {
                Link = link,
            };
    }

    /// <summary>Items of which units are there.</summary>
    private static async Task<List<StockAgeView>> ViewsAsync(
        CentralNode node, IReadOnlyList<ViewDoc> rows, int days, int cover)
    {
        var today = node.Clock.GetCurrentInstant().InUtc().Date;
        var views = new List<StockAgeView>();
        await using var reader = await node.Model.OpenReaderAsync(CancellationToken.None);
        foreach (var row in rows)
        {
            var item = ListedStock.Read(row.Doc);
            if (item.Lots.Values.All(lot => lot.Quantity == 0))
            {
                continue;
            }

            var daily = await DailyDemand.ReadAsync(node.Model, row.Id, today.PlusDays(-days), today);
            views.Add(StockAgeView.Of(
                row.Id, item, await ArrivedAsync(reader, row.Id, item),
                DemandForecast.Of(DemandForecast.HistoryOf(daily)).MilliUnits, cover,
                await BookAsync(node, row.Id), today));
        }

        return views;
    }

    private static async Task<List<AgedUnits>> ArrivedAsync(DbConnection reader, string id, StockItem item)
    {
        var arrived = new List<AgedUnits>();
        foreach (var (name, lot) in item.Lots.Where(lot => lot.Value.Quantity > 0))
        {
            arrived.AddRange(await StockArrivals.OfLotAsync(reader, id, name, lot.Quantity));
        }

        return arrived;
    }

    private static async Task<CostBook?> BookAsync(CentralNode node, string id) =>
        (await node.Model.FindAsync(CostBook.Kind, [EntityAddress.Join(StockItemId.Parse(id)!.Value.Sku)]))
            .Select(doc => JsonSerializer.Deserialize(doc, CostingJson.Default.CostBook)).SingleOrDefault();

    private static string? Given(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static string Csv(List<StockAgeView> views)
    {
        var bands = StockAgeView.BandsOf([.. new long[StockAge.BandEnds.Count + 1]]);
        var text = new StringBuilder("item,sku,location,units,oldest,")
            .AppendJoin(',', bands.Select(band => $"days_{band.FromDays}_{band.ToDays}"))
            .Append(",currency,value_minor,daily_milli_units,days_of_supply,excess,excess_minor,expiring\n");
        foreach (var view in views)
        {
            string?[] fields =
            [
                CsvText.Quoted(view.Item), CsvText.Quoted(view.Sku), CsvText.Quoted(view.Location), Of(view.Units),
                view.Oldest is { } day ? LocalDatePattern.Iso.Format(day) : null,
                .. view.Bands.Select(band => Of(band.Units)),
                view.Currency, Of(view.ValueMinor), Of(view.DailyMilliUnits), Of(view.DaysOfSupply), Of(view.Excess),
                Of(view.ExcessMinor), Of(view.Expiring),
            ];
            _ = text.AppendJoin(',', fields).Append('\n');
        }

        return text.ToString();

        static string? Of(long? number) => number?.ToString(CultureInfo.InvariantCulture);
    }
}

/// <summary>The units of a stock item by how long they have lain there.</summary>
/// <param name="Units">Units in lots, whatever their status.</param>
/// <param name="Oldest">The day (UTC) on which the first of them came; null where no movement says so.</param>
/// <param name="ValueMinor">What they are worth at the moving average, in minor units; null where no cost is
/// known.</param>
/// <param name="DailyMilliUnits">Thousandths of a unit that will be wanted on a day.</param>
/// <param name="DaysOfSupply">Days for which what is free lasts; null where nothing is wanted.</param>
/// <param name="Excess">Free units beyond what is wanted in the days that are to be covered.</param>
/// <param name="ExcessMinor">What these are worth, as <paramref name="ValueMinor"/>.</param>
/// <param name="Expiring">Units that will expire before they are wanted.</param>
internal sealed record StockAgeView(
    string Item,
    string Sku,
    string Location,
    long Units,
    LocalDate? Oldest,
    IReadOnlyList<AgeBand> Bands,
    string? Currency,
    long? ValueMinor,
    long DailyMilliUnits,
    long? DaysOfSupply,
    long Excess,
    long? ExcessMinor,
    long Expiring)
{
    public static StockAgeView Of(
        string id,
        StockItem item,
        IReadOnlyList<AgedUnits> arrived,
        long dailyMilliUnits,
        int coverDays,
        CostBook? book,
        LocalDate today)
    {
        var (sku, location) = StockItemId.Parse(id)!.Value;
        var units = item.Lots.Values.Sum(lot => (long)lot.Quantity);
        var excess = ExcessStock.Of(
            [
                .. item.Lots.Values.Where(lot => lot is { Status: LotStatus.Approved, Quantity: > 0 })
                    .Select(lot => new ExpiringUnits(lot.Expires, lot.Quantity)),
            ],
            item.Reserved + item.Waiting,
            item.SafetyStock,
            dailyMilliUnits,
            coverDays,
            today);
        return new StockAgeView(
            id, sku, location, units, arrived.Count == 0 ? null : arrived.Min(each => each.On),
            BandsOf(StockAge.Bands(arrived, today)), book?.Currency, Worth(units), dailyMilliUnits,
            excess.DaysOfSupply, excess.Units, Worth(excess.Units), excess.Expiring);

        long? Worth(long some) => book is { Average.Held: > 0 } ? book.Average.WorthOfSome(some) : null;
    }

    /// <param name="units">Of each band, the youngest first.</param>
    public static IReadOnlyList<AgeBand> BandsOf(IReadOnlyList<long> units) =>
    [
        .. units.Select((count, band) => new AgeBand(
            band == 0 ? 0 : StockAge.BandEnds[band - 1] + 1,
            band < StockAge.BandEnds.Count ? StockAge.BandEnds[band] : null,
            count)),
    ];
}

/// <param name="ToDays">The last day of the band; null for the one without an end.</param>
internal sealed record AgeBand(int FromDays, int? ToDays, long Units);
