using Oms.Actors.Journal;
using Oms.Central.Inventory;
using Oms.Central.Storage;
using Oms.Central.Transfers;

namespace Oms.Central.Operations;

/// <summary>I2 between locations: what stock items gave to a transfer is what it has on its way, what arrived, and what
/// is said to be missing. Both sides are summed by themselves, from the events of each.</summary>
internal sealed class TransferAudit
{
    private readonly Dictionary<string, Transfer> _transfers = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Transfer, int Line, string Lot), long> _given = [];
    private readonly Dictionary<(string Transfer, string Sku, string Lot), long> _taken = [];
    private readonly FormCodec<TransferEvent> _codec = new(TransferEvents.Forms);
    private readonly FormCodec<StockEvent> _stockCodec = new(StockEvents.Forms);

    public void Fold(JournalRecord record, List<Violation> violations)
    {
        InvariantAudit.Fold(
            "I2", record, Transfer.Kind, _transfers, _codec, Transfer.Initial, Transfer.Evolve, violations);
        if (InvariantAudit.Read(record, StockItem.Kind, _stockCodec) is { } happened)
        {
            Book(record.Address.Id, happened);
        }
    }

    public void Check(List<Violation> violations)
    {
        foreach (var (id, transfer) in _transfers)
        {
            foreach (var line in transfer.Lines)
            {
                CheckLine(id, line, violations);
            }
        }

        violations.AddRange(
            from given in _given
            where !_transfers.ContainsKey(given.Key.Transfer)
            select new Violation("I2", given.Key.Transfer, $"{given.Value} units left for it, and there is none."));
    }

    private void CheckLine(string id, TransferLine line, List<Violation> violations)
    {
        foreach (var lot in line.Lots)
        {
            var given = _given.GetValueOrDefault((id, line.Number, lot.Lot));
            if (given != lot.Sent || lot.InTransit < 0 || lot.Received < 0 || lot.Missing < 0)
            {
                violations.Add(new Violation(
                    "I2", $"{id}/{line.Number} {lot.Lot}",
                    $"{given} units left; {lot.Received} arrived, {lot.Missing} are missing, {lot.InTransit} are on "
                        + "their way."));
            }
        }

        if (line.Refused is not null && _given.Keys.Any(key => (key.Transfer, key.Line) == (id, line.Number)))
        {
            violations.Add(new Violation("I2", $"{id}/{line.Number}", "It was refused, and units left for it."));
        }

        // What the transfer has received is put into stock a moment later, never before.
        foreach (var lot in line.Lots.Select(lot => lot.Lot))
        {
            var received = _transfers[id].Lines.Where(each => each.Sku == line.Sku)
                .SelectMany(each => each.Lots).Where(each => each.Lot == lot).Sum(each => (long)each.Received);
            var taken = _taken.GetValueOrDefault((id, line.Sku, lot));
            if (taken > received)
            {
                violations.Add(new Violation(
                    "I2", $"{id}/{line.Number} {lot}", $"{taken} units were put into stock; {received} arrived."));
            }
        }
    }

    private void Book(string item, StockEvent happened)
    {
        switch (happened)
        {
            case StockEvent.StockTransferredOut e:
                foreach (var lot in e.Lots)
                {
                    var key = (e.Transfer, e.Line, lot.Lot);
                    _given[key] = _given.GetValueOrDefault(key) + lot.Quantity;
                }

                break;
            case StockEvent.StockTransferredIn e:
                var at = (e.Transfer, StockItemId.Parse(item)?.Sku ?? item, e.Units.Lot);
                _taken[at] = _taken.GetValueOrDefault(at) + e.Units.Quantity;
                break;
            default:
                break;
        }
    }
}
