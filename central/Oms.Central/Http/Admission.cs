namespace Oms.Central.Http;

/// <summary>Refuses writes at once while more are under way than are answered in good time.</summary>
/// <remarks>
/// What is let in is answered; what is refused costs next to nothing and may come again. Depots, imports and operators
/// are not counted: they bound themselves, and must get through while shoppers do not.
/// </remarks>
internal sealed class Admission(TimeProvider time)
{
    /// <summary>Writes that are always let in: a machine that carries out 320 a second answers them in time.</summary>
    public const int Least = 32;

    /// <summary>The limit at first.</summary>
    public const int First = 64;

    /// <summary>Writes that are never exceeded.</summary>
    public const int Most = 512;

    /// <summary>Half of what users may wait: the rest is for what they wait before they are counted.</summary>
    private static readonly TimeSpan Wanted = TimeSpan.FromMilliseconds(100);

    private readonly AdmissionLimit _limit = new(Wanted, Least, First, Most, time);

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<AdmittedWrite>() is null)
        {
            await next(context);
            return;
        }

        if (!_limit.TryEnter())
        {
            await Problems.Of(503, "back-pressure", "Too much waits already; try again.").ExecuteAsync(context);
            return;
        }

        var entered = time.GetTimestamp();
        try
        {
            await next(context);
        }
        finally
        {
            _limit.Leave(entered);
        }
    }
}

/// <summary>Marks a write that many may ask for at once.</summary>
internal sealed class AdmittedWrite
{
    private AdmittedWrite()
    {
    }

    public static AdmittedWrite Mark { get; } = new();
}
