using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Oms.Entities;

namespace Oms.Central.Storage;

/// <summary>How entities of one kind become rows.</summary>
internal abstract class View(string kind)
{
    public string Kind { get; } = kind;

    /// <summary>The parts that events may change; none where a document is all of a state.</summary>
    public abstract IReadOnlyList<string> PartsOf(IEnumerable<object> events);

    /// <param name="doc">What was before; null where nothing was.</param>
    /// <param name="parts">The parts that the events may change, as they were.</param>
    /// <exception cref="InvalidDataException">The document is null.</exception>
    public abstract ViewRow Fold(
        string id, byte[]? doc, IReadOnlyList<ViewPart> parts, IEnumerable<object> events);

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

        public override IReadOnlyList<string> PartsOf(IEnumerable<object> events) =>
            parted is null ? [] : [.. events.Select(parted.Touched).OfType<string>().Distinct(StringComparer.Ordinal)];

        public override ViewRow Fold(
            string id, byte[]? doc, IReadOnlyList<ViewPart> parts, IEnumerable<object> events)
        {
            var state = doc is null
                ? TState.Initial
                : _recent.Find(id, doc) ?? JsonSerializer.Deserialize(doc, json)
                    ?? throw new InvalidDataException($"View {Kind} {id} is null.");
            state = doc is null || parted is null ? state : parted.Join(state, parts);
            foreach (var happened in events)
            {
                state = TState.Evolve(state, (TEvent)happened);
            }

            var row = columns(id, state);
            var written = JsonSerializer.SerializeToUtf8Bytes(state, json);
            if (parted is null)
            {
                _recent.Keep(id, written, state);
            }

            return new ViewRow(row.F1, row.F2, row.Search, written,
            [
                .. from part in parts
                   let after = parted!.Part(state, part.Name)
                   where after is null != part.Doc is null || after?.AsSpan().SequenceEqual(part.Doc) == false
                   select new ViewPart(part.Name, after),
            ]);
        }
    }
}

/// <summary>What of a state is kept in rows of its own, because there may be much of it and little changes at
/// once.</summary>
/// <param name="Touched">The part that an event may change; null for none.</param>
/// <param name="Join">The state of a document, with some of its parts.</param>
/// <param name="Part">A part of a state, as it is written; null where there is none.</param>
/// <param name="All">All parts of a whole state.</param>
internal sealed record ViewParts<TState>(
    Func<object, string?> Touched,
    Func<TState, IReadOnlyList<ViewPart>, TState> Join,
    Func<TState, string, byte[]?> Part,
    Func<TState, IEnumerable<ViewPart>> All);

/// <param name="Doc">Null where there is none.</param>
internal readonly record struct ViewPart(string Name, byte[]? Doc);

/// <param name="Search">What it is found by: words, or texts between <see cref="ViewTerms.Separator"/>s.</param>
internal readonly record struct ViewColumns(string? F1, string? F2, string? Search);

/// <param name="Parts">Those that changed.</param>
internal readonly record struct ViewRow(
    string? F1, string? F2, string? Search, byte[] Doc, IReadOnlyList<ViewPart> Parts);
