namespace Oms.Edge.Gateway.Platform;

/// <summary>Ends waits.</summary>
internal static class Ending
{
    /// <summary>Cancels at once. Not CancelAsync: that would leave the scheduler for the thread pool.</summary>
    public static void End(this CancellationTokenSource waits) => waits.Cancel();
}
