using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using Oms.Actors;
using Oms.Central.Custody;
using Oms.Central.Hosting;
using Oms.Central.Storage;

namespace Oms.Central.Orders;

/// <param name="Source"><c>order</c> or <c>custody</c>.</param>
/// <param name="Id">The order's or the check-out's id.</param>
internal sealed record TimelineItem(Instant At, string Source, string Type, string Id, long Seq, JsonElement Data);

/// <summary>An order's events merged with the custody records of the routes that carried it.</summary>
internal static class Timeline
{
    private const int EventsMax = 2_000;
    private const int RecordsMax = 2_000;

    /// <summary>What a route's check-outs are found by.</summary>
    public static string CheckOutTerm(string? route) => $"route {route}";

    public static async Task<IReadOnlyList<TimelineItem>> OfAsync(
        CentralNode node, Order order, CancellationToken cancellationToken)
    {
        var events = await node.Journal.ReadEntityAsync(
            CentralNode.Address(OrderId.Kind, order.Id), 0, EventsMax, cancellationToken);
        var items = new List<TimelineItem>();
        foreach (var record in events.Where(record => !ReservedEvents.IsReserved(record)))
        {
            items.Add(new TimelineItem(
                record.RecordedAt, "order", record.EventType, order.Id, record.Seq,
                    JsonElement.Parse(record.Payload.Span)));
        }

        foreach (var route in order.Lines.SelectMany(line => line.Lots).Select(lot => lot.Route).Distinct())
        {
            items.AddRange(await OfRouteAsync(node, route));
        }

        return [.. items.OrderBy(item => item.At)];
    }

    private static async Task<List<TimelineItem>> OfRouteAsync(CentralNode node, string route)
    {
        await using var reader = await node.Model.OpenReaderAsync(CancellationToken.None);
        return await reader.ManyAsync(
            """
            SELECT r.wall, r.kind, r.custody, r.custody_seq, r.body FROM view_terms t JOIN records r ON r.custody = t.id
            WHERE t.kind = @kind AND t.term = @route ORDER BY r.custody, r.custody_seq LIMIT @limit
            """,
            row => new TimelineItem(
                InstantPattern.ExtendedIso.Parse(row.GetString(0)).Value,
                "custody",
                row.GetString(1),
                row.GetString(2),
                row.GetInt64(3),
                JsonElement.Parse(row.Bytes(4))),
            ("@kind", CheckOutCustody.Kind),
            ("@route", CheckOutTerm(route)),
            ("@limit", RecordsMax));
    }
}
