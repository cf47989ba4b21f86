using System.Collections.Immutable;
using System.Text.Json.Serialization;
using NodaTime;
using Oms.Central.Orders;
using Oms.Json;

namespace Oms.Central.Reports;

/// <summary>What was promised of an order when it was placed, and what of it was delivered by then.</summary>
/// <remarks>
/// A line is on time in full once all of its units were delivered, with a proof of delivery that was signed on the
/// promised day or before (in UTC). The day is the one that was promised first: moving a promise makes no order
/// punctual (SCOR, RL.2.2: delivery performance to the original customer commit date). Units that somebody cancelled do
/// not count; those that the house gave up, because there is no stock or their time was over, do, and so do units that
/// were lost, damaged or refused. Units that routing sends from elsewhere stay units of their line; what a change adds
/// is a line of its own.
/// </remarks>
/// <param name="Lines">Those that have a promise, by their numbers.</param>
/// <param name="KeptAt">When it was known that all of it was on time in full; null before, and where it was
/// not.</param>
/// <param name="GoneAt">When nothing of it was wanted any more; null while something is.</param>
public sealed record PromisedOrder(
    string Channel,
    string? Customer,
    Instant PlacedAt,
    ImmutableSortedDictionary<int, PromisedLine> Lines,
    ImmutableSortedDictionary<int, int> PartOf,
    Instant? KeptAt,
    Instant? GoneAt,
    bool Ended)
{
    /// <summary>The last day that was promised: an order is in full with its last line.</summary>
    [JsonIgnore]
    public LocalDate Promised => Lines.Values.Max(line => line.Promised);

    /// <summary>The first day by which something is, or was, to arrive that has not; null where nothing is
    /// to.</summary>
    [JsonIgnore]
    public LocalDate? Due => Ended ? null : Lines.Values.Where(line => line.Open > 0)
        .Select(line => (LocalDate?)LocalDate.Min(line.Promised, line.Due)).Min();

    /// <summary>Where its first line leaves from; null while that is not decided.</summary>
    [JsonIgnore]
    public string? Location => Lines.Values.First().Location;

    /// <summary>The order after an event.</summary>
    /// <param name="before">Null before it was placed, and where nothing is promised.</param>
    /// <param name="at">When the event was recorded.</param>
    /// <returns>Null where nothing is promised.</returns>
    public static PromisedOrder? After(PromisedOrder? before, OrderEvent happened, Instant at) =>
        happened is OrderEvent.OrderPlaced placed ? Of(placed.Terms, at)
        : before is null ? null
        : before.With(happened, at).Judged(at);

    private static PromisedOrder? Of(OrderTerms terms, Instant at)
    {
        var lines = (
            from line in terms.Lines.Index()
            let promise = line.Item.Promise ?? terms.Promise
            where promise is not null
            select KeyValuePair.Create(line.Index + 1, new PromisedLine(
                promise.Value, promise.Value, line.Item.ShipFrom ?? terms.ShipFrom, line.Item.Quantity, 0, 0, 0, null,
                null)))
            .ToImmutableSortedDictionary();
        return lines.IsEmpty ? null : new PromisedOrder(
            terms.Channel, terms.CustomerId, at, lines, ImmutableSortedDictionary<int, int>.Empty, null, null, false);
    }

    private PromisedOrder With(OrderEvent happened, Instant at) =>
        happened switch
        {
            OrderEvent.ChangeProposed e => e.Added.Aggregate(this, (order, added) => order.Adds(added)),
            OrderEvent.ChangeConfirmed => this with
            {
                Lines = Lines.SetItems(Lines.Where(line => line.Value.Proposed)
                    .Select(line => KeyValuePair.Create(line.Key, line.Value with { Proposed = false }))),
            },
            OrderEvent.OrderRouted e => e.Units.Aggregate(this, (order, units) => units.NewLine is { } number
                ? order with { PartOf = order.PartOf.SetItem(number, order.RootOf(units.Line)) }
                : order.Set(units.Line, line => line with { Location = units.Location })),
            OrderEvent.LineBackordered { Promise: { } day } e => Set(e.Line, line => line with { Due = day }),
            OrderEvent.LinePromiseMoved e => Set(e.Line, line => line with { Due = e.Promise ?? line.Promised }),
            OrderEvent.LineCancelled { Reason: Order.CancelAfterOver or Order.OutOfStock } e =>
                Set(e.Line, line => line with { Failed = line.Failed + e.Quantity }),
            OrderEvent.LineCancelled e => Set(e.Line, line => line with { Wanted = line.Wanted - e.Quantity }),
            OrderEvent.LineDelivered e => Set(e.Line, line => line with
            {
                Arrived = line.Arrived + e.Quantity,
                OnTime = line.OnTime + (e.Pod is { } proof && proof.SignedAt.InUtc().Date <= line.Promised
                    ? e.Quantity : 0),
            }),
            OrderEvent.LineShorted e => Set(e.Line, line => line with { Failed = line.Failed + e.Quantity }),
            OrderEvent.LineRefused e =>
                Set(e.Line, line => line with { Failed = line.Failed + e.Refused + e.Damaged }),
            OrderEvent.OrderCancelled or OrderEvent.OrderClosed => this with { Ended = true },
            _ => this,
        };

    private PromisedOrder Adds(AddedLine added) =>
        added.Item.Promise is not { } promise ? this : this with
        {
            Lines = Lines.SetItem(added.Line, new PromisedLine(
                promise, promise, added.Item.ShipFrom ?? Location, added.Item.Quantity, 0, 0, 0, null, null)
            {
                Proposed = true,
            }),
        };

    private int RootOf(int line) => PartOf.GetValueOrDefault(line, line);

    private PromisedOrder Set(int number, Func<PromisedLine, PromisedLine> change) =>
        Lines.TryGetValue(RootOf(number), out var line)
            ? this with { Lines = Lines.SetItem(RootOf(number), change(line)) }
            : this;

    /// <summary>Notes when a line, and the order, came to be on time in full, or not wanted any more.</summary>
    private PromisedOrder Judged(Instant at)
    {
        var lines = Lines;
        foreach (var (number, line) in Lines)
        {
            var judged = line with
            {
                KeptAt = line.IsKept ? line.KeptAt ?? at : null,
                GoneAt = line.Wanted <= 0 ? line.GoneAt ?? at : null,
            };
            lines = judged == line ? lines : lines.SetItem(number, judged);
        }

        var stand = lines.Values.Where(line => line is { Wanted: > 0, Proposed: false }).ToList();
        return this with
        {
            Lines = lines,
            KeptAt = stand.Count > 0 && stand.TrueForAll(line => line.IsKept) ? KeptAt ?? at : null,
            GoneAt = stand.Count == 0 ? GoneAt ?? at : null,
        };
    }
}

/// <summary>One line that has a promise, with the parts of it that routing made lines of their own.</summary>
/// <param name="Promised">The day that was promised first.</param>
/// <param name="Due">The day that is promised now.</param>
/// <param name="Wanted">Units that were ordered and that nobody cancelled.</param>
/// <param name="OnTime">Units of them that were delivered by proof on <paramref name="Promised"/> or before.</param>
/// <param name="Arrived">Units of them that were delivered, whenever.</param>
/// <param name="Failed">Units of them that will not be: lost, damaged, refused, or given up.</param>
public sealed record PromisedLine(
    LocalDate Promised,
    LocalDate Due,
    string? Location,
    int Wanted,
    int OnTime,
    int Arrived,
    int Failed,
    Instant? KeptAt,
    Instant? GoneAt)
{
    /// <summary>Whether a change only proposes it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Proposed { get; init; }

    /// <summary>Whether it is on time in full.</summary>
    [JsonIgnore]
    public bool IsKept => Wanted > 0 && OnTime >= Wanted;

    /// <summary>Units that are to arrive.</summary>
    [JsonIgnore]
    public int Open => Proposed ? 0 : Wanted - Arrived - Failed;
}

/// <summary>How promised orders are kept.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    Converters = [typeof(InstantJsonConverter), typeof(LocalDateJsonConverter)])]
[JsonSerializable(typeof(PromisedOrder))]
public sealed partial class ReportJson : JsonSerializerContext;
