using System.Data.Common;
using System.Globalization;
using NodaTime;
using NodaTime.Text;
using Oms.Actors.Processes;
using Oms.Central.Costing;
using Oms.Central.Payments;
using Oms.Central.Purchasing;
using Oms.Central.Storage;
using Oms.Entities;
using Oms.Finance;

namespace Oms.Central.Books;

/// <summary>The journal: a balanced entry for each event that moves money, and what they come to by account and
/// day.</summary>
/// <remarks>The sums are kept by shard, so that two shards never wait for each other's row.</remarks>
internal sealed class BooksProjection(ITables tables) : TableProjection(tables)
{
    public const string ProjectionName = "books";

    public override string Name => ProjectionName;

    protected override IReadOnlyList<string> Tables => ["journal_lines", "account_days", "book_notes"];

    public override bool Listens(string kind) =>
        kind is BillDocument.Kind or Payment.Kind or StoreCredit.Kind or PurchaseOrder.Kind or CostBook.Kind;

    /// <summary>What is only asked for, or in doubt, moves no money.</summary>
    public override bool Changes(RecordedEvent happened) => happened.Event is not (PaymentEvent.TransactionRequested
        or PaymentEvent.CallBegun or PaymentEvent.TransactionInDoubt or PaymentEvent.ProviderNotified);

    protected override async ValueTask ApplyAsync(DbConnection connection, IReadOnlyList<RecordedEvent> events)
    {
        var heard = events.Where(e => e.Event is not null && e.Address.Tenant == EntityAddress.MainTenant).ToList();
        var notes = await NotesAsync(connection, heard);
        var entries = new List<(RecordedEvent Happened, JournalEntry Entry)>();
        foreach (var happened in heard)
        {
            if (NoteOf(happened) is { } note)
            {
                notes[note.Key] = note.Text;
                _ = await connection.RunAsync(
                    "INSERT INTO book_notes(id, note) VALUES(@id, @note) ON CONFLICT(id) DO NOTHING",
                    ("@id", note.Key),
                    ("@note", note.Text));
            }

            if (EntryOf(happened, notes) is { Postings.Count: > 0 } entry)
            {
                entries.Add((happened, entry));
            }
        }

        await connection.RunEachAsync(
            """
            INSERT INTO journal_lines(at, entry, part, account, currency, minor, what, reference)
            VALUES(@at, @entry, @part, @account, @currency, @minor, @what, @reference)
            ON CONFLICT(at, entry, part) DO NOTHING
            """,
            entries.SelectMany(each => each.Entry.Postings.Index().Select(part => Line(each, part))));
        await connection.RunEachAsync(
            """
            INSERT INTO account_days(account, currency, day, shard, debit, credit)
            VALUES(@account, @currency, @day, @shard, @debit, @credit)
            ON CONFLICT(account, currency, day, shard)
            DO UPDATE SET debit = account_days.debit + @debit, credit = account_days.credit + @credit
            """,
            from each in entries
            from posting in each.Entry.Postings
            group posting.Minor by (
                posting.Account, each.Entry.Currency, Day: DayOf(each.Happened.RecordedAt), each.Happened.Record.Shard)
            into sums
            select ((string, object?)[])
            [
                ("@account", CentralViews.Snake(sums.Key.Account)),
                ("@currency", sums.Key.Currency),
                ("@day", sums.Key.Day),
                ("@shard", sums.Key.Shard),
                ("@debit", sums.Where(minor => minor > 0).Sum()),
                ("@credit", -sums.Where(minor => minor < 0).Sum()),
            ]);
    }

    /// <summary>The day of an instant in UTC, such as <c>2026-11-30</c>.</summary>
    public static string DayOf(Instant at) => LocalDatePattern.Iso.Format(at.InUtc().Date);

    private static JournalEntry? EntryOf(RecordedEvent happened, Dictionary<string, string> notes) =>
        happened.Event switch
        {
            DocumentEvent e => Ledger.Of(e),
            PaymentEvent e => notes.TryGetValue(KeyOf(happened), out var note) ? Ledger.Of(e, ReadPayment(note)) : null,
            StoreCreditEvent e => Ledger.Of(e, happened.Address.Id),
            CostEvent e => Ledger.Of(e, Uri.UnescapeDataString(happened.Address.Id)),
            PurchaseEvent.UnitsShipped e => Ledger.Of(e, happened.Address.Id),
            PurchaseEvent.ShipmentReported e => Ledger.Of(e, happened.Address.Id),
            PurchaseEvent.InvoiceMatched { Findings.Count: 0 } e =>
                Ledger.OfSupplierInvoice(happened.Address.Id, e.Total),
            PurchaseEvent.InvoiceDecided { Approved: true } => notes.TryGetValue(KeyOf(happened), out var note)
                ? Ledger.OfSupplierInvoice(happened.Address.Id, ReadMoney(note))
                : null,
            _ => null,
        };

    /// <summary>What later events of the same entity do not say again.</summary>
    private static (string Key, string Text)? NoteOf(RecordedEvent happened) =>
        happened.Event switch
        {
            PaymentEvent.PaymentOpened e => (KeyOf(happened), $"{e.Terms.Method} {e.Terms.Order}"),
            PurchaseEvent.InvoiceMatched e => (
                KeyOf(happened),
                string.Create(CultureInfo.InvariantCulture, $"{e.Total.Minor} {e.Total.Currency.Code}")),
            _ => null,
        };

    private static string KeyOf(RecordedEvent happened) =>
        happened.Event switch
        {
            PurchaseEvent.InvoiceMatched e => $"purchase/{happened.Address.Id}/{e.Ref}",
            PurchaseEvent.InvoiceDecided e => $"purchase/{happened.Address.Id}/{e.Ref}",
            _ => $"payment/{happened.Address.Id}",
        };

    private static PaymentNote ReadPayment(string note)
    {
        var parts = note.Split(' ', 2);
        return new PaymentNote(Enum.Parse<PaymentMethod>(parts[0]), parts[1]);
    }

    private static Money ReadMoney(string note)
    {
        var parts = note.Split(' ', 2);
        return Money.Of(long.Parse(parts[0], CultureInfo.InvariantCulture), parts[1]);
    }

    private static async ValueTask<Dictionary<string, string>> NotesAsync(
        DbConnection connection, IEnumerable<RecordedEvent> events)
    {
        string[] keys =
        [
            .. events.Where(e => e.Event is PaymentEvent.TransactionSucceeded or PaymentEvent.DisputeSettled
                or PurchaseEvent.InvoiceDecided).Select(KeyOf).Distinct(),
        ];
        var found = await connection.OneOfEachAsync(
            "SELECT note FROM book_notes WHERE id = @id",
            row => row.GetString(0),
            [.. keys.Select(key => new (string, object?)[] { ("@id", key) })]);
        return keys.Zip(found).Where(pair => pair.Second is not null)
            .ToDictionary(pair => pair.First, pair => pair.Second!, StringComparer.Ordinal);
    }

    private static (string Name, object? Value)[] Line(
        (RecordedEvent Happened, JournalEntry Entry) each, (int Index, Posting Item) part) =>
    [
        ("@at", each.Happened.RecordedAt.ToUnixTimeTicks()),
        ("@entry", string.Create(
            CultureInfo.InvariantCulture,
            $"{each.Happened.Address.Kind}/{each.Happened.Address.Id}/{each.Happened.Record.Seq}")),
        ("@part", part.Index),
        ("@account", CentralViews.Snake(part.Item.Account)),
        ("@currency", each.Entry.Currency),
        ("@minor", part.Item.Minor),
        ("@what", each.Entry.Text),
        ("@reference", each.Entry.Reference),
    ];
}
