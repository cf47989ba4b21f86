using Oms.Central.Transfers;

namespace Oms.Central.Tests.Histories;

/// <summary>The units of one transfer in plain counters.</summary>
internal sealed class TransferOracle(string id)
{
    private readonly Dictionary<(int Line, string Lot), long> _onTheWay = [];
    private readonly HashSet<string> _refs = new(StringComparer.Ordinal);

    /// <summary>Units that left and have not arrived; what is said to be missing counts.</summary>
    public long Gone { get; private set; }

    public void Book(IReadOnlyList<TransferEvent> events, Transfer after)
    {
        foreach (var happened in events)
        {
            Book(happened);
        }

        Must(after.InTransit == _onTheWay.Values.Sum(), $"{after.InTransit} are said to be on their way.");
    }

    private void Book(TransferEvent happened)
    {
        switch (happened)
        {
            case TransferEvent.LineSent e:
                foreach (var lot in e.Lots)
                {
                    Must(_onTheWay.TryAdd((e.Line, lot.Lot), lot.Quantity), $"It left already: {e}.");
                    Gone += lot.Quantity;
                }

                break;
            case TransferEvent.UnitsReceived e:
                Must(_refs.Add(e.Ref), $"It arrived already: {e}.");
                Take(e.Line, e.Units.Lot, e.Units.Quantity);
                Gone -= e.Units.Quantity;
                break;
            case TransferEvent.TransferReceived e:
                foreach (var missing in e.Missing)
                {
                    Take(missing.Line, missing.Lot, missing.Missing);
                }

                Must(_onTheWay.Values.Sum() == 0, "It is over, and units are on their way.");
                break;
            default:
                break;
        }
    }

    private void Take(int line, string lot, int quantity)
    {
        var left = _onTheWay.GetValueOrDefault((line, lot)) - quantity;
        Must(left >= 0, $"Lot {lot} has {left} units on their way.");
        _onTheWay[(line, lot)] = left;
    }

    private void Must(bool holds, string detail) => InvariantBrokenException.Unless(holds, "I2", id, detail);
}
