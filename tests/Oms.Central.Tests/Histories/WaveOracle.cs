using Oms.Central.Fulfilments;

namespace Oms.Central.Tests.Histories;

/// <summary>Which fulfilment orders one wave has.</summary>
internal sealed class WaveOracle(string id)
{
    private readonly HashSet<string> _in = new(StringComparer.Ordinal);
    private string? _picker;
    private bool _hasEnded;

    public void Book(IReadOnlyList<WaveEvent> events, PickWave after)
    {
        foreach (var happened in events)
        {
            Must(!_hasEnded || happened is WaveEvent.OrderDropped, $"It has ended: {happened}.");
            Book(happened);
        }

        Must(_in.SetEquals(after.In), $"It has {string.Join(", ", after.In)}, not {string.Join(", ", _in)}.");
    }

    private void Book(WaveEvent happened)
    {
        switch (happened)
        {
            case WaveEvent.WaveMade e:
                Must(_in.Count == 0 && e.Orders.All(_in.Add), $"It is made twice: {e}.");
                break;
            case WaveEvent.OrderDropped e:
                Must(_in.Remove(e.Order), $"It was not in it: {e}.");
                break;
            case WaveEvent.WaveStarted e:
                Must(_picker is null, $"{_picker} picks it: {e}.");
                _picker = e.Picker;
                break;
            case WaveEvent.WaveFinished e:
                Must(_picker is not null && _in.SetEquals(e.Orders), $"{e}");
                _hasEnded = true;
                break;
            case WaveEvent.WaveCancelled e:
                Must(_in.SetEquals(e.Orders), $"{e}");
                _hasEnded = true;
                break;
            default:
                Must(false, $"The oracle does not know {happened}.");
                break;
        }
    }

    private void Must(bool holds, string detail) => InvariantBrokenException.Unless(holds, "wave", id, detail);
}
