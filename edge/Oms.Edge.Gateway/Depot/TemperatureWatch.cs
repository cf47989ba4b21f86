using Oms.Actors;
using Oms.Edge.Gateway.Storage;
using Oms.Edge.Gateway.Telemetry;

namespace Oms.Edge.Gateway.Depot;

/// <summary>Has loads judged again when readings of their interval came after the verdict.</summary>
/// <remarks>What is owed follows from the log, so a restart forgets none of it and judges some once more.</remarks>
internal sealed class TemperatureWatch(CheckOutDesk desk, DepotView view, TimeProvider pace, ILogger log)
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);

    /// <summary>Works until stopped.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await StepAsync(cancellationToken);
                await Task.Delay(Every, pace, cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    /// <summary>Judges every load that is owed a verdict, once.</summary>
    public async Task StepAsync(CancellationToken cancellationToken)
    {
        foreach (var load in view.LoadsOwed())
        {
            try
            {
                await desk.JudgeAgainAsync(load.CheckOut, cancellationToken);
                view.Settle(load);
            }
            catch (Exception failure) when (failure is StoreUnavailableException or EntityUnavailableException
                or InvalidDataException or IOException or OperationCanceledException)
            {
                // What a stop cuts short is no fault; it is owed again after the next start.
                cancellationToken.ThrowIfCancellationRequested();
                log.JudgingFailed(load.CheckOut, failure.Message);
            }
        }
    }
}
