using System.Text.Json.Serialization;
using NodaTime;
using Oms.Central.Json;
using Oms.Entities;
using Decision = Oms.Entities.Decision<Oms.Central.Products.GtinEvent, Oms.Central.Products.GtinRejection>;

namespace Oms.Central.Products;

/// <summary>What can be asked of a GTIN.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "case")]
[JsonDerivedType(typeof(GtinCommand.Claim), "claim")]
[JsonDerivedType(typeof(GtinCommand.Release), "release")]
public abstract record GtinCommand
{
    private GtinCommand()
    {
    }

    /// <summary>Registers it for a product: a new registration each time, also where the product has it.</summary>
    public sealed record Claim(string Sku) : GtinCommand;

    /// <summary>Ends a registration, once the product has disowned it; a later one stays.</summary>
    public sealed record Release(string Sku, long Number) : GtinCommand;
}

/// <summary>What happened to a GTIN. Stored for ever (<see cref="GtinEvents"/>).</summary>
public abstract record GtinEvent
{
    private GtinEvent()
    {
    }

    public sealed record GtinClaimed(string Sku, long Number, Instant At) : GtinEvent;

    public sealed record GtinReleased(string Sku, long Number) : GtinEvent;
}

[JsonPolymorphic(TypeDiscriminatorPropertyName = "case")]
[JsonDerivedType(typeof(GtinRejection.Taken), "taken")]
public abstract record GtinRejection
{
    private GtinRejection()
    {
    }

    /// <summary>Another product has it, or is about to take it.</summary>
    public sealed record Taken(string Sku, long Number, Instant Since) : GtinRejection;
}

/// <summary>Which product a GTIN is registered for: one at most.</summary>
/// <param name="Sku">Null while it is for none.</param>
/// <param name="Number">How many registrations there were.</param>
/// <param name="Since">When it was registered last.</param>
public sealed record GtinOwner(string? Sku, long Number, Instant Since)
    : IEntity<GtinOwner, GtinCommand, GtinEvent, GtinRejection>
{
    /// <summary>The kind in every GTIN's address; the id is its 14 digits.</summary>
    public const string Kind = "gtin";

    public static GtinOwner Initial { get; } = new(null, 0, Instant.MinValue);

    public static Decision Decide(GtinOwner state, GtinCommand command, Instant now) =>
        command switch
        {
            GtinCommand.Claim c when state.Sku is { } owner && owner != c.Sku =>
                Decision.Reject(new GtinRejection.Taken(owner, state.Number, state.Since)),
            GtinCommand.Claim c => Decision.Accept(new GtinEvent.GtinClaimed(c.Sku, state.Number + 1, now)),
            GtinCommand.Release c when (state.Sku, state.Number) == (c.Sku, c.Number) =>
                Decision.Accept(new GtinEvent.GtinReleased(c.Sku, c.Number)),
            _ => Decision.AlreadyDone,
        };

    public static GtinOwner Evolve(GtinOwner state, GtinEvent happened) =>
        happened switch
        {
            GtinEvent.GtinClaimed e => new GtinOwner(e.Sku, e.Number, e.At),
            _ => state with { Sku = null },
        };
}

/// <summary>The released names of a GTIN's events.</summary>
public static class GtinEvents
{
    public static IReadOnlyList<EventForm> Forms { get; } =
    [
        EventForm.First("gtin.claimed", ProductJson.Default.GtinClaimed),
        EventForm.First("gtin.released", ProductJson.Default.GtinReleased),
    ];
}
