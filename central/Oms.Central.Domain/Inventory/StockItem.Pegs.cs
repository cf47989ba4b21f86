using System.Collections.Immutable;
using NodaTime;
using Decision = Oms.Entities.Decision<Oms.Central.Inventory.StockEvent, Oms.Central.Inventory.StockRejection>;

namespace Oms.Central.Inventory;

/// <content>Who waits is pegged to what is to come, in the order of the queue: to the supply that brings the last unit.
/// Where that is later than was promised, the promise moves.</content>
/// <remarks>
/// What is to come changes more often than anybody wants to hear of it. A change is looked at after
/// <see cref="PegDelay"/>, together with all that came after it, and only a day that is another one then is told.
/// </remarks>
public sealed partial record StockItem
{
    /// <summary>From the first change that was not told until it is, if it still stands.</summary>
    public static readonly Duration PegDelay = Duration.FromMinutes(5);

    /// <summary>Supplies of one item that may be expected at once; of one more nobody is told.</summary>
    public const int SuppliesMax = 1_000;

    private Decision ExpectSupply(StockCommand.ExpectSupply c)
    {
        var known = Supplies?.GetValueOrDefault(c.Ref);
        var coming = c.Quantity == 0 ? null : new ExpectedSupply(c.Quantity, c.On);
        return c.Quantity is < 0 or > QuantityMax
            ? Decision.Reject(new StockRejection.QuantityInvalid($"It must be from 0 to {QuantityMax}."))
            : coming == known
                ? Decision.AlreadyDone
                : coming is not null && known is null && Supplies?.Count >= SuppliesMax
                    ? Decision.Reject(new StockRejection.LimitReached("expected supplies", SuppliesMax))
                    : Decision.Accept(new StockEvent.SupplyExpected(c.Ref, c.Quantity, c.On));
    }

    private Decision TellPegs(Instant now) =>
        TellPegsAt is { } at && at <= now
            ? Decision.Accept(new StockEvent.BackordersPegged([.. OtherPegs()]))
            : Decision.AlreadyDone;

    /// <summary>A time to look, where who waits is not pegged as was told and nobody looks yet.</summary>
    private IReadOnlyList<StockEvent> PegsDue(IReadOnlyList<StockEvent> happened, Instant now) =>
        TellPegsAt is null && happened.Any(ChangesPegs) && OtherPegs().Any()
            ? [new StockEvent.PegsFellDue(now + PegDelay)]
            : [];

    /// <summary>Where nothing is to come nobody is pegged, but for the moment when that changes.</summary>
    private bool ChangesPegs(StockEvent happened) =>
        happened is StockEvent.SupplyExpected
        || (Supplies is not null && happened is StockEvent.BackorderQueued or StockEvent.BackorderReduced
            or StockEvent.ReservationMade);

    /// <summary>Reservations that wait and are pegged to another day than was told. Who waits for a lot or a serial is
    /// pegged to nothing: nobody knows what will come.</summary>
    private IEnumerable<PeggedBackorder> OtherPegs()
    {
        using var supplies = (Supplies ?? ImmutableSortedDictionary<string, ExpectedSupply>.Empty)
            .Where(pair => pair.Value.On is not null)
            .OrderBy(pair => pair.Value.On).ThenBy(pair => pair.Key, StringComparer.Ordinal)
            .GetEnumerator();
        var (left, day, comes) = (0L, default(LocalDate?), true);
        foreach (var waiting in Backorders)
        {
            var pegged = default(LocalDate?);
            if (waiting is { Lot: null, Serial: null })
            {
                var missing = (long)waiting.Quantity;
                while (comes && left < missing)
                {
                    (missing, left) = (missing - left, 0);
                    comes = supplies.MoveNext();
                    (left, day) = comes ? (supplies.Current.Value.Quantity, supplies.Current.Value.On) : (0, null);
                }

                left -= comes ? missing : 0;
                pegged = comes ? day : null;
            }

            if (pegged != waiting.ExpectedOn)
            {
                yield return new PeggedBackorder(
                    waiting.Reservation, pegged, waiting.Promise is null || pegged > waiting.Promise
                        ? pegged : waiting.Promise);
            }
        }
    }
}
