using System.Collections.Immutable;
using System.Text.Json.Serialization;
using NodaTime;
using Oms.Central.Json;
using Decision = Oms.Entities.Decision<Oms.Central.Orders.OrderEvent, Oms.Central.Orders.OrderRejection>;

namespace Oms.Central.Orders;

/// <content>Alerts about promises that are late, or may be.</content>
/// <remarks>
/// Who looks at the clock tells the order again and again; the order says each thing once: that a promise is at risk,
/// and that it is late. It takes an alert back by itself in the write by which nothing is promised for that day any
/// more.
/// </remarks>
public sealed partial record Order
{
    /// <summary>Alerts that stand, one for each promised day; null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImmutableList<PromiseAlert>? Alerts { get; init; }

    /// <summary>The day for which what has not arrived of a line is promised; null where nothing is, or is to
    /// arrive.</summary>
    public static LocalDate? DueOf(OrderLine line) =>
        line is { Proposed: null, Quantities.Open: > 0 } ? line.Due ?? line.Allocation?.Promise ?? line.Promise : null;

    private Decision? AnswerAlert(OrderCommand command, Instant now) =>
        command is not OrderCommand.RaisePromiseAlert c ? null
        : Status is not (OrderStatus.Placed or OrderStatus.Released) || !IsPromisedFor(c.Promise)
            || Alerts?.Find(alert => alert.Promise == c.Promise)?.Kind >= c.Kind
            ? Decision.AlreadyDone
        : Decision.Accept(new OrderEvent.PromiseAlerted(c.Promise, c.Kind, c.Lines, c.Expected, c.Why, now));

    private bool IsPromisedFor(LocalDate day) => Lines.Exists(line => DueOf(line) == day);

    /// <summary>What is taken back of the alerts that stand.</summary>
    private IReadOnlyList<OrderEvent> FollowAlerts() => Alerts is null ? [] :
    [
        .. from alert in Alerts
           let ended = Status is OrderStatus.Closed or OrderStatus.Cancelled
           where ended || !IsPromisedFor(alert.Promise)
           select new OrderEvent.PromiseAlertWithdrawn(
               alert.Promise,
               alert.Lines.Any(number => Line(number) is { Quantities.Open: > 0 }) ? AlertEnd.Moved
               : alert.Lines.Any(number => Line(number) is { Quantities.Delivered: > 0 }) ? AlertEnd.Delivered
               : AlertEnd.Given),
    ];

    private Order OnAlerted(OrderEvent.PromiseAlerted e) => this with
    {
        Alerts = (Alerts ?? []).RemoveAll(alert => alert.Promise == e.Promise)
            .Add(new PromiseAlert(e.Promise, e.Kind, e.Lines, e.Expected, e.Why, e.At)),
    };

    private Order OnWithdrawn(LocalDate promise) => this with
    {
        Alerts = Alerts!.RemoveAll(alert => alert.Promise == promise) is { IsEmpty: false } left ? left : null,
    };
}

/// <summary>What is wrong with a promise; the later the worse.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<PromiseAlertKind>))]
public enum PromiseAlertKind
{
    /// <summary>It may not be kept, or cannot be any more.</summary>
    AtRisk,

    /// <summary>Its day is over, and units have not arrived.</summary>
    Late,
}

/// <summary>Why an alert does not stand any more.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<AlertEnd>))]
public enum AlertEnd
{
    /// <summary>The units have arrived.</summary>
    Delivered,

    /// <summary>The promise is another day now.</summary>
    Moved,

    /// <summary>The units will not arrive: cancelled, lost or turned back.</summary>
    Given,
}

/// <summary>An alert that stands.</summary>
/// <param name="Lines">Lines with units that may arrive too late, when it was raised.</param>
/// <param name="Expected">When the last of them was expected then; null where nobody knew.</param>
public sealed record PromiseAlert(
    LocalDate Promise,
    PromiseAlertKind Kind,
    IReadOnlyList<int> Lines,
    LocalDate? Expected,
    string Why,
    Instant At);
