using System.Collections.Immutable;
using System.Diagnostics;
using NodaTime;
using Oms.Custody.Assets;
using Oms.Entities;
using Decision = Oms.Entities.Decision<Oms.Edge.Fuel.FuelEvent, Oms.Edge.Fuel.FuelRejection>;

namespace Oms.Edge.Fuel;

/// <summary>What was bought for one vehicle on fuel cards, and what it can take and burn.</summary>
public sealed record FuelLedger : IEntity<FuelLedger, FuelCommand, FuelEvent, FuelRejection>
{
    /// <summary>The newest purchases, which are kept; older ones are in the log.</summary>
    public const int PurchasesMax = 500;

    private const int TextCharsMax = 64;

    // Tanks of road vehicles hold hundreds of litres; these bounds find wrong units.
    private const int MillilitresMax = 5_000_000;
    private const long OdometerMetresMax = 10_000_000_000;
    private const long MoneyMax = 1_000_000_000;

    private FuelLedger()
    {
    }

    public static FuelLedger Initial { get; } = new();

    /// <summary>Null where nobody told.</summary>
    public VehicleFuel? Fuel { get; private init; }

    /// <summary>In the order in which they came in.</summary>
    public ImmutableList<FuelTransaction> Purchases { get; private init; } = [];

    public static Decision Decide(FuelLedger state, FuelCommand command, Instant now) =>
        command switch
        {
            FuelCommand.Describe c when state.Fuel == c.Fuel => Decision.AlreadyDone,
            FuelCommand.Describe c => Check(c.Fuel) is { } bad
                ? Decision.Reject(bad)
                : Decision.Accept(new FuelEvent.Described(c.Fuel)),
            FuelCommand.Record { Purchase: var purchase } =>
                state.Purchases.FirstOrDefault(known => known.Id == purchase.Id) is { } known
                    ? known == purchase ? Decision.AlreadyDone : Decision.Reject(new FuelRejection.IdUsed(purchase.Id))
                : Check(purchase) is { } bad ? Decision.Reject(bad)
                : Decision.Accept(new FuelEvent.Purchased(purchase)),
            _ => throw new UnreachableException($"{command} is no command of a fuel ledger."),
        };

    public static FuelLedger Evolve(FuelLedger state, FuelEvent happened) =>
        happened switch
        {
            FuelEvent.Described e => state with { Fuel = e.Fuel },
            FuelEvent.Purchased e => state with
            {
                Purchases = state.Purchases.Count < PurchasesMax
                    ? state.Purchases.Add(e.Purchase)
                    : state.Purchases.RemoveAt(0).Add(e.Purchase),
            },
            _ => throw new UnreachableException($"{happened} is no event of a fuel ledger."),
        };

    private static FuelRejection.Invalid? Check(VehicleFuel fuel) =>
        Within("tank_millilitres", fuel.TankMillilitres, 1, MillilitresMax)
        ?? Within("least_millilitres_per_100_km", fuel.LeastMillilitresPer100Km, 0, MillilitresMax)
        ?? Within(
            "most_millilitres_per_100_km", fuel.MostMillilitresPer100Km,
            Math.Max(1, fuel.LeastMillilitresPer100Km), MillilitresMax);

    private static FuelRejection.Invalid? Check(FuelTransaction purchase) =>
        Text("id", purchase.Id)
        ?? Text("card", purchase.Card)
        ?? (purchase.Place is { IsOnEarth: false }
            ? new FuelRejection.Invalid("place", "It is no place on the earth.")
            : null)
        ?? Within("millilitres", purchase.Millilitres, 1, MillilitresMax)
        ?? Within("odometer_metres", purchase.OdometerMetres ?? 0, 0, OdometerMetresMax)
        ?? Within("price_milli_minor", purchase.PriceMilliMinor, 0, MoneyMax)
        ?? Within("total_minor", purchase.TotalMinor, 0, MoneyMax);

    private static FuelRejection.Invalid? Text(string field, string value) => value.Length is 0 or > TextCharsMax
        ? new FuelRejection.Invalid(field, $"It must have 1 to {TextCharsMax} characters.")
        : null;

    private static FuelRejection.Invalid? Within(string field, long value, long min, long max) =>
        value < min || value > max
            ? new FuelRejection.Invalid(field, $"{value} is not from {min} to {max}.")
            : null;
}
