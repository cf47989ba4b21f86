using System.Data.Common;
using System.Globalization;
using NodaTime;
using NodaTime.Text;
using Oms.Central.Storage;
using Oms.Finance;

namespace Oms.Central.Books;

/// <summary>Reads the journal: its lines by keyset, what accounts come to, and what is open.</summary>
internal static class JournalQueries
{
    private const string Columns = "SELECT at, entry, part, account, currency, minor, what, reference";

    /// <param name="account">Only its lines; null for all.</param>
    /// <param name="reference">Only lines about it; null for all.</param>
    /// <param name="after">The last line that was seen.</param>
    /// <param name="oldestFirst">Whether later lines follow, or earlier ones.</param>
    public static async Task<JournalPage> JournalAsync(
        this ITables tables, string? account, string? reference, ViewCursor? after, bool oldestFirst, int limit)
    {
        var (id, part) = Split(after);
        await using var reader = await tables.OpenReaderAsync(CancellationToken.None);
        (string Name, object? Value)[] values =
        [
            ("@account", account), ("@reference", reference), ("@at", after?.Created), ("@entry", id),
            ("@part", part), ("@limit", limit + 1),
        ];
        var (than, order) = oldestFirst ? ('>', "ASC") : ('<', "DESC");
        var rows = await reader.ManyAsync(
            Columns + " FROM journal_lines WHERE 1 = 1"
                + (account is null ? "" : " AND account = @account")
                + (reference is null ? "" : " AND reference = @reference")
                + (after is null ? "" : $" AND (at, entry, part) {than} (@at, @entry, @part)")
                + $" ORDER BY at {order}, entry {order}, part {order} LIMIT @limit",
            Line,
            [.. values.Where(value => value.Value is not null)]);
        var more = rows.Count > limit;
        var page = more ? rows[..limit] : rows;
        return new JournalPage(page, more ? page[^1].Cursor : null);
    }

    /// <summary>What each account came to.</summary>
    /// <param name="until">The last instant that counts; null for all there is.</param>
    public static Task<List<AccountSum>> SumsAsync(this ITables tables, Instant? until) =>
        tables.ReadAtOneMomentAsync(
            async reader =>
            {
                var days = await SumsAsync(
                    reader,
                    """
                    SELECT account, currency, CAST(SUM(debit) AS BIGINT), CAST(SUM(credit) AS BIGINT) FROM account_days
                    WHERE day < @day GROUP BY account, currency
                    """,
                    ("@day", until is { } at ? BooksProjection.DayOf(at) : "9999-12-31"));
                return until is not { } last
                    ? days
                    : Add(days, await SumsAsync(
                        reader,
                        """
                        SELECT account, currency,
                          CAST(SUM(CASE WHEN minor > 0 THEN minor ELSE 0 END) AS BIGINT),
                          CAST(SUM(CASE WHEN minor < 0 THEN -minor ELSE 0 END) AS BIGINT)
                        FROM journal_lines WHERE at >= @from AND at <= @last GROUP BY account, currency
                        """,
                        ("@from", last.InUtc().Date.AtStartOfDayInZone(DateTimeZone.Utc).ToInstant()
                            .ToUnixTimeTicks()),
                        ("@last", last.ToUnixTimeTicks())));
            },
            CancellationToken.None);

    /// <summary>What an account comes to for each reference where that is not zero, by reference.</summary>
    public static async Task<List<OpenItem>> OpenItemsAsync(
        this ITables tables, string account, string after, int limit)
    {
        await using var reader = await tables.OpenReaderAsync(CancellationToken.None);
        return await reader.ManyAsync(
            """
            SELECT reference, currency, CAST(SUM(minor) AS BIGINT) FROM journal_lines
            WHERE account = @account AND reference > @after
            GROUP BY reference, currency HAVING SUM(minor) <> 0 ORDER BY reference, currency LIMIT @limit
            """,
            row => new OpenItem(row.GetString(0), Money.Of(row.GetInt64(2), row.GetString(1))),
            ("@account", account),
            ("@after", after),
            ("@limit", limit));
    }

    private static ValueTask<List<AccountSum>> SumsAsync(
        DbConnection reader, string text, params (string Name, object? Value)[] values) =>
        reader.ManyAsync(
            text,
            row => new AccountSum(row.GetString(0), row.GetString(1), row.GetInt64(2), row.GetInt64(3)),
            values);

    private static List<AccountSum> Add(List<AccountSum> some, List<AccountSum> others) =>
    [
        .. from sum in some.Concat(others)
           group sum by (sum.Account, sum.Currency) into same
           select new AccountSum(
               same.Key.Account, same.Key.Currency, same.Sum(sum => sum.Debit), same.Sum(sum => sum.Credit)),
    ];

    private static (string? Entry, int? Part) Split(ViewCursor? cursor)
    {
        var at = cursor?.Id.LastIndexOf('#') ?? -1;
        return at > 0 && int.TryParse(cursor!.Id.AsSpan(at + 1), CultureInfo.InvariantCulture, out var part)
            ? (cursor.Id[..at], part)
            : (cursor is null ? null : cursor.Id, cursor is null ? null : 0);
    }

    private static JournalLine Line(DbDataReader row) => new(
        row.GetInt64(0),
        row.GetString(1),
        (int)row.GetInt64(2),
        row.GetString(3),
        Money.Of(row.GetInt64(5), row.GetString(4)),
        row.GetString(6),
        row.GetString(7));
}

internal readonly record struct JournalPage(IReadOnlyList<JournalLine> Lines, ViewCursor? Next);

/// <summary>One side of an entry as it is stored.</summary>
/// <param name="Ticks">When, in ticks since 1970.</param>
/// <param name="Amount">Above zero a debit, below zero a credit.</param>
internal sealed record JournalLine(
    long Ticks, string Entry, int Part, string Account, Money Amount, string What, string Reference)
{
    public Instant At => Instant.FromUnixTimeTicks(Ticks);

    public ViewCursor Cursor => new(Ticks, string.Create(CultureInfo.InvariantCulture, $"{Entry}#{Part}"));

    /// <summary>As a row of a file for an accounting system.</summary>
    public string Csv => string.Create(
        CultureInfo.InvariantCulture,
        $"{InstantPattern.ExtendedIso.Format(At)},{Quoted(Entry)},{Part},{Account},{Amount.Currency.Code},{Debit},"
            + $"{Credit},{What},{Quoted(Reference)}");

    private long Debit => long.Max(0, Amount.Minor);

    private long Credit => long.Max(0, -Amount.Minor);

    private static string Quoted(string text) => $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}

internal readonly record struct AccountSum(string Account, string Currency, long Debit, long Credit);

internal readonly record struct OpenItem(string Reference, Money Amount);
