using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Oms.Entities;

namespace Oms.Central.Storage;

/// <summary>How entities of one kind become rows.</summary>
internal abstract class View(string kind)
{
    public string Kind { get; } = kind;

    /// <summary>Whether a document is not all of a state: the rest are rows of their own.</summary>
    public abstract bool IsParted { get; }

    /// <summary>The state that a document was written as lately; null where it is not known any more.</summary>
    public abstract object? Recall(string id, byte[] doc);

    /// <param name="parts">All of them; none where the view is not parted.</param>
    /// <exception cref="InvalidDataException">The document is null.</exception>
    public abstract object Read(byte[] doc, IReadOnlyList<ViewPart> parts);

    /// <param name="state">What was before; null where nothing was.</param>
    public abstract ViewRow Fold(string id, object? state, IEnumerable<object> events);

    /// <summary>A view of an entity's state.</summary>
    /// <param name="json">How the document is written.</param>
    /// <param name="parts">What the document leaves out; null where it leaves nothing out.</param>
    public static View Of<TState, TCommand, TEvent, TRejection>(
        string kind,
        JsonTypeInfo<TState> json,
        Func<string, TState, ViewColumns> columns,
        ViewParts<TState>? parts = null)
        where TState : class, IEntity<TState, TCommand, TEvent, TRejection> =>
        new StateView<TState, TCommand, TEvent, TRejection>(kind, json, columns, parts);

    private sealed class StateView<TState, TCommand, TEvent, TRejection>(
        string kind,
        JsonTypeInfo<TState> json,
        Func<string, TState, ViewColumns> columns,
        ViewParts<TState>? parted) : View(kind)
        where TState : class, IEntity<TState, TCommand, TEvent, TRejection>
    {
        private readonly RecentDocs<TState> _recent = new();

        public override bool IsParted => parted is not null;

        public override object? Recall(string id, byte[] doc) => _recent.Find(id, doc);

        public override object Read(byte[] doc, IReadOnlyList<ViewPart> parts)
        {
            var state = JsonSerializer.Deserialize(doc, json)
                ?? throw new InvalidDataException($"A view of {Kind} is null.");
            return parted is null ? state : parted.Join(state, parts);
        }

        public override ViewRow Fold(string id, object? state, IEnumerable<object> events)
        {
            var after = (TState?)state ?? TState.Initial;
            after = parted is null ? after : parted.Watch(after);
            foreach (var happened in events)
            {
                after = TState.Evolve(after, (TEvent)happened);
            }

            var row = columns(id, after);
            var written = JsonSerializer.SerializeToUtf8Bytes(after, json);
            _recent.Keep(id, written, after, parted?.BytesOf(after) ?? 0);
            return new ViewRow(row.F1, row.F2, row.Search, written, parted is null ? [] : [.. parted.Changed(after)]);
        }
    }
}

/// <summary>What of a state is kept in rows of its own, because there may be much of it and little changes at
/// once.</summary>
/// <param name="Watch">The state, which notes from now on which parts change.</param>
/// <param name="Changed">These parts, as they are now.</param>
/// <param name="All">All parts, by name.</param>
/// <param name="Join">The state of a document, with its parts.</param>
/// <param name="BytesOf">About how much memory all parts take.</param>
internal sealed record ViewParts<TState>(
    Func<TState, TState> Watch,
    Func<TState, IEnumerable<ViewPart>> Changed,
    Func<TState, IEnumerable<ViewPart>> All,
    Func<TState, IReadOnlyList<ViewPart>, TState> Join,
    Func<TState, long> BytesOf);

/// <param name="Doc">Null for one that is gone.</param>
internal readonly record struct ViewPart(string Name, byte[]? Doc);

/// <param name="Search">What it is found by: words, or texts between <see cref="ViewTerms.Separator"/>s.</param>
internal readonly record struct ViewColumns(string? F1, string? F2, string? Search);

/// <param name="Parts">Those that changed.</param>
internal readonly record struct ViewRow(
    string? F1, string? F2, string? Search, byte[] Doc, IReadOnlyList<ViewPart> Parts);
