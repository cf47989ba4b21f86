using System.Data.Common;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
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

    protected override IReadOnlyList<string> Tables => [name];

    public override bool Listens(string kind) => _views.ContainsKey(kind);

    protected override async ValueTask ApplyAsync(DbConnection connection, IReadOnlyList<RecordedEvent> events)
    {
        var entities = events.Where(e => e.Event is not null).GroupBy(e => e.Address).ToList();
        var known = await connection.OneOfEachAsync(
            $"SELECT created, doc FROM {name} WHERE kind = @kind AND id = @id",
            row => (Created: row.GetInt64(0), Doc: row.Bytes(1)),
            [.. entities.Select(entity => Key(entity.Key))]);
        await connection.RunEachAsync(
            $"""
            INSERT INTO {name}(kind, id, created, f1, f2, search, doc)
            VALUES(@kind, @id, @created, @f1, @f2, @search, @doc)
            ON CONFLICT(kind, id) DO UPDATE SET f1 = @f1, f2 = @f2, search = @search, doc = @doc
            """,
            entities.Zip(known, (entity, before) => Row(entity, before.Created, before.Doc)));
    }

    private (string Name, object? Value)[] Row(
        IGrouping<EntityAddress, RecordedEvent> entity, long created, byte[]? doc)
    {
        var row = _views[entity.Key.Kind].Fold(entity.Key.Id, doc, entity.Select(e => e.Event!));
        return
        [
            .. Key(entity.Key),
            ("@created", doc is null ? entity.First().RecordedAt.ToUnixTimeTicks() : created),
            ("@f1", row.F1),
            ("@f2", row.F2),
            ("@search", row.Search),
            ("@doc", row.Doc),
        ];
    }

    private static (string Name, object? Value)[] Key(EntityAddress address) =>
        [("@kind", address.Kind), ("@id", ViewId(address))];

    /// <summary>The main tenant's ids stand as they are; others carry their tenant.</summary>
    internal static string ViewId(EntityAddress address) =>
        address.Tenant == EntityAddress.MainTenant ? address.Id : $"{address.Tenant}\0{address.Id}";
}

/// <summary>How entities of one kind become rows.</summary>
internal abstract class View(string kind)
{
    public string Kind { get; } = kind;

    public abstract ViewRow Fold(string id, byte[]? doc, IEnumerable<object> events);

    /// <summary>A view of an entity's state.</summary>
    public static View Of<TState, TCommand, TEvent, TRejection>(
        string kind, JsonTypeInfo<TState> json, Func<string, TState, ViewColumns> columns)
        where TState : IEntity<TState, TCommand, TEvent, TRejection> =>
        new StateView<TState, TCommand, TEvent, TRejection>(kind, json, columns);

    private sealed class StateView<TState, TCommand, TEvent, TRejection>(
        string kind, JsonTypeInfo<TState> json, Func<string, TState, ViewColumns> columns) : View(kind)
        where TState : IEntity<TState, TCommand, TEvent, TRejection>
    {
        private readonly LargeDocs<TState> _large = new();

        public override ViewRow Fold(string id, byte[]? doc, IEnumerable<object> events)
        {
            var state = doc is null
                ? TState.Initial
                : _large.Find(id, doc) ?? JsonSerializer.Deserialize(doc, json)
                    ?? throw new InvalidDataException($"View {Kind} {id} is null.");
            foreach (var happened in events)
            {
                state = TState.Evolve(state, (TEvent)happened);
            }

            var row = columns(id, state);
            var written = JsonSerializer.SerializeToUtf8Bytes(state, json);
            _large.Keep(id, written, state);
            return new ViewRow(row.F1, row.F2, row.Search, written);
        }
    }
}

internal readonly record struct ViewColumns(string? F1, string? F2, string? Search);

internal readonly record struct ViewRow(string? F1, string? F2, string? Search, byte[] Doc);
