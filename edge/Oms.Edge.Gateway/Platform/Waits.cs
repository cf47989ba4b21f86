namespace Oms.Edge.Gateway.Platform;

/// <summary>Waits that stay on the scheduler on which they were begun.</summary>
internal static class Waits
{
    /// <summary>Waits for a task or for a time, whichever ends first; it throws for neither.</summary>
    public static async Task EitherAsync(
        Task task, TimeSpan time, TimeProvider pace, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _ = await Task.WhenAny(HereAsync(task), HereAsync(Task.Delay(time, pace, stop.Token)));
        stop.End();
    }

    /// <summary>Cancels at once. Not CancelAsync: that would leave the scheduler for the thread pool.</summary>
    public static void End(this CancellationTokenSource waits) => waits.Cancel();

    // WhenAny would take the thread pool for a task whose continuations run asynchronously, as a cancelled delay's do;
    // an await does not. Nothing is thrown, since a wait that ends early is no fault.
    private static async Task HereAsync(Task task) => await task.ConfigureAwait(
        ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
}
