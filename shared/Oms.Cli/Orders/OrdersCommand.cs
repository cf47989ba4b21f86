using System.CommandLine;
using Oms.Cli.Api;
using Oms.Cli.Output;

namespace Oms.Cli.Orders;

/// <summary><c>oms orders</c>: orders at the centre, and what happened to them.</summary>
internal static class OrdersCommand
{
    private static readonly Column[] Columns =
    [
        Column.Of("id"), Column.Of("channel"), Column.Of("external_ref"), Column.Of("status"), Column.Of("fulfilment"),
        Column.Of("placed_at"), Column.Count("holds"), Column.Count("lines"),
    ];

    private static readonly Column[] TimelineColumns =
        [Column.Of("at"), Column.Of("source"), Column.Of("type"), Column.Of("id"), Column.Of("seq")];

    public static Command Create(ApiOptions options) =>
        new("orders", "Orders at the centre.") { List(options), Show(options), TimelineOf(options) };

    private static Command List(ApiOptions options)
    {
        var limit = Pages.LimitOption();
        var status = new Option<string?>("--status") { Description = "Only orders with this status." }
            .AcceptOnlyFromAmong("placed", "released", "closed", "cancelled");
        var channel = new Option<string?>("--channel") { Description = "Only orders of this channel." };
        var search = new Option<string?>("--search") { Description = "Only orders in which this text is found." };
        return options.Read(
            "list",
            "Lists orders, the newest first.",
            (call, cancellationToken) => Pages.PrintAsync(
                call,
                new ListQuery("orders")
                {
                    Filters =
                    [
                        ("status", call.Parsed.GetValue(status)),
                        ("channel", call.Parsed.GetValue(channel)),
                        ("q", call.Parsed.GetValue(search)),
                    ],
                },
                call.Parsed.GetValue(limit),
                Columns,
                cancellationToken),
            limit,
            status,
            channel,
            search);
    }

    private static Command Show(ApiOptions options)
    {
        var id = new Argument<string>("ID") { Description = "The order." };
        return options.Read(
            "show",
            "Shows an order with its lines, holds and deliveries.",
            async (call, cancellationToken) =>
                await call.ShowAsync(await call.GetAsync($"orders/{call.Part(id)}", cancellationToken)),
            id);
    }

    private static Command TimelineOf(ApiOptions options)
    {
        var id = new Argument<string>("ID") { Description = "The order." };
        var limit = Pages.LimitOption();
        return options.Read(
            "timeline",
            "Lists what happened to an order and to the routes that carried it, the oldest first.",
            (call, cancellationToken) => Pages.PrintAsync(
                call,
                new ListQuery($"orders/{call.Part(id)}/timeline"),
                call.Parsed.GetValue(limit),
                TimelineColumns,
                cancellationToken),
            id,
            limit);
    }
}
