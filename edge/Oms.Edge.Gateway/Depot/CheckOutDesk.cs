using NodaTime;
using Oms.Actors;
using Oms.Custody.Checklists;
using Oms.Custody.CheckOuts;
using Oms.Custody.Findings;
using Oms.Custody.Inspections;
using Oms.Custody.Temperature;
using Oms.Entities;

namespace Oms.Edge.Gateway.Depot;

/// <summary>Where people's steps come in: one check-out a vehicle, one a dock, the manifest at once where it is
/// known.</summary>
internal sealed class CheckOutDesk(
    string depot,
    ChecklistSet checklists,
    LoadJudge judge,
    Func<Instant> clock,
    IActorSystem system,
    DepotRegions regions,
    DepotView view,
    SealWatch seals,
    TimeProvider pace) : IDisposable
{
    // Fixed for ever: the ids of visits that were opened again are derived from it.
    private static readonly Guid Space = new("8b1d7f52-3c0e-5b7a-9f64-2f0f6a1d9c35");

    private static readonly Principal Judge = new(PrincipalKind.System, "temperature");

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    // How far from the reading at the gate a word of the ELD may be to be held against it.
    private static readonly Duration EldNear = Duration.FromMinutes(15);

    // Arrivals one after the other: what is free is looked up and taken in one go.
    private readonly SemaphoreSlim _arrivals = new(1, 1);

    /// <summary>Begins a check-out; its id is the command's.</summary>
    public Task<DeskAnswer> ArriveAsync(
        CheckOutCommand.Arrive command, CommandContext context, CancellationToken cancellationToken) =>
        ArriveAsync(command, new VisitTraits(command.Direction, null, null, null), context, cancellationToken);

    /// <summary>Begins a check-out; its id is the command's.</summary>
    /// <param name="traits">What the checklist is chosen by, beside what the manifest says.</param>
    public async Task<DeskAnswer> ArriveAsync(
        CheckOutCommand.Arrive command,
        VisitTraits traits,
        CommandContext context,
        CancellationToken cancellationToken)
    {
        await _arrivals.WaitAsync(cancellationToken);
        try
        {
            var id = context.Id.ToString();
            command = command with { Dock = command.Dock ?? await CalledToAsync(command.Vehicle, cancellationToken) };
            if (view.Find(id) is null && Busy(command) is { } busy)
            {
                return busy;
            }

            var manifest = await ManifestAsync(command.Route, cancellationToken);
            var (known, held) = await KnownAsync(command, manifest, traits, cancellationToken);
            if (held is not null && view.Find(id) is null)
            {
                return held;
            }

            var arrived = await StepAsync(id, known, context, null, cancellationToken);
            return arrived is DeskAnswer.Done && manifest is not null
                ? await AttachAsync(id, manifest, arrived, context, cancellationToken)
                : arrived;
        }
        finally
        {
            _ = _arrivals.Release();
        }
    }

    /// <summary>Opens a visit that ended again: a new check-out, of which there is one for each that ended.</summary>
    public async Task<DeskAnswer> ReopenAsync(
        string id, string reason, Actor actor, Instant now, CommandContext context, CancellationToken cancellationToken)
    {
        var old = (await regions.CheckOuts.ReadAsync(
            EntityAddress.Of(CheckOutEvents.Kind, id), cancellationToken)).State;
        if (old.Known is not { } facts)
        {
            return new DeskAnswer.Rejected(new CheckOutRejection.NotArrived());
        }

        if (CheckOut.OutcomeOf(old) is not { } outcome)
        {
            return new DeskAnswer.NotEnded();
        }

        var again = CommandId.Version5(Space, id);
        return await StepAsync(
            again.ToString(),
            new CheckOutCommand.Reopen(
                facts,
                new Superseded(id, outcome, facts.Records, reason, Custodianship.ReceivedIn(old)),
                now)
            {
                Actor = actor,
            },
            context with { Id = again, Fingerprint = null },
            null,
            cancellationToken);
    }

    /// <summary>Judges each zone of the load by what the unit said since the route left, under the manifest's
    /// band.</summary>
    public async Task<DeskAnswer> JudgeTemperatureAsync(
        string id, Actor actor, Instant now, CommandContext context, CancellationToken cancellationToken)
    {
        var address = EntityAddress.Of(CheckOutEvents.Kind, id);
        var state = (await regions.CheckOuts.ReadAsync(address, cancellationToken)).State;
        if (state.Known is not { } facts)
        {
            return new DeskAnswer.Rejected(new CheckOutRejection.NotArrived());
        }

        if (await judge.JudgeAsync(facts, now, cancellationToken) is not { } verdicts)
        {
            return new DeskAnswer.NothingToJudge("It takes a manifest with a departure and a temperature band.");
        }

        foreach (var verdict in verdicts)
        {
            var answer = await StepAsync(
                id,
                new CheckOutCommand.JudgeTemperature(verdict) { Actor = actor },
                context with
                {
                    Id = CommandId.Version5(context.Id.Value, $"zone-{verdict.Request.Zone}"),
                    Fingerprint = null,
                },
                null,
                cancellationToken);
            if (answer is not DeskAnswer.Done)
            {
                return answer;
            }
        }

        var after = await regions.CheckOuts.ReadAsync(address, cancellationToken);
        return new DeskAnswer.Done(id, after.State, after.Version, Repeated: false);
    }

    /// <summary>Has what the depot knows in the check-out before anyone signs: excursions, what seals' circuits say,
    /// and a verdict on each zone of the load.</summary>
    /// <remarks>A verdict that cannot be recorded keeps nobody from signing.</remarks>
    public async Task BeforeSigningAsync(
        string id, CheckOutCommand.SignOff command, CancellationToken cancellationToken)
    {
        await SettleAsync(cancellationToken);
        await seals.TellAsync(id, Duration.Zero, cancellationToken);
        var state = (await regions.CheckOuts.ReadAsync(
            EntityAddress.Of(CheckOutEvents.Kind, id), cancellationToken)).State;

        // Of a signature that is refused for another reason nothing follows, so neither does a record.
        if (state is CheckOut.Open { Facts: var facts }
            && CheckOut.Decide(state, command, clock()) is Decision<CheckOutEvent, CheckOutRejection>.Accepted
                or Decision<CheckOutEvent, CheckOutRejection>.Rejected
            {
                Reason: CheckOutRejection.StepsOpen { Missing: [CheckOutSteps.Temperature] }
                        or CheckOutRejection.OutcomesNotAcceptable { Steps: [CheckOutSteps.Temperature] },
            })
        {
            await JudgeByItselfAsync(id, facts, cancellationToken);
        }
    }

    /// <summary>Judges the load of a visit again since readings came late.</summary>
    /// <remarks>
    /// What ended is not edited: where the outcome is another one the papers are opened again, as another visit that
    /// both sign anew. A visit that was opened again before is the one that counts.
    /// </remarks>
    public async Task JudgeAgainAsync(string id, CancellationToken cancellationToken)
    {
        var state = await VisitAsync(id, cancellationToken);
        for (var next = CommandId.Version5(Space, id).ToString();
            await VisitAsync(next, cancellationToken) is { Known: not null } later;
            next = CommandId.Version5(Space, id).ToString())
        {
            (id, state) = (next, later);
        }

        if (state.Known is not { } facts
            || facts.Temperatures.Select(one => (Instant?)one.Verdict.To).Max() is not { } until
            || await judge.JudgeAsync(facts, until, cancellationToken) is not { Count: > 0 } verdicts)
        {
            return;
        }

        if (CheckOut.OutcomeOf(state) is not null)
        {
            if (!verdicts.Any(verdict => verdict.Supersedes is not { } before || before.Outcome != verdict.Outcome))
            {
                return;
            }

            if (await ReopenAsync(
                id, "Late readings changed the verdict on the temperature of the load.", Actor.Gateway, clock(),
                new CommandContext(CommandId.Version5(Space, id), Judge), cancellationToken) is DeskAnswer.Done again)
            {
                id = again.Id;
            }
        }

        await RecordAsync(id, verdicts, cancellationToken);
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

        if (command is CheckOutCommand.ReadOdometer { PreviousMetres: null } odometer)
        {
            command = odometer with { PreviousMetres = await OdometerBeforeAsync(address, cancellationToken) };
        }

        if (command is CheckOutCommand.ReadOdometer { OtherMetres: null } read)
        {
            command = read with { OtherMetres = await OdometerByEldAsync(address, read.At, cancellationToken) };
        }

        if (command is CheckOutCommand.HandAsset { Kind: ItemKind.FuelCard, Findings: null } card)
        {
            command = card with { Findings = await FuelFindingsAsync(address, card.Id, cancellationToken) };
        }

        if (command is CheckOutCommand.SignOff signing)
        {
            await BeforeSigningAsync(id, signing, cancellationToken);
        }

        var reply = await regions.CheckOuts.UntilAnsweredAsync(
            address, command, context, pace, Patience, cancellationToken);
        switch (reply.Outcome)
        {
            case ReplyOutcome.Accepted:
                await system.WaitForAsync(view.Name, reply.Position, cancellationToken);
                await JudgeWhenReadyAsync(address, command, cancellationToken);
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

    /// <summary>The dock to which a vehicle was called before its visit began; null for none.</summary>
    private async Task<string?> CalledToAsync(string vehicle, CancellationToken cancellationToken) =>
        (await regions.Yards.ReadAsync(EntityAddress.Of(EdgeEvents.YardKind, depot), cancellationToken))
            .State.AtDocks.Where(dock => dock.Value == vehicle).Select(dock => dock.Key).FirstOrDefault();

    /// <summary>The newest reading that the depot had of the vehicle before this visit; null without one.</summary>
    private async Task<long?> OdometerBeforeAsync(EntityAddress checkOut, CancellationToken cancellationToken) =>
        (await regions.CheckOuts.ReadAsync(checkOut, cancellationToken)).State.Known?.Arrival is { } arrival
        && EntityAddress.IsId(arrival.Vehicle)
            ? (await regions.Vehicles.ReadAsync(
                EntityAddress.Of(VehicleEvents.Kind, arrival.Vehicle), cancellationToken)).State.Readings
                .LastOrDefault(reading => reading.OdometerMetres is not null && reading.At < arrival.At)?.OdometerMetres
            : null;

    /// <summary>What the vehicle's ELD said at about that time; null where it said nothing.</summary>
    private async Task<long?> OdometerByEldAsync(
        EntityAddress checkOut, Instant at, CancellationToken cancellationToken) =>
        (await regions.CheckOuts.ReadAsync(checkOut, cancellationToken)).State.Known?.Arrival.Vehicle is { } vehicle
            ? view.EldNewestOf(vehicle)?.Recent.Values.Select(entry => entry.Event)
                .Where(one => one.OdometerMetres is not null && one.At <= at + EldNear && at - one.At <= EldNear)
                .MaxBy(one => one.At)?.OdometerMetres
            : null;

    private async Task<IReadOnlyList<Finding>?> FuelFindingsAsync(
        EntityAddress checkOut, string card, CancellationToken cancellationToken)
    {
        if ((await regions.CheckOuts.ReadAsync(checkOut, cancellationToken)).State.Known is not { } visit
            || visit.Arrival.Direction is not Direction.CheckOut || !EntityAddress.IsId(visit.Arrival.Vehicle))
        {
            return null;
        }

        var ledger = (await regions.Fuel.ReadAsync(
            EntityAddress.Of(EdgeEvents.FuelKind, visit.Arrival.Vehicle), cancellationToken)).State;
        return FuelChecks.Of(
            ledger, view.EldNewestOf(visit.Arrival.Vehicle), visit, card, clock())?
            .Take(CheckOutCommand.HandAsset.FindingsMax).ToList();
    }

    private async Task<Manifest?> ManifestAsync(string? route, CancellationToken cancellationToken) =>
        EntityAddress.IsId(route)
            ? (await regions.Routes.ReadAsync(EntityAddress.Of(EdgeEvents.RouteKind, route!), cancellationToken))
                .State.Manifest
            : null;

    /// <summary>The arrival with what the depot knows: checklist, assets that the giving party holds,
    /// reports.</summary>
    private async Task<(CheckOutCommand.Arrive Known, DeskAnswer? Held)> KnownAsync(
        CheckOutCommand.Arrive command,
        Manifest? manifest,
        VisitTraits traits,
        CancellationToken cancellationToken)
    {
        var known = command with
        {
            Depot = depot,
            Checklist = Choose(traits, manifest),
            Issued = command.Direction is Direction.CheckOut ? view.Assets.HeldBy(command.Driver) : command.Issued,
        };
        if (command.Direction is Direction.CheckOut || !EntityAddress.IsId(command.Vehicle))
        {
            return (known, null);
        }

        // A report that was handed in a moment ago is in the vehicle's record before anyone drives off.
        await SettleAsync(cancellationToken);
        var vehicle = (await regions.Vehicles.ReadAsync(
            EntityAddress.Of(VehicleEvents.Kind, command.Vehicle), cancellationToken)).State;
        return vehicle.DispatchHolds() is { Count: > 0 } holds
            ? (known, new DeskAnswer.VehicleAwaitingRepair([.. holds.Select(hold => hold.Place)]))
            : (known with { PriorReports = ToReview(vehicle) }, null);
    }

    private ChecklistTemplate Choose(VisitTraits traits, Manifest? manifest)
    {
        var visit = traits with
        {
            VehicleClass = traits.VehicleClass ?? manifest?.VehicleClass,
            CargoClass = traits.CargoClass ?? manifest?.CargoClass,
            Customer = traits.Customer ?? manifest?.Customer,
        };
        return ChecklistSet.Of(manifest?.Checklists ?? []).Set?.Choose(visit)
            ?? checklists.Choose(visit)
            ?? ChecklistTemplate.DefaultOf(traits.Direction);
    }

    private static IReadOnlyList<PriorReport> ToReview(Vehicle vehicle) =>
        [.. vehicle.Reports.Values
            .Where(report => report.Status is ReportStatus.RepairCertified or ReportStatus.RepairUnnecessary)
            .Select(report => new PriorReport(
                report.Submission.Report,
                [.. report.Submission.Defects.Select(defect => defect.Part).Distinct(StringComparer.Ordinal)]))];

    private async Task<DeskAnswer> AttachAsync(
        string id,
        Manifest manifest,
        DeskAnswer arrived,
        CommandContext context,
        CancellationToken cancellationToken)
    {
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

    /// <summary>Judges the load once nothing but its verdict is open, so that it can be seen before anyone
    /// signs.</summary>
    private async Task JudgeWhenReadyAsync(
        EntityAddress address, CheckOutCommand command, CancellationToken cancellationToken)
    {
        if (command is not (CheckOutCommand.SignOff or CheckOutCommand.JudgeTemperature)
            && (await regions.CheckOuts.ReadAsync(address, cancellationToken)).State is CheckOut.Open
            {
                Facts: { HasTemperature: true } facts,
            }
            && !facts.Temperatures.Any()
            && facts.Missing().All(step => step == CheckOutSteps.Temperature))
        {
            await JudgeByItselfAsync(address.Id, facts, cancellationToken);
        }
    }

    private async Task JudgeByItselfAsync(string id, CheckOutFacts facts, CancellationToken cancellationToken)
    {
        if (LoadJudge.Until(facts, clock()) is { } until
            && await judge.JudgeAsync(facts, until, cancellationToken) is { } verdicts)
        {
            await RecordAsync(id, verdicts, cancellationToken);
        }
    }

    private async Task RecordAsync(
        string id, IReadOnlyList<TemperatureVerdict> verdicts, CancellationToken cancellationToken)
    {
        foreach (var verdict in verdicts)
        {
            var what = $"{id}\n{verdict.Request.Zone}\n{verdict.Version}\n{verdict.TermsSha256}\n"
                + verdict.EvidenceSha256;
            _ = await regions.CheckOuts.UntilAnsweredAsync(
                EntityAddress.Of(CheckOutEvents.Kind, id),
                new CheckOutCommand.JudgeTemperature(verdict),
                new CommandContext(CommandId.Version5(Space, what), Judge),
                pace,
                Patience,
                cancellationToken);
        }
    }

    private async Task<CheckOut> VisitAsync(string id, CancellationToken cancellationToken) =>
        (await regions.CheckOuts.ReadAsync(EntityAddress.Of(CheckOutEvents.Kind, id), cancellationToken)).State;

    private async Task SettleAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Patience, pace);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        await system.WaitUntilIdleAsync(patience.Token);
    }
}
