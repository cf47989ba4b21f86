using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Oms.Central.Storage;
using Oms.Epcis;

namespace Oms.Central.Epcis;

/// <summary>Reads EPCIS events from their tables, page by page.</summary>
internal static class EventTables
{
    private const string Columns = "e.event_id, e.declares_error, e.event_time, e.record_time, e.context, e.body";

    private const string OfEvent = "t.event_id = e.event_id AND t.declares_error = e.declares_error";

    /// <summary>One page of a query's answer.</summary>
    /// <param name="after">The last row of the page before; null for the first.</param>
    public static async Task<List<EventRow>> PageAsync(
        this ITables tables, EventQuery query, EventCursor? after, int limit)
    {
        var values = new List<(string Name, object? Value)> { ("@limit", limit) };
        var where = Where(query, values);
        var order = query.ByRecordTime ? "record_time" : "event_time";
        var (direction, comparison) = query.Descending ? ("DESC", "<") : ("ASC", ">");
        if (after is not null)
        {
            where += $" AND (e.{order}, e.event_id, e.declares_error) {comparison} (@at, @id, @error)";
            values.AddRange([("@at", after.At), ("@id", after.EventId), ("@error", after.DeclaresError ? 1 : 0)]);
        }

        await using var reader = await tables.OpenReaderAsync(CancellationToken.None);
        return await reader.ManyAsync(
            $"SELECT {Columns} FROM epcis_events e WHERE {where} ORDER BY e.{order} {direction},"
                + $" e.event_id {direction}, e.declares_error {direction} LIMIT @limit",
            row => EventRow.Read(row, query.ByRecordTime),
            [.. values]);
    }

    /// <summary>How many events a query finds, counted up to a bound.</summary>
    public static async Task<int> CountAsync(this ITables tables, EventQuery query, int countMax)
    {
        var values = new List<(string Name, object? Value)> { ("@limit", countMax) };
        var where = Where(query, values);
        await using var reader = await tables.OpenReaderAsync(CancellationToken.None);
        var rows = await reader.ManyAsync(
            $"SELECT 1 FROM epcis_events e WHERE {where} LIMIT @limit", row => row.GetInt32(0), [.. values]);
        return rows.Count;
    }

    /// <summary>An event by its id: the declaration of its error where there is one.</summary>
    public static async Task<EventRow?> FindAsync(this ITables tables, string eventId)
    {
        await using var reader = await tables.OpenReaderAsync(CancellationToken.None);
        return await reader.OneAsync(
            $"SELECT {Columns} FROM epcis_events e WHERE e.event_id = @id AND e.pending = 0"
                + " ORDER BY e.declares_error DESC LIMIT 1",
            row => EventRow.Read(row, byRecordTime: false),
            ("@id", eventId));
    }

    /// <summary>The values that stand under some names, each once, in order.</summary>
    public static async Task<List<string>> ValuesAsync(
        this ITables tables, IReadOnlyList<string> names, string after, int limit)
    {
        var values = new List<(string Name, object? Value)> { ("@after", after), ("@limit", limit) };
        await using var reader = await tables.OpenReaderAsync(CancellationToken.None);
        return await reader.ManyAsync(
            $"SELECT DISTINCT t.value FROM epcis_terms t WHERE {In("t.name", names, values)} AND t.value > @after"
                + " ORDER BY t.value LIMIT @limit",
            row => row.GetString(0),
            [.. values]);
    }

    // The text is made of constants and of names of parameters; what a client sends goes into the values.
    private static string Where(EventQuery query, List<(string Name, object? Value)> values)
    {
        var where = new StringBuilder("e.pending = 0");
        foreach (var condition in query.Conditions)
        {
            _ = where.Append(" AND ").Append(Sql(condition, values));
        }

        return where.ToString();
    }

    private static string Sql(QueryCondition condition, List<(string Name, object? Value)> values) =>
        condition switch
        {
            QueryCondition.HasTerm c => Term($"{In("t.name", c.Names, values)} AND {In("t.value", c.Values, values)}"),
            QueryCondition.HasName c => Term($"t.name = {Parameter(c.Name, values)}"),
            QueryCondition.Within c => Term(
                $"t.name = {Parameter(c.Name, values)} AND ("
                + string.Join(" OR ", c.Places.Select(place => Inside(place, values))) + ")"),
            QueryCondition.Number c => Term(
                $"t.name = {Parameter(c.Name, values)} AND t.number {c.Comparison} {Parameter(c.Bound, values)}"),
            QueryCondition.Time c => Term(
                $"t.name = {Parameter(c.Name, values)} AND t.ticks {c.Comparison} "
                + Parameter(c.Bound.ToUnixTimeTicks(), values)),
            QueryCondition.EventTime c =>
                $"e.{(c.Recorded ? "record_time" : "event_time")} {c.Comparison} "
                + Parameter(c.Bound.ToUnixTimeTicks(), values),
            QueryCondition.EventId c => In("e.event_id", c.Ids, values),
            _ => "e.declares_error = 1",
        };

    private static string Term(string condition) =>
        $"EXISTS(SELECT 1 FROM epcis_terms t WHERE {OfEvent} AND {condition})";

    // A spot of a place is its GLN with an extension; in the tables' order of bytes '0' comes right after '/'.
    private static string Inside(string place, List<(string Name, object? Value)> values) =>
        $"(t.value = {Parameter(place, values)} OR (t.value >= {Parameter(place + "/", values)}"
        + $" AND t.value < {Parameter(place + "0", values)}))";

    private static string In(
        string column, IReadOnlyList<string> of, List<(string Name, object? Value)> values) =>
        $"{column} IN ({string.Join(", ", of.Select(value => Parameter(value, values)))})";

    private static string Parameter(object value, List<(string Name, object? Value)> values)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"@p{values.Count}");
        values.Add((name, value));
        return name;
    }
}

/// <summary>An event as it stands in the tables.</summary>
/// <param name="At">The time that orders the answer, Unix ticks.</param>
internal sealed record EventRow(
    string EventId, bool DeclaresError, long At, long RecordedAt, string Context, byte[] Body)
{
    /// <summary>The place behind this row.</summary>
    /// <param name="left">How many events may still follow; null without a limit.</param>
    public EventCursor CursorWith(int? left) => new(At, EventId, DeclaresError, left);

    public static EventRow Read(System.Data.Common.DbDataReader row, bool byRecordTime) => new(
        row.GetString(0),
        row.GetInt64(1) == 1,
        row.GetInt64(byRecordTime ? 3 : 2),
        row.GetInt64(3),
        row.GetString(4),
        row.Bytes(5));

    /// <summary>Writes the event with the time of its recording and, where it has another than the document's, the
    /// context it was written in.</summary>
    /// <param name="alone">Whether it stands alone, so that it must name its context.</param>
    public void Write(Utf8JsonWriter json, bool alone)
    {
        using var body = JsonDocument.Parse(Body);
        json.WriteStartObject();
        if (alone || Context != EpcisContext.Standard.Json)
        {
            json.WritePropertyName("@context");
            json.WriteRawValue(Context);
        }

        foreach (var member in body.RootElement.EnumerateObject().Where(member => member.Name != "recordTime"))
        {
            member.WriteTo(json);
        }

        json.WriteString(
            "recordTime", EpcisTime.ToMilliseconds(NodaTime.Instant.FromUnixTimeTicks(RecordedAt)));
        json.WriteEndObject();
    }
}

/// <summary>The last row of a page; opaque to clients, and never out of date.</summary>
/// <param name="Left">How many events may still follow; null without a limit.</param>
internal sealed record EventCursor(long At, string EventId, bool DeclaresError, int? Left)
{
    public string Encode() => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $"{At}~{(DeclaresError ? 1 : 0)}~{Left}~{EventId}")));

    /// <summary>Reads a cursor; null when it is none.</summary>
    public static EventCursor? Decode(string text)
    {
        if (!Base64Url.IsValid(text))
        {
            return null;
        }

        return Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)).Split('~', 4) is
                [var at, ("0" or "1") and var error, var left, var id]
            && long.TryParse(at, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var ticks)
            ? new EventCursor(
                ticks,
                id,
                error == "1",
                int.TryParse(left, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : null)
            : null;
    }
}
