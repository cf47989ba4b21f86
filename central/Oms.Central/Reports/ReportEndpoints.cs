using System.Text;
using NodaTime;
using NodaTime.Text;
using Oms.Central.Access;
using Oms.Central.Fulfilments;
using Oms.Central.Hosting;
using Oms.Central.Http;
using Oms.Central.Inventory;
using Oms.Central.Orders;

namespace Oms.Central.Reports;

/// <summary>Bottlenecks, lateness and punctuality over HTTP.</summary>
internal static class ReportEndpoints
{
    private const int DaysDefault = 7;
    private const int DaysMax = 366;
    private const int ItemsMax = 10_000;
    private const int WaitingMax = 20;
    private const int LimitDefault = 50;
    private const int LimitMax = 200;
    private const string Header =
        "day,location,channel,customer,orders,orders_kept,orders_permille,lines,lines_kept,lines_permille\n";

    public static void Map(IEndpointRouteBuilder routes, CentralNode node)
    {
        _ = routes.Get<DwellReport>(
            "/reports/dwell", ApiScope.Read, "How long orders stay in each stage",
            context => DwellAsync(context, node)).WithMetadata(new ReadModel(ReportsProjection.ProjectionName));
        _ = routes.Get<DemandView>(
            "/reports/demand", ApiScope.Read, "Who wants a product, and what is to come of it",
            context => DemandAsync(context, node));
        _ = routes.Get<ListBody<StockAgeView>>(
            "/reports/stock-ageing", ApiScope.Read, "How long stock has lain, and what is more than will be wanted",
            context => StockAgeReport.PageAsync(context, node))
            .WithMetadata(new ReadModel(MovementsProjection.ProjectionName));
        _ = routes.Get<BottleneckReport>(
            "/reports/bottlenecks", ApiScope.Read, "What stands where, and where it takes longer than it did",
            context => BottlenecksAsync(context, node)).WithMetadata(new ReadModel(ReportsProjection.ProjectionName));
        _ = routes.Get<ListBody<PromiseRiskView>>(
            "/reports/promise-risk", ApiScope.Read, "Orders whose promise may not be kept, and why",
            context => RiskAsync(context, node)).WithMetadata(new ReadModel(ReportsProjection.ProjectionName));
        _ = routes.Get<OtifReport>(
            "/reports/otif", ApiScope.Read, "Orders and lines that were on time in full, as JSON or CSV",
            context => OtifAsync(context, node))
            .WithMetadata(new ReadModel(ReportsProjection.ProjectionName)).ShowsThePast();
    }

    private static async Task<IResult> DemandAsync(HttpContext context, CentralNode node)
    {
        var (sku, location) = (Given(context, "sku"), Given(context, "location"));
        return sku is null || !StockItemId.IsSku(sku) ? Problems.Invalid("sku", StockItemId.SkuRule)
            : location is not null && !StockItemId.IsLocation(location)
                ? Problems.Invalid("location", StockItemId.LocationRule)
            : Lists.Ok(
                await DemandReport.OfAsync(node, sku, location, context.RequestAborted),
                CentralJson.Default.DemandView);
    }

    private static async Task<IResult> DwellAsync(HttpContext context, CentralNode node)
    {
        var (range, fault) = RangeOf(context, node.Clock.GetCurrentInstant().InUtc().Date);
        var (by, unknown) = ByOf(context, "location", "day");
        if ((fault ?? unknown) is { } problem)
        {
            return problem;
        }

        var (byLocation, byDay) = (by!.Contains("location"), by!.Contains("day"));
        var rows = await node.Model.DwellAsync(
            range.From, range.To, null, Given(context, "location"), byLocation, byDay);
        return rows is null || rows.Count > ItemsMax
            ? TooMany
            : Lists.Ok(
                new DwellReport(
                    range.From, range.To, [.. rows.Select(row => DwellView.Of(row, byLocation, byDay))]),
                CentralJson.Default.DwellReport);
    }

    private static async Task<IResult> BottlenecksAsync(HttpContext context, CentralNode node)
    {
        if (Lists.Limit(context.Request.Query["days"], DaysDefault, DaysMax) is not { } days)
        {
            return Problems.Invalid("days", $"It must be from 1 to {DaysMax}.");
        }

        var now = node.Clock.GetCurrentInstant();
        var (to, location) = (now.InUtc().Date, Given(context, "location"));
        var from = to.PlusDays(1 - days);
        var lately = await node.Model.DwellAsync(from, to, null, location, byLocation: false, byDay: false) ?? [];
        var before = await node.Model.DwellAsync(
            from.PlusDays(-days), from.PlusDays(-1), null, location, byLocation: false, byDay: false) ?? [];
        var standing = await node.Model.StandingAsync(location);
        List<StageView> stages =
        [
            .. from kind in new[] { OrderId.Kind, FulfilmentOrder.Kind }
               from stage in Enum.GetValues<DwellStage>()
               let there = standing.Find(each => (each.Kind, each.Stage) == (kind, stage))
               let lasts = P90(lately, kind, stage)
               let lasted = P90(before, kind, stage)
               where there is not null || lasts is not null || lasted is not null
               select new StageView(
                   kind, stage, there?.Count ?? 0,
                   there is null ? null : long.Max(0, (long)(now - there.Oldest).TotalSeconds), lasts, lasted,
                   lasts is { } one && lasted is { } other
                       ? (one - other) * 1_000 / long.Max(1, other) : null),
        ];
        var worst = stages.Where(stage => stage.GrowthPermille > 0)
            .OrderByDescending(stage => stage.GrowthPermille).FirstOrDefault();
        return Lists.Ok(
            new BottleneckReport(
                from, to, stages, worst,
                worst is null ? [] : await node.Model.LongestAsync(
                    worst.Kind, worst.Stage, location, now, WaitingMax)),
            CentralJson.Default.BottleneckReport);

        static long? P90(List<DwellRow> rows, string kind, DwellStage stage) =>
            rows.Find(row => (row.Kind, row.Stage) == (kind, stage)) is { } known
            && known.Count >= ReportQueries.UsualMin ? known.Quantile(900) : null;
    }

    private static async Task<IResult> RiskAsync(HttpContext context, CentralNode node)
    {
        var query = context.Request.Query;
        if (Lists.Limit(query["limit"], LimitDefault, LimitMax) is not { } limit)
        {
            return Problems.Invalid("limit", $"It must be from 1 to {LimitMax}.");
        }

        if (Lists.Limit(query["days"], PromiseWatch.DaysAhead, DaysMax) is not { } days)
        {
            return Problems.Invalid("days", $"It must be from 1 to {DaysMax}.");
        }

        var text = query["cursor"].ToString();
        var after = text.Length == 0 ? null : DueOrder.Decode(text);
        if (text.Length > 0 && after is null)
        {
            return Problems.Invalid("cursor", "It is not a cursor of this API.");
        }

        var now = node.Clock.GetCurrentInstant();
        var rows = await node.Model.DueAsync(now.InUtc().Date.PlusDays(days), after, limit + 1);
        var page = rows.Count > limit ? rows[..limit] : rows;
        var outlooks = await OrderOutlooks.TakeAsync(node, now);
        var location = Given(context, "location");
        var next = rows.Count > limit ? page[^1].Encode() : null;
        return Lists.Ok(
            new ListBody<PromiseRiskView>(
                [
                    .. from each in await outlooks.OfAsync(page)
                       where each.Lines.Any(line => line.Risk != PromiseRisk.OnTrack)
                           && (location is null
                               || each.Order.Lines.Exists(line => each.Order.FindLocation(line) == location))
                       select PromiseRiskView.Of(each.Order, each.Lines),
                ],
                next),
            CentralJson.Default.ListBodyPromiseRiskView) with
        {
            Link = next is null ? null : Lists.NextLink(context, next),
        };
    }

    private static async Task<IResult> OtifAsync(HttpContext context, CentralNode node)
    {
        var asOf = AsOf.Of(context) ?? node.Clock.GetCurrentInstant();

        // A day that is not over may yet be kept.
        var last = asOf.InUtc().Date.PlusDays(-1);
        var (range, fault) = RangeOf(context, last);
        var (by, unknown) = ByOf(context, "day", "location", "channel", "customer");
        if ((fault ?? unknown) is { } problem)
        {
            return problem;
        }

        string[] columns = [.. by!.Select(name => name == "day" ? "promised" : name)];
        var filter = new OtifFilter(
            Given(context, "location"), Given(context, "channel"), Given(context, "customer"));
        var to = LocalDate.Min(range.To, last);
        var total = await node.Model.OtifAsync(range.From, to, asOf, filter, [], limit: 1);
        var rows = columns.Length == 0 ? [] : await node.Model.OtifAsync(
            range.From, to, asOf, filter, columns, ItemsMax + 1);
        if (rows.Count > ItemsMax)
        {
            return TooMany;
        }

        if (context.Request.Query["format"] is var format && format == "csv")
        {
            var text = new StringBuilder(Header);
            foreach (var row in columns.Length == 0 ? total : rows)
            {
                _ = text.Append(row.Csv).Append('\n');
            }

            return new Answer(StatusCodes.Status200OK, Encoding.UTF8.GetBytes(text.ToString()), "text/csv")
            {
                FileName = "otif.csv",
            };
        }

        return format.Count > 0 && format != "json"
            ? Problems.Invalid("format", "It must be json or csv.")
            : Lists.Ok(
                new OtifReport(
                    range.From, to, asOf, OtifView.Of(total[0], []),
                    [.. rows.Select(row => OtifView.Of(row, columns))]),
                CentralJson.Default.OtifReport);
    }

    private static Answer TooMany => Problems.Invalid(
        "by", $"The report has more than {ItemsMax} items; ask for fewer days, or tell less apart.");

    /// <summary>The days of a report, both included.</summary>
    /// <param name="last">The last day where the request names none.</param>
    private static ((LocalDate From, LocalDate To) Range, Answer? Fault) RangeOf(HttpContext context, LocalDate last)
    {
        var query = context.Request.Query;
        var (from, to) = (DayOf(query["from"].ToString()), DayOf(query["to"].ToString()));
        if (from is { Success: false } || to is { Success: false })
        {
            return (default, Problems.Invalid(
                from is { Success: false } ? "from" : "to", "It must be a day such as 2026-11-30."));
        }

        var until = to?.Value ?? (from is { Value: var first } && first > last ? first : last);
        var since = from?.Value ?? (until.Year > 1 ? until.PlusDays(1 - DaysDefault) : until);
        return since > until || Period.DaysBetween(since, until) >= DaysMax
            ? (default, Problems.Invalid("from", $"A report is of 1 to {DaysMax} days; from is the first of them."))
            : ((since, until), null);

        static ParseResult<LocalDate>? DayOf(string text) =>
            text.Length == 0 ? null : LocalDatePattern.Iso.Parse(text);
    }

    /// <summary>What is told apart: <c>by=day,location</c>.</summary>
    private static (IReadOnlyList<string>? By, Answer? Fault) ByOf(HttpContext context, params string[] possible)
    {
        string[] by = [.. context.Request.Query["by"].ToString()
            .Split(',', StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal)];
        return by.All(possible.Contains)
            ? (by, null)
            : (null, Problems.Invalid("by", $"It must be a list of {string.Join(", ", possible)}."));
    }

    private static string? Given(HttpContext context, string name) =>
        context.Request.Query[name].ToString() is { Length: > 0 } text ? text : null;
}
