using System.Data.Common;
using Oms.Actors.Processes;
using Oms.Entities;

namespace Oms.Central.Storage;

/// <summary>Keeps the state of every entity of some kinds, with the columns that lists are filtered by.</summary>
/// <remarks>It folds events with the entity's own <c>Evolve</c>, so a list shows what the entity itself
/// would.</remarks>
/// <param name="name">Its name, and its table's.</param>
internal sealed class ViewsProjection(ITables tables, string name, IReadOnlyList<View> views) : TableProjection(tables)
{
    /// <summary>What lists are read from.</summary>
    public const string ProjectionName = "views";

    /// <summary>What API keys are looked up in: apart, so that a rebuild of the views locks nobody out.</summary>
    public const string Keys = "keys";

    private readonly Dictionary<string, View> _views = views.ToDictionary(view => view.Kind, StringComparer.Ordinal);

    public override string Name => name;

    protected override IReadOnlyList<string> Tables =>
        name == ProjectionName ? [name, "view_terms", "view_parts"] : [name];

    public override bool Listens(string kind) => _views.ContainsKey(kind);

    protected override async ValueTask ApplyAsync(DbConnection connection, IReadOnlyList<RecordedEvent> events)
    {
        var entities = events.Where(e => e.Event is not null).GroupBy(e => e.Address).ToList();
        var known = await connection.OneOfEachAsync(
            $"SELECT created, f1, f2, search, doc FROM {name} WHERE kind = @kind AND id = @id",
            row => new Known(row.GetInt64(0), Text(row, 1), Text(row, 2), Text(row, 3), row.Bytes(4)),
            [.. entities.Select(entity => Key(entity.Key))]);
        var parts = await PartsAsync(connection, entities);
        List<WrittenRow> rows = [.. entities.Select((entity, index) => Row(entity, known[index], parts[index]))];

        // Most change nothing that lists are filtered by, and then no index is touched.
        await connection.RunEachAsync(
            $"UPDATE {name} SET doc = @doc WHERE kind = @kind AND id = @id",
            rows.Where(row => row.IsListedAlike).Select(row => row.DocAlone));
        await connection.RunEachAsync(
            $"""
            INSERT INTO {name}(kind, id, created, f1, f2, search, doc)
            VALUES(@kind, @id, @created, @f1, @f2, @search, @doc)
            ON CONFLICT(kind, id) DO UPDATE SET f1 = @f1, f2 = @f2, search = @search, doc = @doc
            """,
            rows.Where(row => !row.IsListedAlike).Select(row => row.Values));
        await connection.RunEachAsync(
            "DELETE FROM view_terms WHERE kind = @kind AND term = @term AND created = @created AND id = @id",
            rows.SelectMany(row => row.TermsWithout(row.Before, row.After)));
        await connection.RunEachAsync(
            """
            INSERT INTO view_terms(kind, term, created, id) VALUES(@kind, @term, @created, @id) ON CONFLICT DO NOTHING
            """,
            rows.SelectMany(row => row.TermsWithout(row.After, row.Before)));
        await connection.RunEachAsync(
            "DELETE FROM view_parts WHERE kind = @kind AND id = @id AND part = @part",
            rows.SelectMany(row => row.Parts(gone: true)));
        await connection.RunEachAsync(
            """
            INSERT INTO view_parts(kind, id, part, doc) VALUES(@kind, @id, @part, @doc)
            ON CONFLICT(kind, id, part) DO UPDATE SET doc = @doc
            """,
            rows.SelectMany(row => row.Parts(gone: false)));
    }

    /// <summary>The parts that each entity's events may change, as they are.</summary>
    private async ValueTask<List<IReadOnlyList<ViewPart>>> PartsAsync(
        DbConnection connection, List<IGrouping<EntityAddress, RecordedEvent>> entities)
    {
        var names = entities.ConvertAll(
            entity => _views[entity.Key.Kind].PartsOf(entity.Select(e => e.Event!)));
        var docs = await connection.OneOfEachAsync(
            "SELECT doc FROM view_parts WHERE kind = @kind AND id = @id AND part = @part",
            row => row.Bytes(0),
            [.. entities.Zip(names, (entity, some) => some.Select(name => PartKey(entity.Key, name)))
                .SelectMany(key => key)]);
        var at = 0;
        return names.ConvertAll<IReadOnlyList<ViewPart>>(
            some => [.. some.Select(name => new ViewPart(name, docs[at++]))]);
    }

    private WrittenRow Row(
        IGrouping<EntityAddress, RecordedEvent> entity, Known? before, IReadOnlyList<ViewPart> parts)
    {
        var row = _views[entity.Key.Kind].Fold(
            entity.Key.Id, before?.Doc, parts, entity.Select(e => e.Event!));
        var created = before?.Created ?? entity.First().RecordedAt.ToUnixTimeTicks();
        return new WrittenRow(
            entity.Key,
            created,
            ViewTerms.Of(before?.Search),
            ViewTerms.Of(row.Search),
            before is not null && (before.F1, before.F2, before.Search) == (row.F1, row.F2, row.Search),
            row.Parts,
            [
                .. Key(entity.Key),
                ("@created", created),
                ("@f1", row.F1),
                ("@f2", row.F2),
                ("@search", row.Search),
                ("@doc", row.Doc),
            ]);
    }

    private static (string Name, object? Value)[] Key(EntityAddress address) =>
        [("@kind", address.Kind), ("@id", ViewId(address))];

    private static (string Name, object? Value)[] PartKey(EntityAddress address, string part) =>
        [.. Key(address), ("@part", part)];

    /// <summary>The main tenant's ids stand as they are; others carry their tenant.</summary>
    internal static string ViewId(EntityAddress address) =>
        address.Tenant == EntityAddress.MainTenant ? address.Id : $"{address.Tenant}\0{address.Id}";

    private static string? Text(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private sealed record Known(long Created, string? F1, string? F2, string? Search, byte[] Doc);

    private sealed record WrittenRow(
        EntityAddress Address,
        long Created,
        IReadOnlyList<string> Before,
        IReadOnlyList<string> After,
        bool IsListedAlike,
        IReadOnlyList<ViewPart> Changed,
        (string Name, object? Value)[] Values)
    {
        /// <summary>The key and the document.</summary>
        public (string Name, object? Value)[] DocAlone => [.. Key(Address), Values[^1]];

        /// <summary>Keys of the parts that are gone, or rows of those that are new or others.</summary>
        public IEnumerable<(string Name, object? Value)[]> Parts(bool gone) =>
            from part in Changed
            where part.Doc is null == gone
            let key = PartKey(Address, part.Name)
            select gone ? key : [.. key, ("@doc", part.Doc)];

        /// <summary>Rows of the terms that are in one list and not in the other.</summary>
        public IEnumerable<(string Name, object? Value)[]> TermsWithout(
            IReadOnlyList<string> these, IReadOnlyList<string> others) =>
            these.Except(others, StringComparer.Ordinal)
                .Select(term => ((string, object?)[])[.. Key(Address), ("@term", term), ("@created", Created)]);
    }
}
