using System.Globalization;
using Oms.Actors;
using Oms.Edge.Gateway.Letters;
using Oms.Edge.Gateway.Platform;
using Oms.Edge.Gateway.Storage;
using Oms.Edge.Gateway.Telemetry;
using Oms.Edge.Gateways;
using Oms.Entities;

namespace Oms.Edge.Gateway.Depot;

/// <summary>Keeps the stores within their bounds, every drop recorded before it is done, and binds the clock.</summary>
internal sealed class Housekeeping(
    string device,
    DepotRegions regions,
    TelemetryStore telemetry,
    LetterBox deadLetters,
    LetterBox quarantine,
    IDeviceClock clock,
    TimeProvider pace,
    ILogger log)
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly Guid Space = new("a5b4c4a0-5b8f-5b8e-9e0e-6d7a4c1b2f33");

    private string? _bound;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await TryStepAsync(cancellationToken);
                await Task.Delay(Every, pace, cancellationToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    public async Task StepAsync(CancellationToken cancellationToken)
    {
        await BindClockAsync(cancellationToken);
        while (telemetry.Overflow() is { } frames)
        {
            foreach (var ofDevice in frames.Where(entry => !entry.IsStored).GroupBy(entry => entry.Device))
            {
                var (from, to) = (ofDevice.Min(entry => entry.Window), ofDevice.Max(entry => entry.Window));
                await AskAsync(
                    new GatewayCommand.DropFrames(ofDevice.Key, from, to, ofDevice.Sum(entry => (long)entry.Bytes),
                        "quota"),
                    $"frames\n{ofDevice.Key}\n{from}\n{to}",
                    cancellationToken);
            }

            telemetry.DropOldestFrames();
            log.FramesDropped(frames.Count);
        }

        while (deadLetters.Overflow() is { } letters)
        {
            if (letters.Count > 0)
            {
                await AskAsync(
                    new GatewayCommand.DropDeadLetters(letters.From, letters.To, letters.Count),
                    $"letters\n{letters.From}\n{letters.To}",
                    cancellationToken);
            }

            deadLetters.DropOldest();
            log.LettersDropped(letters.Count);
        }

        while (quarantine.Overflow() is not null)
        {
            quarantine.DropOldest();
        }
    }

    private async Task TryStepAsync(CancellationToken cancellationToken)
    {
        try
        {
            await StepAsync(cancellationToken);
        }
        catch (Exception failure) when (failure is StoreUnavailableException or IOException)
        {
            log.HousekeepingFailed(failure);
        }
    }

    private async Task BindClockAsync(CancellationToken cancellationToken)
    {
        var quality = clock.Quality.ToString().ToLowerInvariant();
        if (quality == _bound)
        {
            return;
        }

        var mono = clock.MonoNanoseconds.ToString(CultureInfo.InvariantCulture);
        await AskAsync(
            new GatewayCommand.BindClock(clock.BootId.ToString("D"), mono, clock.Wall, quality),
            $"clock\n{clock.BootId}\n{mono}",
            cancellationToken);
        _bound = quality;
        log.ClockBound(quality);
    }

    private async Task AskAsync(GatewayCommand command, string name, CancellationToken cancellationToken)
    {
        var reply = await regions.Gateways.UntilAnsweredAsync(
            EntityAddress.Of(EdgeEvents.GatewayKind, device),
            command,
            new CommandContext(CommandId.Version5(Space, name), new Principal(PrincipalKind.System, "housekeeping")),
            pace,
            Patience,
            cancellationToken);
        if (reply.Outcome is not ReplyOutcome.Accepted)
        {
            throw new StoreUnavailableException(
                $"The gateway's record did not take {command.GetType().Name}: {reply.Retry}.");
        }
    }
}
