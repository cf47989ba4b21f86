namespace Oms.Edge.Gateway.Centre;

/// <summary>Keeps to what the centre grants for a second.</summary>
/// <param name="first">What is sent before the centre has said anything.</param>
internal sealed class CreditWindow(TimeProvider pace, int first)
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private long _began;
    private int _credit = first;
    private int _spent;

    /// <summary>How much may be sent now; at least one, since only an answer brings new credit.</summary>
    public int Next()
    {
        if (pace.GetElapsedTime(_began) >= Second)
        {
            (_began, _spent) = (pace.GetTimestamp(), 0);
        }

        return Math.Max(1, _credit - _spent);
    }

    /// <summary>Takes the centre's answer.</summary>
    /// <param name="credit">What it grants for a second.</param>
    /// <returns>How long to wait before the next.</returns>
    public TimeSpan Spend(int sent, int credit)
    {
        (_spent, _credit) = (_spent + sent, credit);
        var left = Second - pace.GetElapsedTime(_began);
        return _spent < credit || left < TimeSpan.Zero ? TimeSpan.Zero : left;
    }
}
