using NodaTime;
using NodaTime.Extensions;
using Oms.Actors;
using Oms.Custody.CheckOuts;
using Oms.Custody.Seals;
using Oms.Entities;

namespace Oms.Edge.Gateway.Depot;

/// <summary>Tells a visit of doors that were opened without a break step while their seals were on them.</summary>
/// <remarks>A person may enter the step a little later, so an opening waits for <see cref="SealedDoor.BreakGrace"/>; a
/// signature does not.</remarks>
internal sealed class SealWatch(DepotRegions regions, DepotView view, TimeProvider time, TimeProvider pace)
{
    // Fixed for ever: the ids of these commands are derived from it.
    private static readonly Guid Space = new("5c0c8f0e-7a3b-5d52-8f0d-64a1f2f1c7b9");

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Looks at the visits that are open, again and again.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                foreach (var visit in view.List(openOnly: true, null, int.MaxValue))
                {
                    await TryTellAsync(visit.Id, cancellationToken);
                }

                await Task.Delay(Every, pace, cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task TryTellAsync(string visit, CancellationToken cancellationToken)
    {
        try
        {
            await TellAsync(visit, SealedDoor.BreakGrace, cancellationToken);
        }
        catch (Exception failure) when (failure is EntityUnavailableException
            || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // The next round tells it.
        }
    }

    /// <summary>Tells a visit what its doors owe an explanation for.</summary>
    /// <param name="olderThan">How long the explanation may take.</param>
    public async Task TellAsync(string visit, Duration olderThan, CancellationToken cancellationToken)
    {
        if (view.Find(visit) is not { IsOpen: true, IsReopened: false } summary
            || view.DoorsOf(summary.Unit) is not { Count: > 0 } doors)
        {
            return;
        }

        var address = EntityAddress.Of(CheckOutEvents.Kind, visit);
        var facts = (await regions.CheckOuts.ReadAsync(address, cancellationToken)).State.Known;
        var since = facts?.Manifest?.Departed ?? summary.ArrivedAt;
        var now = time.ToClock().GetCurrentInstant();
        foreach (var (door, record) in doors)
        {
            // The first opening of each seal says it; the door's own record has all of them.
            foreach (var (opening, seal) in record.OpenedSince(since)
                .Where(one => now - one.Opening.At >= olderThan)
                .OrderBy(one => one.Opening.At).DistinctBy(one => one.Seal.Number))
            {
                await TellAsync(address, door, opening, seal, cancellationToken);
            }
        }
    }

    private async Task TellAsync(
        EntityAddress visit,
        string door,
        SealEvent.CircuitChanged opening,
        SealEvent.Applied seal,
        CancellationToken cancellationToken)
    {
        var why = $"The circuit was {(opening.State is CircuitState.Open ? "open" : "tampered with")} at {opening.At} "
            + $"({opening.Device}), and nobody entered a break step then.";
        var broken = new CheckOutCommand.HandleSeal(
            door, SealAction.Broken, seal.Number, null, null, why, opening.At);
        if (await AskAsync(broken, "broken") is CheckOutRejection.StepDoneDifferently)
        {
            // Somebody broke it at another time: the seal was opened before that all the same.
            _ = await AskAsync(
                broken with { Action = SealAction.Checked, Condition = SealCondition.Damaged }, "checked");
        }

        async Task<CheckOutRejection?> AskAsync(CheckOutCommand command, string name) =>
            (await regions.CheckOuts.UntilAnsweredAsync(
                visit,
                command,
                new CommandContext(
                    CommandId.Version5(Space, $"{visit.Id}\n{door}\n{opening.At}\n{opening.State}\n{name}"),
                    new Principal(PrincipalKind.System, "seal-watch")),
                pace,
                Patience,
                cancellationToken)).Rejection;
    }
}
