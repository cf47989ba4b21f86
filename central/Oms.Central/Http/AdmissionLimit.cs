namespace Oms.Central.Http;

/// <summary>How many writes may be under way at once: as many as are answered in good time, whatever is
/// offered.</summary>
/// <remarks>
/// Additive increase, multiplicative decrease (RFC 5681 does so with what is on its way in a network): an answer that
/// took longer than wanted lowers the limit as far as it was late, from a quarter to three quarters, once for all that
/// were under way with it; answers in time raise it by one for each round of them, while there are enough to fill it.
/// It begins low: of a flood that comes first, all that is let in waits for all that was let in before.
/// </remarks>
/// <param name="wanted">How long an answer may take.</param>
/// <param name="least">Writes that are always let in, at least 1.</param>
/// <param name="first">The limit at first.</param>
/// <param name="most">Writes that are never exceeded.</param>
/// <threadsafety>Any thread may call any member.</threadsafety>
internal sealed class AdmissionLimit(TimeSpan wanted, int least, int first, int most, TimeProvider time)
{
    private const double DecreaseLeast = 0.75;
    private const double DecreaseMost = 0.25;
    private const double FullFrom = 0.5;

    private readonly Lock _gate = new();
    private double _limit = first;
    private int _open;
    private long _lowered = time.GetTimestamp();

    /// <summary>The limit now.</summary>
    public int Current
    {
        get
        {
            lock (_gate)
            {
                return (int)_limit;
            }
        }
    }

    /// <summary>Lets a write in, or not; whoever is let in must <see cref="Leave"/>.</summary>
    public bool TryEnter()
    {
        lock (_gate)
        {
            if (_open >= (int)_limit)
            {
                return false;
            }

            _open++;
            return true;
        }
    }

    /// <summary>Says that a write was answered.</summary>
    /// <param name="entered">The timestamp at which it was let in.</param>
    public void Leave(long entered)
    {
        var now = time.GetTimestamp();
        lock (_gate)
        {
            var took = time.GetElapsedTime(entered, now);
            if (took > wanted)
            {
                // One that was let in before the limit was lowered says nothing of the lower limit.
                if (entered >= _lowered)
                {
                    var share = double.Clamp(wanted / took, DecreaseMost, DecreaseLeast);
                    (_limit, _lowered) = (double.Max(least, _limit * share), now);
                }
            }
            else if (_open >= _limit * FullFrom)
            {
                _limit = double.Min(most, _limit + (1 / _limit));
            }

            _open--;
        }
    }
}
