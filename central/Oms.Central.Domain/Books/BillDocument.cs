using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json.Serialization;
using NodaTime;
using Oms.Central.Orders;
using Oms.Entities;
using Decision = Oms.Entities.Decision<Oms.Central.Books.DocumentEvent, Oms.Central.Books.DocumentRejection>;

namespace Oms.Central.Books;

/// <summary>What an invoice or credit note says.</summary>
/// <param name="Bill">Which bill of the order it is, from 1.</param>
/// <param name="Currency">ISO 4217.</param>
public sealed record DocumentTerms(
    string Order, int Bill, BillKind Kind, string Currency, ImmutableList<BillLine> Lines)
{
    /// <summary>The sum of the lines.</summary>
    [JsonIgnore]
    public BillParts Total => Lines.Aggregate(default(BillParts), (sum, line) => sum.Plus(line.Parts));
}

/// <summary>An invoice or credit note. What it says never changes; once it has its number, nothing does.</summary>
/// <param name="Terms">Null while there is no such document.</param>
/// <param name="Number">Such as <c>INV-2026-000001</c>; null until the series has told it.</param>
public sealed record BillDocument(long Revision, DocumentTerms? Terms, string? Number, Instant? IssuedAt)
    : IEntity<BillDocument, DocumentCommand, DocumentEvent, DocumentRejection>
{
    /// <summary>The kind in every document's address; the id is <see cref="Order.BillId"/>.</summary>
    public const string Kind = "document";

    public static BillDocument Initial { get; } = new(0, null, null, null);

    public static Decision Decide(BillDocument state, DocumentCommand command, Instant now) =>
        (state, command) switch
        {
            ({ Terms: null }, DocumentCommand.Request c) =>
                Decision.Accept(new DocumentEvent.DocumentRequested(c.Terms, now)),
            (_, DocumentCommand.Request c) => Says(state.Terms!, c.Terms)
                ? Decision.AlreadyDone
                : Decision.Reject(new DocumentRejection.Differs()),
            ({ Terms: null }, _) => Decision.Reject(new DocumentRejection.NoSuchDocument()),
            ({ Number: null }, DocumentCommand.RecordNumber c) => Decision.Accept(new DocumentEvent.DocumentIssued(
                c.Number,
                state.Terms.Order,
                state.Terms.Bill,
                state.Terms.Kind,
                state.Terms.Currency,
                state.Terms.Total,
                now)),
            (_, DocumentCommand.RecordNumber c) => c.Number == state.Number
                ? Decision.AlreadyDone
                : Decision.Reject(new DocumentRejection.Numbered(state.Number!)),
            _ => throw new UnreachableException($"No such command: {command}."),
        };

    public static BillDocument Evolve(BillDocument state, DocumentEvent happened)
    {
        var next = state with { Revision = state.Revision + 1 };
        return happened switch
        {
            DocumentEvent.DocumentRequested e => next with { Terms = e.Terms },
            DocumentEvent.DocumentIssued e => next with { Number = e.Number, IssuedAt = e.At },
            _ => throw new UnreachableException($"No such event: {happened.GetType().Name}."),
        };
    }

    private static bool Says(DocumentTerms terms, DocumentTerms others) =>
        terms with { Lines = [] } == others with { Lines = [] } && terms.Lines.SequenceEqual(others.Lines);
}

/// <summary>What a document can be asked.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "case")]
[JsonDerivedType(typeof(DocumentCommand.Request), "request")]
[JsonDerivedType(typeof(DocumentCommand.RecordNumber), "record_number")]
public abstract record DocumentCommand
{
    private DocumentCommand()
    {
    }

    /// <summary>An order asks for the document.</summary>
    public sealed record Request(DocumentTerms Terms) : DocumentCommand;

    /// <summary>The series has given it its number.</summary>
    public sealed record RecordNumber(string Number) : DocumentCommand;
}

/// <summary>What happened to a document. Stored for ever (<see cref="BookEvents"/>).</summary>
public abstract record DocumentEvent
{
    private DocumentEvent()
    {
    }

    public sealed record DocumentRequested(DocumentTerms Terms, Instant At) : DocumentEvent;

    /// <summary>It has its number: from now on it stands in the books.</summary>
    /// <param name="Total">The sum of its lines.</param>
    public sealed record DocumentIssued(
        string Number, string Order, int Bill, BillKind Kind, string Currency, BillParts Total, Instant At)
        : DocumentEvent;
}

/// <summary>Why a document may say no.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "case")]
[JsonDerivedType(typeof(DocumentRejection.NoSuchDocument), "no_such_document")]
[JsonDerivedType(typeof(DocumentRejection.Differs), "differs")]
[JsonDerivedType(typeof(DocumentRejection.Numbered), "numbered")]
public abstract record DocumentRejection
{
    private DocumentRejection()
    {
    }

    public sealed record NoSuchDocument : DocumentRejection;

    /// <summary>It says something else already.</summary>
    public sealed record Differs : DocumentRejection;

    /// <summary>It has another number.</summary>
    public sealed record Numbered(string Number) : DocumentRejection;
}
