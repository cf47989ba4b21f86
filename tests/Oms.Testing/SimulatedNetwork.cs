using NodaTime;

namespace Oms.Testing;

/// <summary>What a network does with one call.</summary>
public enum Delivery
{
    Prompt,
    Slow,

    /// <summary>The request never arrives.</summary>
    RequestLost,

    /// <summary>The request arrives, the answer does not.</summary>
    AnswerLost,

    /// <summary>The request arrives twice, the second time at any later moment.</summary>
    Duplicated,
}

/// <summary>Carries calls as a bad network does: it loses, repeats and delays them, as a seed says.</summary>
/// <remarks>Calls that are slow for different times overtake each other, so order is not kept either.</remarks>
/// <param name="random">Decides.</param>
/// <param name="time">Measures delays.</param>
/// <param name="faultPercent">How many of a hundred calls are not prompt.</param>
public sealed class SimulatedNetwork(Random random, TimeProvider time, int faultPercent)
{
    /// <summary>After this a caller gives up.</summary>
    public static readonly Duration CallWait = Duration.FromSeconds(3);

    private readonly Dictionary<Delivery, int> _counts = [];

    /// <summary>Whether it has become a good one.</summary>
    public bool IsHealed { get; set; }

    /// <summary>How often each thing has happened.</summary>
    public IReadOnlyDictionary<Delivery, int> Counts => _counts;

    /// <summary>Makes a call.</summary>
    /// <exception cref="TimeoutException">No answer came in time: whether it was carried out is not known.</exception>
    public async Task<T> CallAsync<T>(Func<Task<T>> call)
    {
        var delivery = !IsHealed && random.Next(100) < faultPercent
            ? (Delivery)random.Next(1, 5)
            : Delivery.Prompt;
        _counts[delivery] = _counts.GetValueOrDefault(delivery) + 1;
        switch (delivery)
        {
            case Delivery.RequestLost:
                await Task.Delay(CallWait.ToTimeSpan(), time);
                throw new TimeoutException("The request was lost.");
            case Delivery.AnswerLost:
                _ = call();
                await Task.Delay(CallWait.ToTimeSpan(), time);
                throw new TimeoutException("The answer was lost.");
            case Delivery.Slow:
                await PauseAsync();
                break;
            case Delivery.Duplicated:
                _ = LaterAsync(call);
                break;
            default:
                break;
        }

        return await call().WaitAsync(CallWait.ToTimeSpan(), time);
    }

    private async Task LaterAsync<T>(Func<Task<T>> call)
    {
        await PauseAsync();
        await call();
    }

    private Task PauseAsync() => Task.Delay(TimeSpan.FromMilliseconds(random.Next(1, 2_000)), time);
}
