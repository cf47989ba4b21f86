using System.Text.Json.Serialization;
using Oms.Central.Custody;
using Oms.Central.Orders;
using Oms.Custody.CheckOuts;

namespace Oms.Central.Manifests;

/// <summary>What a route can be asked.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "case")]
[JsonDerivedType(typeof(RouteCommand.Plan), "plan")]
[JsonDerivedType(typeof(RouteCommand.Dispatch), "dispatch")]
[JsonDerivedType(typeof(RouteCommand.ExpectLines), "expect_lines")]
[JsonDerivedType(typeof(RouteCommand.RecordLoaded), "record_loaded")]
[JsonDerivedType(typeof(RouteCommand.LeaveBehind), "leave_behind")]
[JsonDerivedType(typeof(RouteCommand.RecordExcursion), "record_excursion")]
[JsonDerivedType(typeof(RouteCommand.Close), "close")]
[JsonDerivedType(typeof(RouteCommand.RecordTrouble), "record_trouble")]
[JsonDerivedType(typeof(RouteCommand.RecordBreach), "record_breach")]
public abstract record RouteCommand
{
    private RouteCommand()
    {
    }

    public sealed record Plan(RoutePlan Terms) : RouteCommand;

    public sealed record Dispatch : RouteCommand;

    /// <summary>An order told which lines it sends.</summary>
    public sealed record ExpectLines(string Order, IReadOnlyList<ShipmentLine> Lines) : RouteCommand;

    public sealed record RecordLoaded(string Order, int Line, IReadOnlyList<LotQuantity> Lots) : RouteCommand;

    /// <param name="Line">Null for the whole order.</param>
    public sealed record LeaveBehind(string Order, int? Line, string Reason) : RouteCommand;

    public sealed record RecordExcursion(string CheckOut, long CustodySeq, TemperatureExcursion Excursion)
        : RouteCommand;

    public sealed record Close(string CheckOut, CustodyEvent.CustodyCompleted Summary) : RouteCommand;

    /// <summary>A hand-over was refused, disputed or broken: no line closes.</summary>
    public sealed record RecordTrouble(string CheckOut, string Kind, string Reason) : RouteCommand;

    /// <summary>Something other than the temperature was not kept as it should be.</summary>
    /// <param name="Kind">Such as <c>seal-broken</c>.</param>
    public sealed record RecordBreach(string CheckOut, long CustodySeq, string Kind, string Detail) : RouteCommand;
}

/// <summary>What happened to a route. Stored for ever (<see cref="RouteEvents"/>).</summary>
public abstract record RouteEvent
{
    private RouteEvent()
    {
    }

    public sealed record ManifestPlanned(RoutePlan Plan) : RouteEvent;

    public sealed record LoadingStarted(string Route, IReadOnlyList<PlannedStop> Stops) : RouteEvent
    {
        /// <summary>The location at which alone it is loaded; null where it takes units of any.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? LoadFrom { get; init; }

        /// <summary>Locations whose units leave in packages only; null for none.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public IReadOnlyList<string>? PackedAt { get; init; }
    }

    public sealed record LinesExpected(string Order, IReadOnlyList<RouteLine> Lines) : RouteEvent;

    public sealed record LineLoaded(string Order, int Line, IReadOnlyList<LotQuantity> Lots) : RouteEvent;

    public sealed record OrderLeftBehind(string Order, int? Line, string Reason) : RouteEvent;

    /// <summary>The route left, with this on board.</summary>
    public sealed record ManifestDispatched(Manifest Manifest) : RouteEvent;

    public sealed record ManifestCancelled(string Reason) : RouteEvent;

    public sealed record ExcursionRecorded(
        string CheckOut, long CustodySeq, string Detail, string ReturnTo, IReadOnlyList<ExposedLine> Lines)
        : RouteEvent;

    public sealed record ManifestClosed(
        string CheckOut, string ReturnTo, IReadOnlyList<LineResult> Lines, IReadOnlyList<Discrepancy> Discrepancies)
        : RouteEvent
    {
        /// <summary>The fulfilment orders that had packed what was on board; null for none.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public IReadOnlyList<string>? Fulfilments { get; init; }
    }

    public sealed record ManifestTroubled(
        string CheckOut, string Kind, string Reason, IReadOnlyList<ExposedLine> Lines) : RouteEvent;

    /// <summary>Something was not kept as it should be; it touches all that was on board.</summary>
    public sealed record BreachRecorded(
        string CheckOut, long CustodySeq, string Kind, string Detail, IReadOnlyList<ExposedLine> Lines) : RouteEvent;
}

/// <summary>Why a route may say no.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "case")]
[JsonDerivedType(typeof(RouteRejection.NoSuchRoute), "no_such_route")]
[JsonDerivedType(typeof(RouteRejection.RouteTaken), "route_taken")]
[JsonDerivedType(typeof(RouteRejection.IllegalTransition), "illegal_transition")]
[JsonDerivedType(typeof(RouteRejection.InvalidPlan), "invalid_plan")]
public abstract record RouteRejection
{
    private RouteRejection()
    {
    }

    public sealed record NoSuchRoute : RouteRejection;

    /// <summary>The id stands for another plan.</summary>
    public sealed record RouteTaken : RouteRejection;

    public sealed record IllegalTransition(RouteStatus Status, string Reason) : RouteRejection;

    public sealed record InvalidPlan(string Field, string Reason) : RouteRejection;
}
