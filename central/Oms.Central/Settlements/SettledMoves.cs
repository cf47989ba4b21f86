using System.Data.Common;
using System.Globalization;
using NodaTime;
using Oms.Actors.Processes;
using Oms.Central.Payments;
using Oms.Central.Storage;
using Oms.Entities;
using Oms.Finance;

namespace Oms.Central.Settlements;

/// <summary>Every movement of money that the provider of cards has carried out for certain, by the name that its report
/// has for it and by time.</summary>
internal sealed class SettledMovesProjection(ITables tables) : TableProjection(tables)
{
    public const string ProjectionName = "settled-moves";

    /// <summary>Its tables.</summary>
    public const string Schema = """
        CREATE TABLE IF NOT EXISTS card_payments(id TEXT NOT NULL PRIMARY KEY) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS settled_moves(
          name TEXT NOT NULL, payment TEXT NOT NULL, kind TEXT NOT NULL, moved_key TEXT NOT NULL,
          currency TEXT NOT NULL, minor INTEGER NOT NULL, at INTEGER NOT NULL,
          PRIMARY KEY(name, payment)) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS settled_moves_at ON settled_moves(at, name, payment);
        """;

    public override string Name => ProjectionName;

    protected override IReadOnlyList<string> Tables => ["settled_moves", "card_payments"];

    public override bool Listens(string kind) => kind == Payment.Kind;

    public override bool Changes(RecordedEvent happened) => happened.Event is PaymentEvent.PaymentOpened
        or PaymentEvent.TransactionSucceeded or PaymentEvent.DisputeOpened or PaymentEvent.DisputeSettled;

    protected override async ValueTask ApplyAsync(DbConnection connection, IReadOnlyList<RecordedEvent> events)
    {
        var heard = events.Where(e => e.Event is not null && e.Address.Tenant == EntityAddress.MainTenant).ToList();
        await connection.RunEachAsync(
            "INSERT INTO card_payments(id) VALUES(@id) ON CONFLICT(id) DO NOTHING",
            from e in heard
            where e.Event is PaymentEvent.PaymentOpened { Terms.Method: PaymentMethod.Card }
            select ((string, object?)[])[("@id", e.Address.Id)]);
        var moves = heard.Select(e => (e.Address.Id, Move: MoveOf(e))).Where(each => each.Move is not null)
            .Select(each => (each.Id, Move: each.Move!)).ToList();
        var ids = moves.Select(each => each.Id).Distinct().ToList();
        var cards = (await connection.OneOfEachAsync(
            "SELECT id FROM card_payments WHERE id = @id",
            row => row.GetString(0),
            [.. ids.Select(id => new (string, object?)[] { ("@id", id) })])).OfType<string>().ToHashSet();
        await connection.RunEachAsync(
            """
            INSERT INTO settled_moves(name, payment, kind, moved_key, currency, minor, at)
            VALUES(@name, @payment, @kind, @key, @currency, @minor, @at) ON CONFLICT(name, payment) DO NOTHING
            """,
            from each in moves
            where cards.Contains(each.Id)
            select ((string, object?)[])
            [
                ("@name", SettlementRow.NameOf(each.Move.Kind, each.Move.Key)),
                ("@payment", each.Id),
                ("@kind", CentralViews.Snake(each.Move.Kind)),
                ("@key", each.Move.Key),
                ("@currency", each.Move.Amount.Currency.Code),
                ("@minor", each.Move.Amount.Minor),
                ("@at", each.Move.At.ToUnixTimeTicks()),
            ]);
    }

    /// <summary>The key that the provider knows a transaction by.</summary>
    public static string KeyOf(string payment, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{EntityAddress.MainTenant}/{payment}/{number}");

    private static SettledMove? MoveOf(RecordedEvent happened) =>
        happened.Event switch
        {
            PaymentEvent.TransactionSucceeded { Kind: TransactionKind.Capture } e => new(
                KeyOf(happened.Address.Id, e.Number), happened.Address.Id, SettledKind.Capture, e.Amount, e.At),
            PaymentEvent.TransactionSucceeded { Kind: TransactionKind.Refund } e => new(
                KeyOf(happened.Address.Id, e.Number), happened.Address.Id, SettledKind.Refund, e.Amount, e.At),
            PaymentEvent.DisputeOpened e =>
                new(e.Ref, happened.Address.Id, SettledKind.Dispute, e.Amount, e.At),
            PaymentEvent.DisputeSettled { Won: true } e =>
                new(e.Ref, happened.Address.Id, SettledKind.DisputeWon, e.Amount, e.At),
            _ => null,
        };
}

/// <summary>A movement of money as the house knows it for certain.</summary>
/// <param name="Key">The provider's key of a transaction, or the reference of a dispute.</param>
internal sealed record SettledMove(string Key, string Payment, SettledKind Kind, Money Amount, Instant At)
{
    /// <summary>What it is known by in reports.</summary>
    public string Name => SettlementRow.NameOf(Kind, Key);
}

/// <summary>Reads of the movements.</summary>
internal static class SettledMoveQueries
{
    private const string Columns = "SELECT moved_key, payment, kind, currency, minor, at FROM settled_moves";

    /// <summary>The movement of each name; null where there is none.</summary>
    public static async Task<IReadOnlyList<SettledMove?>> MovesAsync(
        this ITables tables, IReadOnlyCollection<string> names)
    {
        await using var reader = await tables.OpenReaderAsync(CancellationToken.None);
        return await reader.OneOfEachAsync(
            $"{Columns} WHERE name = @name ORDER BY payment LIMIT 1",
            Read,
            [.. names.Select(name => new (string, object?)[] { ("@name", name) })]);
    }

    /// <summary>The movements from one instant to before another, by time, after one that was read.</summary>
    public static async Task<List<SettledMove>> MovesAsync(
        this ITables tables, Instant from, Instant until, ViewCursor? after, int limit)
    {
        await using var reader = await tables.OpenReaderAsync(CancellationToken.None);
        return await reader.ManyAsync(
            Columns + " WHERE at >= @from AND at < @until"
                + (after is null ? "" : " AND (at, name) > (@at, @name)")
                + " ORDER BY at, name, payment LIMIT @limit",
            Read,
            [
                ("@from", from.ToUnixTimeTicks()), ("@until", until.ToUnixTimeTicks()), ("@limit", limit),
                .. after is null
                    ? Array.Empty<(string, object?)>()
                    : [("@at", after.Created), ("@name", after.Id)],
            ]);
    }

    private static SettledMove Read(DbDataReader row) => new(
        row.GetString(0),
        row.GetString(1),
        Enum.Parse<SettledKind>(row.GetString(2).Replace("_", "", StringComparison.Ordinal), ignoreCase: true),
        Money.Of(row.GetInt64(4), row.GetString(3)),
        Instant.FromUnixTimeTicks(row.GetInt64(5)));
}
