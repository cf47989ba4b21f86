using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json.Serialization;
using NodaTime;
using Oms.Central.Inventory;
using Oms.Central.Json;
using Oms.Entities;
using Decision = Oms.Entities.Decision<Oms.Central.Fulfilments.WaveEvent, Oms.Central.Fulfilments.WaveRejection>;

namespace Oms.Central.Fulfilments;

/// <summary>How far a wave is.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<WaveStatus>))]
public enum WaveStatus
{
    Absent,
    Open,

    /// <summary>A picker walks.</summary>
    Picking,

    /// <summary>Its picker has come to the end; what is not picked may join another wave.</summary>
    Finished,
    Cancelled,
}

/// <summary>Fulfilment orders of one location that are picked in one walk.</summary>
/// <remarks>It only says who walks for what. What is picked is the fulfilment orders' and the stock items' to know: a
/// wave that is cancelled takes nothing back.</remarks>
/// <param name="Orders">Ids of fulfilment orders, those to be picked first in front.</param>
/// <param name="Left">Ids of those that are not in it any more, with the reason.</param>
public sealed record PickWave(
    long Revision,
    WaveStatus Status,
    string? Location,
    ImmutableList<string> Orders,
    ImmutableSortedDictionary<string, string> Left,
    string? Picker) : IEntity<PickWave, WaveCommand, WaveEvent, WaveRejection>
{
    /// <summary>The kind in every wave's address.</summary>
    public const string Kind = "pick-wave";

    /// <summary>Fulfilment orders of one wave.</summary>
    public const int OrdersMax = 100;

    public static PickWave Initial { get; } = new(
        0, WaveStatus.Absent, null, [],
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal), null);

    public static Decision Decide(PickWave state, WaveCommand command, Instant now) =>
        (state.Status, command) switch
        {
            (WaveStatus.Absent, WaveCommand.Make c) => c.Orders.Count is < 1 or > OrdersMax
                || c.Orders.Distinct(StringComparer.Ordinal).Count() != c.Orders.Count
                || !StockItemId.IsLocation(c.Location)
                    ? Decision.Reject(new WaveRejection.Invalid(
                        "/orders", $"A wave has 1 to {OrdersMax} fulfilment orders of one location, each once."))
                    : Decision.Accept(new WaveEvent.WaveMade(c.Location, c.Orders)),
            (_, WaveCommand.Make c) => c.Location == state.Location && c.Orders.SequenceEqual(state.Orders)
                ? Decision.AlreadyDone
                : Decision.Reject(new WaveRejection.IdTaken()),
            (WaveStatus.Absent, _) => Decision.Reject(new WaveRejection.NoSuchWave()),
            (_, WaveCommand.Drop c) => !state.Orders.Contains(c.Order) || state.Left.ContainsKey(c.Order)
                ? Decision.AlreadyDone
                : Decision.Accept(new WaveEvent.OrderDropped(c.Order, c.Reason)),
            (WaveStatus.Picking, WaveCommand.Start c) => state.Picker == c.Picker
                ? Decision.AlreadyDone
                : state.Illegal($"{state.Picker} picks it."),
            (WaveStatus.Open, WaveCommand.Start c) => Decision.Accept(new WaveEvent.WaveStarted(c.Picker)),
            (WaveStatus.Finished, WaveCommand.Finish) or (WaveStatus.Cancelled, WaveCommand.Cancel) =>
                Decision.AlreadyDone,
            (WaveStatus.Picking, WaveCommand.Finish) => Decision.Accept(new WaveEvent.WaveFinished(state.In)),
            (WaveStatus.Open or WaveStatus.Picking, WaveCommand.Cancel c) =>
                Decision.Accept(new WaveEvent.WaveCancelled(state.In, c.Reason)),
            _ => state.Illegal("It is not being picked."),
        };

    public static PickWave Evolve(PickWave state, WaveEvent happened)
    {
        var next = happened switch
        {
            WaveEvent.WaveMade e => state with
            {
                Status = WaveStatus.Open,
                Location = e.Location,
                Orders = [.. e.Orders],
            },
            WaveEvent.OrderDropped e => state with { Left = state.Left.SetItem(e.Order, e.Reason) },
            WaveEvent.WaveStarted e => state with { Status = WaveStatus.Picking, Picker = e.Picker },
            WaveEvent.WaveFinished => state with { Status = WaveStatus.Finished },
            WaveEvent.WaveCancelled => state with { Status = WaveStatus.Cancelled },
            _ => throw new UnreachableException($"No such event: {happened.GetType().Name}."),
        };
        return next with { Revision = state.Revision + 1 };
    }

    /// <summary>Those that are in it.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> In => [.. Orders.Where(order => !Left.ContainsKey(order))];

    private Decision Illegal(string reason) => Decision.Reject(new WaveRejection.IllegalTransition(Status, reason));
}

/// <summary>What a wave can be asked.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "case")]
[JsonDerivedType(typeof(WaveCommand.Make), "make")]
[JsonDerivedType(typeof(WaveCommand.Drop), "drop")]
[JsonDerivedType(typeof(WaveCommand.Start), "start")]
[JsonDerivedType(typeof(WaveCommand.Finish), "finish")]
[JsonDerivedType(typeof(WaveCommand.Cancel), "cancel")]
public abstract record WaveCommand
{
    private WaveCommand()
    {
    }

    /// <param name="Orders">Ids of fulfilment orders, those to be picked first in front.</param>
    public sealed record Make(string Location, IReadOnlyList<string> Orders) : WaveCommand;

    /// <summary>A fulfilment order did not join, or is not in it any more.</summary>
    public sealed record Drop(string Order, string Reason) : WaveCommand;

    public sealed record Start(string Picker) : WaveCommand;

    public sealed record Finish : WaveCommand;

    public sealed record Cancel(string Reason) : WaveCommand;
}

/// <summary>What happened to a wave. Stored for ever (<see cref="FulfilmentEvents"/>).</summary>
public abstract record WaveEvent
{
    private WaveEvent()
    {
    }

    public sealed record WaveMade(string Location, IReadOnlyList<string> Orders) : WaveEvent;

    public sealed record OrderDropped(string Order, string Reason) : WaveEvent;

    public sealed record WaveStarted(string Picker) : WaveEvent;

    /// <param name="Orders">Those that were in it.</param>
    public sealed record WaveFinished(IReadOnlyList<string> Orders) : WaveEvent;

    /// <param name="Orders">Those that were in it.</param>
    public sealed record WaveCancelled(IReadOnlyList<string> Orders, string Reason) : WaveEvent;
}

/// <summary>Why a wave may say no.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "case")]
[JsonDerivedType(typeof(WaveRejection.NoSuchWave), "no_such_wave")]
[JsonDerivedType(typeof(WaveRejection.IdTaken), "id_taken")]
[JsonDerivedType(typeof(WaveRejection.Invalid), "invalid")]
[JsonDerivedType(typeof(WaveRejection.IllegalTransition), "illegal_transition")]
public abstract record WaveRejection
{
    private WaveRejection()
    {
    }

    public sealed record NoSuchWave : WaveRejection;

    /// <summary>The id stands for another wave.</summary>
    public sealed record IdTaken : WaveRejection;

    /// <param name="Field">A JSON Pointer (RFC 6901) into the body.</param>
    public sealed record Invalid(string Field, string Reason) : WaveRejection;

    public sealed record IllegalTransition(WaveStatus Status, string Reason) : WaveRejection;
}
