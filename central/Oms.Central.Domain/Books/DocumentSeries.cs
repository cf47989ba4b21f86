using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Serialization;
using NodaTime;
using Oms.Entities;
using Decision = Oms.Entities.Decision<Oms.Central.Books.SeriesEvent, Oms.Central.Books.SeriesRejection>;

namespace Oms.Central.Books;

/// <summary>Numbers documents without a gap: it alone gives the numbers of its series, one after the other.</summary>
/// <remarks>Tax law asks for numbers of invoices that are sequential and used once (Directive 2006/112/EC, Article
/// 226 (2)).</remarks>
/// <param name="Last">The number that it gave last; 0 before the first.</param>
/// <param name="LastDocument">Whose it is.</param>
public sealed record DocumentSeries(long Last, string? LastDocument)
    : IEntity<DocumentSeries, SeriesCommand, SeriesEvent, SeriesRejection>
{
    /// <summary>The kind in every series' address; the id is the series' name, such as <c>INV-2026</c>.</summary>
    public const string Kind = "document-series";

    public static DocumentSeries Initial { get; } = new(0, null);

    /// <summary>The series of documents of one kind and year.</summary>
    public static string NameOf(Orders.BillKind kind, Instant at) => string.Create(
        CultureInfo.InvariantCulture, $"{(kind == Orders.BillKind.Invoice ? "INV" : "CN")}-{at.InUtc().Year}");

    /// <summary>A number as people read it: the series' name and at least six digits.</summary>
    public static string NumberOf(string series, long number) =>
        string.Create(CultureInfo.InvariantCulture, $"{series}-{number:D6}");

    public static Decision Decide(DocumentSeries state, SeriesCommand command, Instant now) =>
        command switch
        {
            SeriesCommand.Assign c when !EntityAddress.IsId(c.Document) =>
                Decision.Reject(new SeriesRejection.InvalidDocument(c.Document)),
            SeriesCommand.Assign c when c.Document == state.LastDocument => Decision.AlreadyDone,
            SeriesCommand.Assign c => Decision.Accept(new SeriesEvent.NumberAssigned(state.Last + 1, c.Document)),
            _ => throw new UnreachableException($"No such command: {command}."),
        };

    public static DocumentSeries Evolve(DocumentSeries state, SeriesEvent happened) =>
        happened switch
        {
            SeriesEvent.NumberAssigned e when e.Number == state.Last + 1 => new DocumentSeries(e.Number, e.Document),
            SeriesEvent.NumberAssigned e => throw new UnreachableException(
                $"Number {e.Number} cannot follow {state.Last}."),
            _ => throw new UnreachableException($"No such event: {happened.GetType().Name}."),
        };
}

/// <summary>What a series can be asked.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "case")]
[JsonDerivedType(typeof(SeriesCommand.Assign), "assign")]
public abstract record SeriesCommand
{
    private SeriesCommand()
    {
    }

    /// <summary>Gives a document the next number.</summary>
    /// <param name="Document">The document's id.</param>
    public sealed record Assign(string Document) : SeriesCommand;
}

/// <summary>What happened to a series. Stored for ever (<see cref="BookEvents"/>).</summary>
public abstract record SeriesEvent
{
    private SeriesEvent()
    {
    }

    public sealed record NumberAssigned(long Number, string Document) : SeriesEvent;
}

/// <summary>Why a series may say no.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "case")]
[JsonDerivedType(typeof(SeriesRejection.InvalidDocument), "invalid_document")]
public abstract record SeriesRejection
{
    private SeriesRejection()
    {
    }

    /// <summary>It can be no document's id.</summary>
    public sealed record InvalidDocument(string Document) : SeriesRejection;
}
