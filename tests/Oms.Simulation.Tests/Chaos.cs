using NodaTime;
using Oms.Testing;

namespace Oms.Simulation.Tests;

/// <summary>Decides what goes wrong, until the world is healed.</summary>
internal sealed class Chaos
{
    private readonly Random _random;
    private readonly ManualTime _time;
    private readonly Trace _trace;
    private readonly int _journalPerTenThousand;

    public Chaos(Random random, ManualTime time, Trace trace)
    {
        (_random, _time, _trace) = (random, time, trace);

        // Some worlds are whole, so that what only then can happen happens too.
        IsCalm = random.Next(8) == 0;
        _journalPerTenThousand = IsCalm ? 0 : random.Next(10, 250);
        NetworkPercent = IsCalm ? 0 : random.Next(0, 35);
    }

    /// <summary>Whether nothing goes wrong in this world.</summary>
    public bool IsCalm { get; }

    public bool IsHealed { get; private set; }

    public int NetworkPercent { get; }

    public void Heal() => IsHealed = true;

    /// <summary>One chance in so many, while the world is not healed.</summary>
    public bool Strikes(int oneIn) => !IsCalm && !IsHealed && _random.Next(oneIn) == 0;

    /// <summary>Lets other work come first, now and then for a while.</summary>
    public async Task JitterAsync(string where)
    {
        if (IsHealed)
        {
            return;
        }

        var dice = _random.Next(1_000);
        if (dice < 600)
        {
            await Task.Yield();
        }
        else if (dice < 700)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(_random.Next(1, 30)), _time);
        }
        else if (dice == 999 && !IsCalm)
        {
            _trace.Fault($"{where}: slow");
            await Task.Delay(TimeSpan.FromSeconds(_random.Next(1, 40)), _time);
        }
    }

    /// <summary>What goes wrong with a call of a journal.</summary>
    public JournalFault FaultOf(string where, JournalCall call)
    {
        // Acquires are few, reads are many.
        var often = call is JournalCall.Acquire ? 6 : 1;
        if (IsHealed || _random.Next(10_000) >= _journalPerTenThousand * often)
        {
            return JournalFault.None;
        }

        var fault = call switch
        {
            JournalCall.Append => (JournalFault)_random.Next(1, 6),
            JournalCall.Acquire => (JournalFault)_random.Next(1, 4),
            _ when _random.Next(10) == 0 => JournalFault.Unavailable,
            _ => JournalFault.None,
        };
        if (fault is not JournalFault.None)
        {
            _trace.Fault($"{where} {call}: {fault}");
        }

        return fault;
    }

    /// <summary>A moment between two faults of the whole world.</summary>
    public Duration NextPause() => Duration.FromMilliseconds(_random.Next(200, 9_000));
}
