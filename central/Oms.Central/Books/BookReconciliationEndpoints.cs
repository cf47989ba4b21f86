using NodaTime;
using NodaTime.Text;
using Oms.Central.Access;
using Oms.Central.Hosting;
using Oms.Central.Http;
using Oms.Central.Storage;

namespace Oms.Central.Books;

/// <summary>Orders, payments and journal held against each other, over HTTP.</summary>
internal static class BookReconciliationEndpoints
{
    private const int LimitDefault = 50;
    private const int LimitMax = 200;

    public static void Map(IEndpointRouteBuilder routes, CentralNode node) =>
        routes.Get<ListBody<OrderBooksView>>(
            "/reconciliation", ApiScope.Read, "Hold orders, payments and journal against each other",
            context => PageAsync(context, node))
            .WithMetadata(new ReadModel(BooksProjection.ProjectionName));

    private static async Task<IResult> PageAsync(HttpContext context, CentralNode node)
    {
        var query = context.Request.Query;
        if (Lists.Limit(query["limit"], LimitDefault, LimitMax) is not { } limit)
        {
            return Problems.Invalid("limit", $"It must be from 1 to {LimitMax}.");
        }

        var text = query["cursor"].ToString();
        var cursor = text.Length == 0 ? null : ViewCursor.Decode(text);
        if (text.Length > 0 && cursor is null)
        {
            return Problems.Invalid("cursor", "It is not a cursor of this API.");
        }

        var now = node.Clock.GetCurrentInstant();
        var (from, until) = (
            At(query["from"].ToString(), Instant.FromUnixTimeTicks(0)), At(query["until"].ToString(), now));
        if (from is null || until is null)
        {
            return Problems.Invalid(from is null ? "from" : "until", "It must be like 2026-11-01T00:00:00Z.");
        }

        if (from >= until)
        {
            return Problems.Invalid("from", "It must be before until.");
        }

        if (query["differences"].ToString() is not ("" or "true" or "false"))
        {
            return Problems.Invalid("differences", "It must be true or false.");
        }

        var (orders, last) = await new BookReconciliation(node).PageAsync(
            from.Value, until.Value, cursor, limit, context.RequestAborted);
        var next = last?.Encode();
        return Lists.Ok(
            new ListBody<OrderBooksView>(
                [.. orders.Where(order => query["differences"] != "true" || order.Differences.Count > 0)], next),
            CentralJson.Default.ListBodyOrderBooksView) with
        {
            Link = next is null ? null : Lists.NextLink(context, next),
        };
    }

    private static Instant? At(string text, Instant ifAbsent) =>
        text.Length == 0 ? ifAbsent
        : InstantPattern.ExtendedIso.Parse(text) is { Success: true } parsed ? parsed.Value
        : null;
}
