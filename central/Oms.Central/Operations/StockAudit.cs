using Oms.Actors.Journal;
using Oms.Central.Inventory;
using Oms.Central.Storage;

namespace Oms.Central.Operations;

/// <summary>What must hold of stock items: never more promised than there is (I1), units come from somewhere (I2),
/// promises end once (I3) and are not made anew (I6), and nothing leaves that may not (I15).</summary>
internal sealed class StockAudit
{
    private readonly Dictionary<string, StockItem> _items = new(StringComparer.Ordinal);
    private readonly Dictionary<string, StockBalances> _balances = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Promises> _promises = new(StringComparer.Ordinal);
    private readonly FormCodec<StockEvent> _codec = new(StockEvents.Forms);

    public Dictionary<string, StockItem> Items => _items;

    public void Fold(JournalRecord record, List<Violation> violations)
    {
        if (InvariantAudit.Read(record, StockItem.Kind, _codec) is not { } happened)
        {
            return;
        }

        var id = record.Address.Id;
        JudgeLots(id, happened, violations);
        if (!_promises.TryGetValue(id, out var promises))
        {
            _promises[id] = promises = new Promises();
        }

        if (promises.Book(happened) is { } again)
        {
            violations.Add(new Violation("I6", id, $"Reservation {again} had its answer, and was made anew."));
        }

        InvariantAudit.Fold(
            "I2", record, StockItem.Kind, _items, _codec, StockItem.Initial, StockItem.Evolve, violations);
        InvariantAudit.Fold(
            "I2", record, StockItem.Kind, _balances, _codec, StockBalances.Empty,
            (sum, moved) => sum.Book(moved).After, violations);
    }

    public void Check(List<Violation> violations)
    {
        Judge(_items, violations);
        CheckMovements(violations);
        CheckSerials(violations);
    }

    /// <summary>I1 to I3 of each item by itself.</summary>
    public static void Judge(Dictionary<string, StockItem> items, List<Violation> violations)
    {
        foreach (var (id, item) in items)
        {
            if (item.Reserved > item.Sellable)
            {
                violations.Add(new Violation("I1", id, $"{item.Reserved} are promised; {item.Sellable} are sellable."));
            }

            if (item.OnHand != item.Ledger.OnHand)
            {
                violations.Add(new Violation("I2", id,
                    $"{item.OnHand} are there; the movements sum to {item.Ledger.OnHand}."));
            }

            if (item.Reserved != item.Ledger.Promised)
            {
                violations.Add(new Violation(
                    "I3", id, $"{item.Reserved} are promised; made less ended is {item.Ledger.Promised}."));
            }
        }
    }

    /// <summary>I15: what leaves is of approved lots.</summary>
    private void JudgeLots(string id, StockEvent happened, List<Violation> violations)
    {
        IEnumerable<string> leaving = happened switch
        {
            StockEvent.StockShipped e => e.Lots.Select(lot => lot.Lot),
            StockEvent.StockPicked e => [e.Lot],
            StockEvent.StockTransferredOut e => e.Lots.Select(lot => lot.Lot),
            _ => [],
        };
        var lots = _balances.GetValueOrDefault(id, StockBalances.Empty).Lots;
        violations.AddRange(
            from lot in leaving
            let status = lots.GetValueOrDefault(lot, LotBalance.None).Status
            where status != LotStatus.Approved
            select new Violation("I15", $"{id} {lot}", $"Units left though the lot was {status}."));
    }

    /// <summary>I2, lot by lot: the sum of the movements is what is there.</summary>
    private void CheckMovements(List<Violation> violations)
    {
        foreach (var (id, item) in _items)
        {
            var sums = _balances.GetValueOrDefault(id, StockBalances.Empty).Lots;
            violations.AddRange(
                from lot in item.Lots.Keys.Union(sums.Keys)
                let there = item.Lots.TryGetValue(lot, out var held)
                    ? new LotBalance(held.Quantity, held.Status) : LotBalance.None
                let sum = sums.GetValueOrDefault(lot, LotBalance.None)
                where there != sum
                select new Violation(
                    "I2", $"{id} {lot}", $"{there.Quantity} {there.Status} are there; the movements sum to "
                        + $"{sum.Quantity} {sum.Status}."));
        }
    }

    /// <summary>Where units have serials, every one of an approved lot has, and a serial is in one place.</summary>
    private void CheckSerials(List<Violation> violations)
    {
        violations.AddRange(
            from item in _items
            where item.Value.SerialTracked
            from lot in item.Value.Lots
            let named = item.Value.Serials?.Values.Count(of => of == lot.Key) ?? 0
            where lot.Value.Status == LotStatus.Approved ? named != lot.Value.Quantity : named > lot.Value.Quantity
            select new Violation(
                "I2", $"{item.Key} {lot.Key}", $"{lot.Value.Quantity} are there with {named} serials."));
        violations.AddRange(
            from item in _items
            from serial in item.Value.Serials?.Keys ?? []
            group item.Key by (StockItemId.Parse(item.Key)?.Sku, serial) into places
            where places.Count() > 1
            select new Violation("I2", places.Key.serial, $"It is in {string.Join(" and ", places)}."));
    }

    /// <summary>The reservations of one item that are live, and those that have had their last answer.</summary>
    private sealed class Promises
    {
        private readonly HashSet<string> _live = new(StringComparer.Ordinal);
        private readonly HashSet<string> _ended = new(StringComparer.Ordinal);

        /// <returns>The reservation that is made though it is live or has ended; null where none is.</returns>
        public string? Book(StockEvent happened)
        {
            switch (happened)
            {
                case StockEvent.ReservationMade e:
                    return _live.Add(e.Reservation) && !_ended.Contains(e.Reservation) ? null : e.Reservation;
                case StockEvent.ReservationDenied e:
                    _ = _ended.Add(e.Reservation);
                    break;
                case StockEvent.BackorderReduced { Remaining: 0 } e:
                    _ = _ended.Add(e.Reservation);
                    break;
                case StockEvent.ReservationExpired e:
                    End(e.Reservation);
                    break;
                case StockEvent.StockShipped e:
                    End(e.Reservation);
                    break;

                case StockEvent.ReservationReleased { Remaining: 0 } e:
                    End(e.Reservation);
                    break;

                // What broke because units are missing waits from then on, and is made again.
                case StockEvent.BackorderQueued { First: true } e:
                    _ = _ended.Remove(e.Reservation);
                    break;
                default:
                    break;
            }

            return null;
        }

        private void End(string reservation)
        {
            _ = _live.Remove(reservation);
            _ = _ended.Add(reservation);
        }
    }
}
