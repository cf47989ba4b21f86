using System.Collections.Immutable;
using System.Diagnostics;
using NodaTime;
using Oms.Custody.CheckOuts;
using Oms.Entities;
using Decision = Oms.Entities.Decision<Oms.Edge.Yards.YardEvent, Oms.Edge.Yards.YardRejection>;

namespace Oms.Edge.Yards;

/// <summary>The gate and the yard of a depot: dock slots, who waits, and whose turn it is.</summary>
/// <remarks>A vehicle comes in at the gate, waits, is called to a dock, and goes. A slot goes before the
/// queue.</remarks>
public sealed record Yard : IEntity<Yard, YardCommand, YardEvent, YardRejection>
{
    public const int SlotsMax = 2_000;
    public const int VehiclesMax = 500;

    /// <summary>So long before and after its slot a vehicle still has it.</summary>
    public static readonly Duration SlotGrace = Duration.FromMinutes(30);

    private static readonly Duration SlotMax = Duration.FromHours(24);
    private static readonly Duration SlotsKept = Duration.FromDays(7);

    private Yard()
    {
    }

    public static Yard Initial { get; } = new();

    /// <summary>By id.</summary>
    public ImmutableSortedDictionary<string, YardEvent.SlotBooked> Slots { get; private init; } =
        ImmutableSortedDictionary.Create<string, YardEvent.SlotBooked>(StringComparer.Ordinal);

    /// <summary>Vehicles that wait, in the order in which they came in.</summary>
    public ImmutableList<YardEvent.Entered> Waiting { get; private init; } = [];

    /// <summary>Vehicles at docks, by dock.</summary>
    public ImmutableSortedDictionary<string, string> AtDocks { get; private init; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>The queue: those with a slot by its begin, then the others as they came in.</summary>
    public IReadOnlyList<YardEvent.Entered> Queue() =>
        [.. Waiting.OrderBy(one => one.Slot is { } slot && Slots.TryGetValue(slot, out var booked)
            ? booked.From
            : Instant.MaxValue)];

    public static Decision Decide(Yard state, YardCommand command, Instant now) =>
        command switch
        {
            YardCommand.BookSlot c => state.Book(c),
            YardCommand.CancelSlot c => state.Slots.ContainsKey(c.Slot)
                ? Decision.Accept(new YardEvent.SlotCancelled(c.Slot))
                : Decision.AlreadyDone,
            YardCommand.Enter c => state.Come(c),
            YardCommand.Call c => state.Call(c, now),

            // Of a vehicle that did not come in at the gate nobody would say that it left.
            YardCommand.Stand c => !state.IsIn(c.Vehicle) || state.AtDocks.GetValueOrDefault(c.Dock) == c.Vehicle
                ? Decision.AlreadyDone
                : Decision.Accept(new YardEvent.Called(c.Vehicle, c.Dock, now)),
            YardCommand.Leave c => state.IsIn(c.Vehicle)
                ? Decision.Accept(new YardEvent.Left(c.Vehicle, now))
                : Decision.AlreadyDone,
            _ => throw new UnreachableException($"{command} is no command of a yard."),
        };

    public static Yard Evolve(Yard state, YardEvent happened) =>
        happened switch
        {
            YardEvent.SlotBooked e => state with
            {
                // Old slots go when new ones come.
                Slots = state.Slots.RemoveRange(state.Slots.Values.Where(one => one.To < e.From - SlotsKept)
                    .Select(one => one.Slot)).SetItem(e.Slot, e),
            },
            YardEvent.SlotCancelled e => state with { Slots = state.Slots.Remove(e.Slot) },
            YardEvent.Entered e => state with { Waiting = state.Waiting.Add(e) },
            YardEvent.Called e => state with
            {
                Waiting = state.Waiting.RemoveAll(one => one.Vehicle == e.Vehicle),
                AtDocks = state.Without(e.Vehicle).SetItem(e.Dock, e.Vehicle),
            },
            YardEvent.Left e => state with
            {
                Waiting = state.Waiting.RemoveAll(one => one.Vehicle == e.Vehicle),
                AtDocks = state.Without(e.Vehicle),
            },
            _ => throw new UnreachableException($"{happened} is no event of a yard."),
        };

    private ImmutableSortedDictionary<string, string> Without(string vehicle) =>
        AtDocks.RemoveRange(AtDocks.Where(dock => dock.Value == vehicle).Select(dock => dock.Key));

    private bool IsIn(string vehicle) =>
        AtDocks.ContainsValue(vehicle) || Waiting.Any(one => one.Vehicle == vehicle);

    private Decision Book(YardCommand.BookSlot c)
    {
        var booked = new YardEvent.SlotBooked(c.Slot, c.Dock, c.Vehicle, c.From, c.To);
        return Slots.GetValueOrDefault(c.Slot) is { } known
                ? known == booked ? Decision.AlreadyDone : Decision.Reject(new YardRejection.SlotTaken(c.Slot))
            : Invalid(("slot", c.Slot), ("dock", c.Dock), ("vehicle", c.Vehicle)) is { } bad ? Decision.Reject(bad)
            : c.To <= c.From || c.To - c.From > SlotMax
                ? Decision.Reject(new YardRejection.Invalid("to", "A slot ends after it begins, within 24 hours."))
            : Slots.Values.FirstOrDefault(one => one.Dock == c.Dock && one.From < c.To && c.From < one.To) is { } other
                ? Decision.Reject(new YardRejection.SlotTaken(other.Slot))
            : Slots.Count >= SlotsMax ? Decision.Reject(new YardRejection.TooMany("slots", SlotsMax))
            : Decision.Accept(booked);
    }

    private Decision Come(YardCommand.Enter c) =>
        IsIn(c.Vehicle) ? Decision.AlreadyDone
        : Invalid(("vehicle", c.Vehicle), ("driver", c.Driver)) is { } bad ? Decision.Reject(bad)
        : Waiting.Count + AtDocks.Count >= VehiclesMax
            ? Decision.Reject(new YardRejection.TooMany("vehicles", VehiclesMax))
        : Decision.Accept(new YardEvent.Entered(
            c.Vehicle,
            c.Driver,
            c.At,
            Slots.Values.Where(one => one.Vehicle == c.Vehicle && Covers(one, c.At)).MinBy(one => one.From)?.Slot));

    private Decision Call(YardCommand.Call c, Instant now) =>
        AtDocks.GetValueOrDefault(c.Dock) == c.Vehicle ? Decision.AlreadyDone
        : Invalid(("dock", c.Dock)) is { } bad ? Decision.Reject(bad)
        : !IsIn(c.Vehicle) ? Decision.Reject(new YardRejection.NotWaiting(c.Vehicle))
        : AtDocks.GetValueOrDefault(c.Dock) is { } other ? Decision.Reject(new YardRejection.DockTaken(other))

        // A dock waits for the vehicle that has it booked.
        : Slots.Values.FirstOrDefault(one => one.Dock == c.Dock && one.Vehicle != c.Vehicle
            && one.From <= now && now < one.To) is { } slot
            ? Decision.Reject(new YardRejection.DockReserved(slot.Slot, slot.Vehicle))
        : Decision.Accept(new YardEvent.Called(c.Vehicle, c.Dock, now) { CheckOut = c.CheckOut });

    private static bool Covers(YardEvent.SlotBooked slot, Instant at) =>
        slot.From - SlotGrace <= at && at <= slot.To + SlotGrace;

    private static YardRejection.Invalid? Invalid(params IEnumerable<(string Field, string Value)> names) =>
        names.Where(name => name.Value.Length is 0 or > CheckOutBounds.NameCharsMax)
            .Select(name => new YardRejection.Invalid(
                name.Field, $"It must have 1 to {CheckOutBounds.NameCharsMax} characters."))
            .FirstOrDefault();
}
