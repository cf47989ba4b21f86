using System.Data.Common;
using System.Globalization;
using NodaTime;
using NodaTime.Text;
using Oms.Central.Imports;
using Oms.Central.Storage;

namespace Oms.Central.Reports;

/// <summary>Reads what the reports are made of.</summary>
internal static class ReportQueries
{
    /// <summary>How often a stage must have been left for what is usual to be known of it.</summary>
    public const int UsualMin = 20;

    /// <summary>Counts that one report is made of at most.</summary>
    private const int CountsMax = 200_000;

    /// <summary>Days back over which it is looked what is usual.</summary>
    private const int UsualDays = 28;

    /// <summary>In how many permille of all cases it is at most what is usual.</summary>
    private const int UsualPermille = 900;

    /// <summary>The times of the stages that were left from one day to another, both included.</summary>
    /// <param name="kind">Only those of this kind; null for all.</param>
    /// <param name="location">Only those of this location; null for all.</param>
    /// <param name="byLocation">Whether each location is told by itself.</param>
    /// <param name="byDay">Whether each day is told by itself.</param>
    /// <returns>Null where there is more than one report takes.</returns>
    public static async Task<List<DwellRow>?> DwellAsync(
        this ITables tables,
        LocalDate from,
        LocalDate to,
        string? kind,
        string? location,
        bool byLocation,
        bool byDay)
    {
        var (place, day) = (byLocation ? "location" : "''", byDay ? "day" : "''");
        await using var reader = await tables.OpenReaderAsync(CancellationToken.None);
        (string Name, object? Value)[] values =
        [
            ("@from", ReportsProjection.DayOf(from)), ("@to", ReportsProjection.DayOf(to)), ("@kind", kind),
            ("@location", location), ("@limit", CountsMax + 1),
        ];
        var rows = await reader.ManyAsync(
            $"SELECT kind, stage, {place}, {day}, bucket, CAST(SUM(count) AS BIGINT), MAX(longest) FROM stage_dwell"
                + " WHERE day >= @from AND day <= @to"
                + (kind is null ? "" : " AND kind = @kind")
                + (location is null ? "" : " AND location = @location")
                + $" GROUP BY kind, stage{(byLocation ? ", location" : "")}{(byDay ? ", day" : "")}, bucket"
                + " LIMIT @limit",
            row => (
                Of: (row.GetString(0), StageOf(row.GetString(1)), row.GetString(2), row.GetString(3)),
                Bucket: (int)row.GetInt64(4), Count: row.GetInt64(5), Longest: row.GetInt64(6)),
            [.. values.Where(value => value.Value is not null)]);
        return rows.Count > CountsMax ? null :
        [
            .. from row in rows
               group row by row.Of into of
               orderby of.Key.Item1 descending, of.Key.Item2, of.Key.Item3, of.Key.Item4
               select new DwellRow(
                   of.Key.Item1, of.Key.Item2, of.Key.Item3, of.Key.Item4,
                   [.. of.Select(row => (row.Bucket, row.Count))], of.Max(row => row.Longest)),
        ];
    }

    /// <summary>What stands where, and since when the oldest does.</summary>
    public static async Task<List<StageCount>> StandingAsync(this ITables tables, string? location)
    {
        await using var reader = await tables.OpenReaderAsync(CancellationToken.None);
        return await reader.ManyAsync(
            "SELECT kind, stage, COUNT(*), MIN(since) FROM stage_now"
                + (location is null ? "" : " WHERE location = @location")
                + " GROUP BY kind, stage",
            row => new StageCount(
                row.GetString(0), StageOf(row.GetString(1)), row.GetInt64(2),
                Instant.FromUnixTimeTicks(row.GetInt64(3))),
            location is null ? [] : [("@location", location)]);
    }

    /// <summary>Who has stood in a stage longest.</summary>
    public static async Task<List<StandingView>> LongestAsync(
        this ITables tables, string kind, DwellStage stage, string? location, Instant now, int limit)
    {
        await using var reader = await tables.OpenReaderAsync(CancellationToken.None);
        return await reader.ManyAsync(
            "SELECT id, since, location FROM stage_now WHERE kind = @kind AND stage = @stage"
                + (location is null ? "" : " AND location = @location")
                + " ORDER BY since, id LIMIT @limit",
            row => new StandingView(
                row.GetString(0), row.GetString(2), Instant.FromUnixTimeTicks(row.GetInt64(1)),
                long.Max(0, (long)(now - Instant.FromUnixTimeTicks(row.GetInt64(1))).TotalSeconds)),
            [
                ("@kind", kind), ("@stage", CentralViews.Snake(stage)), ("@limit", limit),
                .. location is null ? [] : new (string, object?)[] { ("@location", location) },
            ]);
    }

    /// <summary>Where some orders stand; null for those that stand nowhere.</summary>
    public static async Task<IReadOnlyList<Standing?>> FindStandingAsync(
        this ITables tables, string kind, IEnumerable<string> ids)
    {
        await using var reader = await tables.OpenReaderAsync(CancellationToken.None);
        return await reader.OneOfEachAsync(
            "SELECT stage, since, location, under, units FROM stage_now WHERE kind = @kind AND id = @id",
            StandingOf,
            [.. ids.Select(id => new (string, object?)[] { ("@kind", kind), ("@id", id) })]);
    }

    /// <summary>What is usual of orders over the last four weeks: of each location where enough is known, and of all
    /// together under the empty name.</summary>
    public static async Task<Dictionary<string, UsualTimes>> UsualAsync(this ITables tables, LocalDate today)
    {
        var from = today.PlusDays(-UsualDays);
        const string Kind = Orders.OrderId.Kind;

        // Of very many locations all are told together.
        var rows = await tables.DwellAsync(from, today, Kind, null, byLocation: true, byDay: false)
            ?? await tables.DwellAsync(from, today, Kind, null, byLocation: false, byDay: false) ?? [];
        var all = rows.GroupBy(row => row.Stage).Select(of => new DwellRow(
            Kind, of.Key, string.Empty, string.Empty, [.. of.SelectMany(row => row.Counts)],
            of.Max(row => row.Longest)));
        return rows.Where(row => row.Location.Length > 0).Concat(all).GroupBy(row => row.Location).ToDictionary(
            of => of.Key,
            of => new UsualTimes(
                Of(of, DwellStage.Placed), Of(of, DwellStage.Released), Of(of, DwellStage.InFulfilment),
                Of(of, DwellStage.Shipped)),
            StringComparer.Ordinal);

        static Duration? Of(IEnumerable<DwellRow> rows, DwellStage stage) =>
            rows.FirstOrDefault(row => row.Stage == stage) is { } known && known.Count >= UsualMin
                ? Duration.FromSeconds(known.Quantile(UsualPermille))
                : null;
    }

    /// <summary>Orders of which something is promised that has not arrived, by the day of their first
    /// promise.</summary>
    public static async Task<List<DueOrder>> DueAsync(
        this ITables tables, LocalDate until, DueOrder? after, int limit)
    {
        await using var reader = await tables.OpenReaderAsync(CancellationToken.None);
        return await reader.ManyAsync(
            "SELECT due, id FROM promised_orders WHERE due IS NOT NULL AND due <= @until"
                + (after is null ? "" : " AND (due, id) > (@due, @id)")
                + " ORDER BY due, id LIMIT @limit",
            row => new DueOrder(row.GetString(0), row.GetString(1)),
            [
                ("@until", ReportsProjection.DayOf(until)), ("@limit", limit),
                .. after is null ? [] : new (string, object?)[] { ("@due", after.Due), ("@id", after.Id) },
            ]);
    }

    /// <summary>How many orders and lines were promised for the days from one to another, both included, and how many
    /// of them were on time in full.</summary>
    /// <param name="asOf">What was known at that moment.</param>
    /// <param name="by">Columns that are told apart.</param>
    /// <param name="limit">Rows that are told at most.</param>
    public static async Task<List<OtifRow>> OtifAsync(
        this ITables tables,
        LocalDate from,
        LocalDate to,
        Instant asOf,
        OtifFilter filter,
        IReadOnlyList<string> by,
        int limit)
    {
        await using var reader = await tables.OpenReaderAsync(CancellationToken.None);
        (string Name, object? Value)[] values =
        [
            ("@from", ReportsProjection.DayOf(from)), ("@to", ReportsProjection.DayOf(to)),
            ("@at", asOf.ToUnixTimeTicks()), ("@location", filter.Location), ("@channel", filter.Channel),
            ("@customer", filter.Customer), ("@limit", limit),
        ];
        string[] columns = ["promised", "location", "channel", "customer"];
        var grouped = string.Concat(columns.Where(by.Contains).Select(column => $", {column}"));
        return await reader.ManyAsync(
            $"SELECT {string.Join(", ", columns.Select(column => by.Contains(column) ? column : "''"))},"
                + " CAST(SUM(CASE WHEN line = 0 THEN 1 ELSE 0 END) AS BIGINT),"
                + " CAST(SUM(CASE WHEN line = 0 AND kept <= @at THEN 1 ELSE 0 END) AS BIGINT),"
                + " CAST(SUM(CASE WHEN line > 0 THEN 1 ELSE 0 END) AS BIGINT),"
                + " CAST(SUM(CASE WHEN line > 0 AND kept <= @at THEN 1 ELSE 0 END) AS BIGINT)"
                + " FROM promised_lines WHERE promised >= @from AND promised <= @to AND placed <= @at"
                + " AND (gone IS NULL OR gone > @at)"
                + (filter.Location is null ? "" : " AND location = @location")
                + (filter.Channel is null ? "" : " AND channel = @channel")
                + (filter.Customer is null ? "" : " AND customer = @customer")
                + (grouped.Length == 0 ? "" : $" GROUP BY {grouped[2..]} ORDER BY {grouped[2..]}")
                + " LIMIT @limit",
            row => new OtifRow(
                row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3),
                Number(row, 4), Number(row, 5), Number(row, 6), Number(row, 7)),
            [.. values.Where(value => value.Value is not null)]);
    }

    public static Standing StandingOf(DbDataReader row) => new(
        StageOf(row.GetString(0)),
        Instant.FromUnixTimeTicks(row.GetInt64(1)),
        row.GetString(2),
        row.IsDBNull(3) ? null : StageOf(row.GetString(3)),
        row.GetInt64(4));

    /// <summary>A sum over no rows is null.</summary>
    private static long Number(DbDataReader row, int column) => row.IsDBNull(column) ? 0 : row.GetInt64(column);

    private static DwellStage StageOf(string name) => Stages[name];

    private static readonly Dictionary<string, DwellStage> Stages =
        Enum.GetValues<DwellStage>().ToDictionary(stage => CentralViews.Snake(stage), StringComparer.Ordinal);
}

/// <param name="Location">Empty where locations are told together; likewise <paramref name="Day"/>.</param>
/// <param name="Longest">The longest stay, whole seconds.</param>
internal sealed record DwellRow(
    string Kind,
    DwellStage Stage,
    string Location,
    string Day,
    IReadOnlyList<(int Bucket, long Count)> Counts,
    long Longest)
{
    public long Count => Counts.Sum(each => each.Count);

    /// <summary>Whole seconds.</summary>
    public long Quantile(int permille) => DwellHistogram.Quantile(
        Counts.GroupBy(each => each.Bucket).Select(of => (of.Key, of.Sum(each => each.Count))), permille, Longest);
}

internal sealed record StageCount(string Kind, DwellStage Stage, long Count, Instant Oldest);

/// <param name="Due">The day, such as <c>2026-11-30</c>.</param>
internal sealed record DueOrder(string Due, string Id)
{
    public string Encode() => System.Buffers.Text.Base64Url.EncodeToString(
        System.Text.Encoding.UTF8.GetBytes($"{Due}~{Id}"));

    /// <summary>Reads a cursor; null when it is none.</summary>
    public static DueOrder? Decode(string text)
    {
        if (!System.Buffers.Text.Base64Url.IsValid(text))
        {
            return null;
        }

        var plain = System.Text.Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(text));
        return plain.Split('~', 2) is [var due, var id] && LocalDatePattern.Iso.Parse(due).Success
            ? new DueOrder(due, id)
            : null;
    }
}

/// <summary>Which orders a report is about; null for all.</summary>
internal sealed record OtifFilter(string? Location, string? Channel, string? Customer);

/// <summary>Orders and lines whose promised day was due, and those that were on time in full.</summary>
internal sealed record OtifRow(
    string Day, string Location, string Channel, string Customer, long Orders, long OrdersKept, long Lines,
    long LinesKept)
{
    /// <summary>One line of CSV.</summary>
    public string Csv => string.Join(',',
        Day, CsvText.Quoted(Location), CsvText.Quoted(Channel), CsvText.Quoted(Customer), Text(Orders),
        Text(OrdersKept), Text(OtifView.Permille(OrdersKept, Orders)), Text(Lines), Text(LinesKept),
        Text(OtifView.Permille(LinesKept, Lines)));

    private static string Text(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? string.Empty;
}
