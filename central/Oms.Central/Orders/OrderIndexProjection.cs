using System.Data.Common;
using Oms.Actors.Processes;
using Oms.Central.Storage;

namespace Oms.Central.Orders;

/// <summary>By what orders are found, beside their status and channel: customer, reference, what is to be checked, and
/// since when nothing happened.</summary>
internal sealed class OrderIndexProjection(ITables tables) : TableProjection(tables)
{
    public const string ProjectionName = "order-index";

    public override string Name => ProjectionName;

    protected override IReadOnlyList<string> Tables => ["order_index"];

    public override bool Listens(string kind) => kind == OrderId.Kind;

    protected override async ValueTask ApplyAsync(DbConnection connection, IReadOnlyList<RecordedEvent> events)
    {
        var orders = events.Where(e => e.Event is not null).GroupBy(e => e.Address).ToList();
        var known = await connection.OneOfEachAsync(
            "SELECT created, customer, external_ref, is_open, checks FROM order_index WHERE id = @id",
            row => new Row(
                row.GetInt64(0),
                row.IsDBNull(1) ? null : row.GetString(1),
                row.IsDBNull(2) ? null : row.GetString(2),
                row.GetInt64(3) != 0,
                row.IsDBNull(4) ? null : row.GetString(4)),
            [.. orders.Select(order => Id(order.Key.Tenant, order.Key.Id))]);
        await connection.RunEachAsync(
            """
            INSERT INTO order_index(id, created, customer, external_ref, is_open, checks, changed)
            VALUES(@id, @created, @customer, @external_ref, @is_open, @checks, @changed)
            ON CONFLICT(id) DO UPDATE SET customer = @customer, external_ref = @external_ref, is_open = @is_open,
              checks = @checks, changed = @changed
            """,
            orders.Zip(known, (order, before) => Values(
                order.Key.Tenant,
                order.Key.Id,
                order.Aggregate(
                    before ?? new Row(order.First().RecordedAt.ToUnixTimeTicks(), null, null, false, null),
                    (row, happened) => row.After((OrderEvent)happened.Event!)),
                order.Last().RecordedAt.ToUnixTimeTicks())));
    }

    private static (string Name, object? Value)[] Values(string tenant, string id, Row row, long changed) =>
    [
        .. Id(tenant, id),
        ("@created", row.Created),
        ("@customer", row.Customer),
        ("@external_ref", row.ExternalRef),
        ("@is_open", row.IsOpen ? 1L : 0L),
        ("@checks", row.Checks),
        ("@changed", changed),
    ];

    private static (string Name, object? Value)[] Id(string tenant, string id) =>
        [("@id", ViewsProjection.ViewId(Entities.EntityAddress.Of(tenant, OrderId.Kind, id)))];

    /// <param name="Checks">The types of the holds that wait for a check from outside, in order; null for none.</param>
    private sealed record Row(long Created, string? Customer, string? ExternalRef, bool IsOpen, string? Checks)
    {
        public Row After(OrderEvent happened) =>
            happened switch
            {
                OrderEvent.OrderPlaced e => Of(e.Terms) with { IsOpen = true },
                OrderEvent.OrderDrafted e => Of(e.Terms),
                OrderEvent.DraftRevised e => Of(e.Terms),
                OrderEvent.DraftDiscarded or OrderEvent.OrderCancelled or OrderEvent.OrderClosed =>
                    this with { IsOpen = false, Checks = null },
                OrderEvent.HoldPlaced e => WithCheck(e.Type, e.Pending),
                OrderEvent.HoldReleased e => WithCheck(e.Type, isDue: false),
                OrderEvent.CheckPassed e => WithCheck(e.Type, isDue: false),
                OrderEvent.CheckFailed e => WithCheck(e.Type, isDue: false),
                _ => this,
            };

        private Row Of(OrderTerms terms) => this with
        {
            Customer = terms.CustomerId,
            ExternalRef = terms.ExternalRef,
        };

        private Row WithCheck(HoldType type, bool isDue)
        {
            // Duplicates are found by a process, which needs no list.
            var due = (Checks?.Split(',') ?? []).Where(each => each != $"{type}")
                .Concat(isDue && type is (HoldType.Address or HoldType.Fraud) ? [$"{type}"] : [])
                .Order(StringComparer.Ordinal);
            return this with { Checks = string.Join(',', due) is { Length: > 0 } all ? all : null };
        }
    }
}
