using System.Data.Common;
using System.Text.Json;
using NodaTime.Text;
using Oms.Actors.Processes;
using Oms.Central.Storage;

namespace Oms.Central.Inventory;

/// <summary>Every movement of units, as double entry: what left one bucket is what another got.</summary>
internal sealed class MovementsProjection(ITables tables) : TableProjection(tables)
{
    public const string ProjectionName = "movements";

    public override string Name => ProjectionName;

    protected override IReadOnlyList<string> Tables => ["stock_movements", "stock_balances"];

    public override bool Listens(string kind) => kind == StockItem.Kind;

    /// <summary>A promise moves no unit.</summary>
    public override bool Changes(RecordedEvent happened) => happened.Event is not (StockEvent.ReservationMade
        or StockEvent.ReservationConfirmed or StockEvent.ReservationExtended or StockEvent.ReservationExpired
        or StockEvent.ReservationDenied or StockEvent.BackorderQueued or StockEvent.BackorderReduced);

    protected override async ValueTask ApplyAsync(DbConnection connection, IReadOnlyList<RecordedEvent> events)
    {
        foreach (var item in events.Where(e => e.Event is not null).GroupBy(e => e.Address))
        {
            var id = ViewsProjection.ViewId(item.Key);
            var stored = await connection.OneAsync(
                "SELECT doc FROM stock_balances WHERE item = @item", row => row.Bytes(0), ("@item", id));
            var balances = stored is null
                ? StockBalances.Empty
                : JsonSerializer.Deserialize(stored, StockJson.Default.StockBalances)
                    ?? throw new InvalidDataException($"The balances of {id} are null.");
            foreach (var happened in item)
            {
                var (after, movements) = balances.Book((StockEvent)happened.Event!);
                balances = after;
                foreach (var (part, movement) in movements.Index())
                {
                    await InsertAsync(connection, id, happened, part, movement);
                }
            }

            _ = await connection.RunAsync(
                """
                INSERT INTO stock_balances VALUES(@item, @doc) ON CONFLICT(item) DO UPDATE SET doc = excluded.doc
                """,
                ("@item", id),
                ("@doc", JsonSerializer.SerializeToUtf8Bytes(balances, StockJson.Default.StockBalances)));
        }
    }

    private static async ValueTask InsertAsync(
        DbConnection connection, string item, RecordedEvent happened, int part, StockMovement movement) =>
        _ = await connection.RunAsync(
            """
            INSERT INTO stock_movements
            VALUES(@item, @seq, @part, @at, @principal, @kind, @lot, @quantity, @from, @to, @reason, @reference)
            ON CONFLICT(item, seq, part) DO NOTHING
            """,
            ("@item", item),
            ("@seq", happened.Record.Seq),
            ("@part", part),
            ("@at", InstantPattern.ExtendedIso.Format(happened.RecordedAt)),
            ("@principal", happened.Meta.Principal.ToString()),
            ("@kind", CentralViews.Snake(movement.Kind)),
            ("@lot", movement.Lot),
            ("@quantity", movement.Quantity),
            ("@from", CentralViews.Snake(movement.From)),
            ("@to", CentralViews.Snake(movement.To)),
            ("@reason", movement.Reason),
            ("@reference", movement.Reference));
}
