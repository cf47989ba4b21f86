using Oms.Actors;
using Oms.Custody.CheckOuts;
using Oms.Entities;

namespace Oms.Edge.Gateway.Depot;

/// <summary>Where people's steps come in: one check-out a vehicle, one a dock, the manifest at once where it is
/// known.</summary>
internal sealed class CheckOutDesk(
    string depot, IActorSystem system, DepotRegions regions, DepotView view, TimeProvider pace) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    // Arrivals one after the other: what is free is looked up and taken in one go.
    private readonly SemaphoreSlim _arrivals = new(1, 1);

    /// <summary>Begins a check-out; its id is the command's.</summary>
    public async Task<DeskAnswer> ArriveAsync(
        CheckOutCommand.Arrive command, CommandContext context, CancellationToken cancellationToken)
    {
        await _arrivals.WaitAsync(cancellationToken);
        try
        {
            var id = context.Id.ToString();
            if (view.Find(id) is null && Busy(command) is { } busy)
            {
                return busy;
            }

            var arrived = await StepAsync(id, command with { Depot = depot }, context, null, cancellationToken);
            return arrived is DeskAnswer.Done && command.Route is { } route
                ? await AttachAsync(id, route, arrived, context, cancellationToken)
                : arrived;
        }
        finally
        {
            _ = _arrivals.Release();
        }
    }

    /// <summary>Carries out a step.</summary>
    /// <param name="ifVersion">The version that it must be at; null for any.</param>
    public async Task<DeskAnswer> StepAsync(
        string id, CheckOutCommand command, CommandContext context, long? ifVersion,
            CancellationToken cancellationToken)
    {
        var address = EntityAddress.Of(CheckOutEvents.Kind, id);
        if (ifVersion is { } wanted
            && await regions.CheckOuts.ReadAsync(address, cancellationToken) is var now && now.Version != wanted)
        {
            return new DeskAnswer.VersionDiffers(now.Version);
        }

        if (command is CheckOutCommand.SignOff)
        {
            // What the depot knows already, an excursion above all, is in the check-out before anyone signs.
            await SettleAsync(cancellationToken);
        }

        var reply = await regions.CheckOuts.UntilAnsweredAsync(
            address, command, context, pace, Patience, cancellationToken);
        switch (reply.Outcome)
        {
            case ReplyOutcome.Accepted:
                await system.WaitForAsync(view.Name, reply.Position, cancellationToken);
                var after = await regions.CheckOuts.ReadAsync(address, cancellationToken);
                return new DeskAnswer.Done(id, after.State, after.Version, reply.Repeated);
            case ReplyOutcome.Rejected:
                return new DeskAnswer.Rejected(reply.Rejection!);
            case ReplyOutcome.IdReused:
                return new DeskAnswer.KeyReused();
            default:
                return new DeskAnswer.Unavailable(reply.Retry, reply.Quarantine);
        }
    }

    public void Dispose() => _arrivals.Dispose();

    private DeskAnswer? Busy(CheckOutCommand.Arrive command) =>
        view.OpenOfVehicle(command.Vehicle) is { } open ? new DeskAnswer.VehicleBusy(open.Id)
        : command.Dock is { } dock && view.OpenAtDock(dock) is { } other ? new DeskAnswer.DockBusy(other.Id)
        : null;

    private async Task<DeskAnswer> AttachAsync(
        string id, string route, DeskAnswer arrived, CommandContext context, CancellationToken cancellationToken)
    {
        if (!EntityAddress.IsId(route)
            || (await regions.Routes.ReadAsync(EntityAddress.Of(EdgeEvents.RouteKind, route), cancellationToken))
                .State.Manifest is not { } manifest)
        {
            return arrived;
        }

        var attached = await StepAsync(
            id,
            new CheckOutCommand.AttachManifest(manifest),
            context with { Id = CommandId.Version5(context.Id.Value, "manifest"), Fingerprint = null },
            null,
            cancellationToken);

        // A manifest of another driver is no reason to turn the vehicle away: the step stays open and says so.
        return attached is DeskAnswer.Done done && arrived is DeskAnswer.Done { Repeated: true }
            ? done with { Repeated = true }
            : attached is DeskAnswer.Done ? attached : arrived;
    }

    private async Task SettleAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Patience, pace);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        await system.WaitUntilIdleAsync(patience.Token);
    }
}
