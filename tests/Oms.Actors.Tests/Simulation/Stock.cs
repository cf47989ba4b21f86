using System.Diagnostics;
using System.Text.Json.Serialization;
using NodaTime;
using Oms.Entities;
using Oms.Json;
using Decision = Oms.Entities.Decision<Oms.Actors.Tests.Simulation.StockEvent, string>;

namespace Oms.Actors.Tests.Simulation;

/// <summary>A pile of one article: units come, are reserved for an order until a time, and leave.</summary>
public sealed record Stock(long OnHand, long Shipped, IReadOnlyDictionary<string, Reservation> Reserved)
    : IEntity<Stock, StockCommand, StockEvent, string>
{
    public static Stock Initial { get; } = new(0, 0, new Dictionary<string, Reservation>());

    public static Decision Decide(Stock state, StockCommand command, Instant now) => command switch
    {
        StockCommand.Bring c => Decision.Accept(new StockEvent.Brought(c.Units)),
        StockCommand.Reserve c when state.Reserved.ContainsKey(c.Order) => Decision.AlreadyDone,
        StockCommand.Reserve c when state.OnHand < c.Units => Decision.Reject($"{state.OnHand}"),
        StockCommand.Reserve c => Decision.Accept(new StockEvent.Reserved(c.Order, c.Units, c.Until)),
        StockCommand.Ship c when !state.Reserved.ContainsKey(c.Order) => Decision.Reject("not reserved"),
        StockCommand.Ship c => Decision.Accept(new StockEvent.Shipped(c.Order)),
        StockCommand.Expire c when !state.Reserved.ContainsKey(c.Order) => Decision.AlreadyDone,
        StockCommand.Expire c => Decision.Accept(new StockEvent.Expired(c.Order)),
        _ => throw new UnreachableException(),
    };

    public static Stock Evolve(Stock state, StockEvent happened) => happened switch
    {
        StockEvent.Brought e => state with { OnHand = state.OnHand + e.Units },
        StockEvent.Reserved e => state with
        {
            OnHand = state.OnHand - e.Units,
            Reserved = new Dictionary<string, Reservation>(state.Reserved)
            {
                [e.Order] = new Reservation(e.Units, e.Until),
            },
        },
        StockEvent.Shipped e => state with
        {
            Shipped = state.Shipped + state.Reserved[e.Order].Units,
            Reserved = Without(state, e.Order),
        },
        StockEvent.Expired e => state with
        {
            OnHand = state.OnHand + state.Reserved[e.Order].Units,
            Reserved = Without(state, e.Order),
        },
        _ => throw new UnreachableException(),
    };

    public static IReadOnlyList<Reminder<StockCommand>> Reminders(Stock state) =>
        [.. state.Reserved.Select(reserved => new Reminder<StockCommand>(
            reserved.Key, reserved.Value.Until, new StockCommand.Expire(reserved.Key)))];

    private static Dictionary<string, Reservation> Without(Stock state, string order) =>
        state.Reserved.Where(reserved => reserved.Key != order).ToDictionary();
}

/// <summary>Units that are kept for an order until a time.</summary>
public sealed record Reservation(long Units, Instant Until);

/// <summary>What a pile may be asked for.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "is")]
[JsonDerivedType(typeof(StockCommand.Bring), "bring")]
[JsonDerivedType(typeof(StockCommand.Reserve), "reserve")]
[JsonDerivedType(typeof(StockCommand.Ship), "ship")]
[JsonDerivedType(typeof(StockCommand.Expire), "expire")]
public abstract record StockCommand
{
    private StockCommand()
    {
    }

    public sealed record Bring(long Units) : StockCommand;

    public sealed record Reserve(string Order, long Units, Instant Until) : StockCommand;

    public sealed record Ship(string Order) : StockCommand;

    public sealed record Expire(string Order) : StockCommand;
}

/// <summary>What happened to a pile.</summary>
public abstract record StockEvent
{
    private StockEvent()
    {
    }

    public sealed record Brought(long Units) : StockEvent;

    public sealed record Reserved(
        string Order, long Units, [property: JsonConverter(typeof(InstantJsonConverter))] Instant Until) : StockEvent;

    public sealed record Shipped(string Order) : StockEvent;

    public sealed record Expired(string Order) : StockEvent;
}

/// <summary>How piles are registered.</summary>
public static class StockKind
{
    public const string Name = "stock";

    public static EntityType<Stock, StockCommand, StockEvent, string> Type { get; } = new(
        Name,
        JsonEventCodec<StockEvent>.Create()
            .Add("stock.brought", 1, StockJson.Default.Brought)
            .Add("stock.reserved", 1, StockJson.Default.Reserved)
            .Add("stock.shipped", 1, StockJson.Default.Shipped)
            .Add("stock.expired", 1, StockJson.Default.Expired)
            .Build())
    {
        Wire = new(StockJson.Default.StockCommand, StockJson.Default.String, StockJson.Default.Stock),
    };
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, Converters = [typeof(InstantJsonConverter)])]
[JsonSerializable(typeof(StockEvent.Brought))]
[JsonSerializable(typeof(StockEvent.Reserved))]
[JsonSerializable(typeof(StockEvent.Shipped))]
[JsonSerializable(typeof(StockEvent.Expired))]
[JsonSerializable(typeof(Stock))]
[JsonSerializable(typeof(StockCommand))]
[JsonSerializable(typeof(string))]
internal sealed partial class StockJson : JsonSerializerContext;
