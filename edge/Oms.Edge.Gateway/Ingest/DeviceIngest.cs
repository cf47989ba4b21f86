using NodaTime;
using Oms.Actors;
using Oms.Custody.CheckOuts;
using Oms.Custody.Seals;
using Oms.Edge.Clocks;
using Oms.Edge.Devices;
using Oms.Edge.Docks;
using Oms.Edge.Elds;
using Oms.Edge.Gateway.Depot;
using Oms.Edge.Gateway.Kiosk;
using Oms.Edge.Gateway.Letters;
using Oms.Edge.Gateway.Platform;
using Oms.Edge.Gateway.Storage;
using Oms.Edge.Gateway.Telemetry;
using Oms.Edge.Mapping;
using Oms.Edge.Messages;
using Oms.Edge.People;
using Oms.Edge.Readings;
using Oms.Edge.Seals;
using Oms.Entities;

namespace Oms.Edge.Gateway.Ingest;

/// <summary>From a device's bytes to a durable effect: a reading, a record of the depot log, or a dead
/// letter.</summary>
internal sealed class DeviceIngest(
    string depot,
    DeviceRegistry devices,
    TopicMap mapping,
    DepotRegions regions,
    DepotView view,
    TelemetryStore telemetry,
    LetterBox deadLetters,
    LetterBox quarantine,
    DeviceStates states,
    SignInReaders readers,
    PeopleRegistry people,
    IDeviceClock clock,
    TimeProvider pace)
{
    /// <summary>How long a message may wait for the journal or the disk before its connection is ended.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    // A scan kept offline may be older than the arrival by the clocks' difference, not by more.
    private static readonly Duration EarlyMax = Duration.FromMinutes(10);

    /// <summary>Called before a badge signs: what is known of the visit is to be in it.</summary>
    public Func<string, CheckOutCommand.SignOff, CancellationToken, Task>? BeforeSigning { get; set; }

    /// <summary>Takes a message and returns once its effect is durable.</summary>
    /// <exception cref="StoreUnavailableException">It is not: the device must keep it.</exception>
    public async Task<IngestOutcome> TakeAsync(DevicePublication publication, CancellationToken cancellationToken)
    {
        if (devices.Find(publication.Device) is not { } device)
        {
            _ = await KeepAsync(
                quarantine, publication, new MessageFault("unknown-device", "", "The depot does not know it."),
                    cancellationToken);
            return new IngestOutcome(IngestResult.Quarantined, null);
        }

        states.Heard(device.Id, clock.Wall);
        if (await TryAsync(device, publication, cancellationToken) is { } fault)
        {
            _ = await KeepAsync(deadLetters, publication, fault, cancellationToken);
            return new IngestOutcome(IngestResult.DeadLetter, fault);
        }

        return new IngestOutcome(IngestResult.Accepted, null);
    }

    /// <summary>Feeds a dead letter in again.</summary>
    /// <returns>Why it failed again; null when it had its effect, now or before.</returns>
    public async Task<MessageFault?> ReplayAsync(Letter letter, CancellationToken cancellationToken) =>
        devices.Find(letter.Device) is { } device
            ? await TryAsync(
                device,
                new DevicePublication(letter.Device, letter.Topic, letter.Received, letter.Payload),
                cancellationToken)
            : new MessageFault("unknown-device", "", "The depot does not know it.");

    private async Task<MessageFault?> TryAsync(
        Device device, DevicePublication publication, CancellationToken cancellationToken)
    {
        var topic = DeviceTopic.Parse(publication.Topic);
        var (message, fault) = topic is not null && topic.Depot == depot
            ? topic.Kind == device.Kind && topic.Id == device.Id
                ? MessageReader.Read(topic.Kind, topic.Message, publication.Payload)
                : (null, new MessageFault(MessageFault.UnknownTopic, "", $"{device.Id} is a {device.Kind}."))
            : mapping.Read(publication.Topic, device, publication.Payload);
        if (message is null)
        {
            return fault;
        }

        if (DeviceTime.Doubt(message.At, publication.Received, clock.Quality) is { } doubt)
        {
            return new MessageFault(MessageFault.ClockDoubt, "at", doubt);
        }

        var context = new CommandContext(
            Identity.CommandOf(publication, message), new Principal(PrincipalKind.Device, device.Id))
        {
            Fingerprint = Identity.Fingerprint(publication.Payload),
        };
        return message switch
        {
            ReeferReading reading => await KeepReadingAsync(
                EdgeEvents.ReeferKind, device, publication, message, Reading.From(reading), cancellationToken),
            EldReading reading => await KeepReadingAsync(
                EdgeEvents.VehicleDataKind, device, publication, message, Reading.From(reading), cancellationToken),
            EldEvents block => await AskAsync(
                regions.Elds,
                EntityAddress.Of(EdgeEvents.EldKind, device.Id),
                new EldCommand.Append(block.Vehicle, block.Driver, block.Events)
                {
                    StatusChanges = block.StatusChanges ?? [],
                },
                context,
                cancellationToken),
            EldProfile profile => await AskAsync(
                regions.Elds,
                EntityAddress.Of(EdgeEvents.EldKind, device.Id),
                new EldCommand.Introduce(profile.Vehicle, profile.Identity),
                context,
                cancellationToken),
            DockDoorState door => device.Dock is { } dock
                ? await AskAsync(
                    regions.Docks,
                    EntityAddress.Of(EdgeEvents.DockKind, dock),
                    new DockCommand.MoveDoor(device.Id, door.Open, door.At),
                    context,
                    cancellationToken)
                : new MessageFault(MessageFault.Refused, "", "The door's device names no dock."),
            SealCircuit circuit => (circuit.Unit ?? device.Vehicle, circuit.Door ?? device.Door) is ({ } unit, { } door)
                && DoorSteps.DoorOf(unit, door) is { } sealedDoor
                ? await AskAsync(
                    regions.Doors,
                    sealedDoor,
                    new SealCommand.ReportCircuit(circuit.State, device.Id, circuit.At),
                    context,
                    cancellationToken)
                : new MessageFault(
                    MessageFault.Refused, "door", "Neither the message nor the device file says which door of what."),
            Scan scan => await AskCheckOutAsync(
                device,
                scan.CheckOut,
                scan.At,
                scan.Sku is { } sku
                    ? new CheckOutCommand.ScanCargo(
                        sku, scan.Lot, scan.Quantity ?? 1, scan.Code, device.Id, scan.At)
                    {
                        Damaged = scan.Damaged is true,
                    }
                    : new CheckOutCommand.ScanCode(scan.Code, scan.Quantity ?? 1, device.Id, scan.At)
                    {
                        Damaged = scan.Damaged is true,
                    },
                context,
                cancellationToken),
            BadgeSwipe swipe when readers.Has(device.Id) => SignIn(device, swipe, publication.Received),
            BadgeSwipe swipe => devices.FindBadge(swipe.Token) is { } badge
                ? await AskCheckOutAsync(
                    device,
                    null,
                    swipe.At,
                    new CheckOutCommand.SignOff(badge.Role, badge.Person, badge.TokenSha256)
                    {
                        Actor = new Actor(badge.Person, badge.Role),
                    },
                    context,
                    cancellationToken)
                : new MessageFault(MessageFault.UnknownBadge, "token", "It is nobody's badge."),
            _ => new MessageFault(MessageFault.UnknownTopic, "", "Nothing takes this message."),
        };
    }

    // It leaves nothing behind: who signs in shows in what they do.
    private MessageFault? SignIn(Device device, BadgeSwipe swipe, Instant received)
    {
        if (received - swipe.At > SignInReaders.FreshMax)
        {
            return new MessageFault(MessageFault.Refused, "at", "A swipe that signs somebody in must be fresh.");
        }

        if (people.FindBadge(swipe.Token, devices) is not { } person)
        {
            return new MessageFault(MessageFault.UnknownBadge, "token", "It is nobody's badge.");
        }

        readers.Swiped(device.Id, person);
        return null;
    }

    private async Task<MessageFault?> KeepReadingAsync(
        string kind,
        Device device,
        DevicePublication publication,
        DeviceMessage message,
        Reading reading,
        CancellationToken cancellationToken)
    {
        var record = new TelemetryRecord(
            Identity.OfReading(publication, message), publication.Received, kind, device.Id, reading);
        _ = await PatientlyAsync(() => telemetry.AddAsync(record), cancellationToken);
        states.Read(device.Id, reading);
        return null;
    }

    private async Task<MessageFault?> AskCheckOutAsync(
        Device device,
        string? named,
        Instant at,
        CheckOutCommand command,
        CommandContext context,
        CancellationToken cancellationToken)
    {
        // A message that is sent again goes where the first one went, though another vehicle may stand there now.
        var address = view.WentTo(context.Id);
        if (address is null)
        {
            var checkOut = named is not null ? view.Find(named)
                : device.Dock is { } dock ? view.OpenAtDock(dock)
                : null;
            if (checkOut is null)
            {
                return new MessageFault(MessageFault.NoCheckOut, "",
                    $"There is no check-out at {device.Dock ?? "no dock"}.");
            }

            if (at < checkOut.ArrivedAt - EarlyMax)
            {
                return new MessageFault(
                    MessageFault.NoCheckOut, "at",
                        $"It is from {at}; the vehicle at the dock came at {checkOut.ArrivedAt}.");
            }

            address = EntityAddress.Of(CheckOutEvents.Kind, checkOut.Id);
        }

        if (address.Kind == CheckOutEvents.Kind && command is CheckOutCommand.SignOff signing)
        {
            await PrepareAsync(address.Id, signing, cancellationToken);
        }

        return address.Kind != CheckOutEvents.Kind
            ? new MessageFault(MessageFault.Refused, "message_id", "It was used for another message.")
            : await AskAsync(regions.CheckOuts, address, command, context, cancellationToken);
    }

    private async Task PrepareAsync(
        string checkOut, CheckOutCommand.SignOff signing, CancellationToken cancellationToken)
    {
        try
        {
            await (BeforeSigning?.Invoke(checkOut, signing, cancellationToken) ?? Task.CompletedTask);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new StoreUnavailableException("The depot does not come to rest: a signature waits.");
        }
    }

    private async Task<MessageFault?> AskAsync<TState, TCommand, TEvent, TRejection>(
        IShardRegion<TState, TCommand, TEvent, TRejection> region,
        EntityAddress address,
        TCommand command,
        CommandContext context,
        CancellationToken cancellationToken)
        where TState : IEntity<TState, TCommand, TEvent, TRejection>
    {
        var reply = await region.UntilAnsweredAsync(address, command, context, pace, Patience, cancellationToken);
        return reply.Outcome switch
        {
            ReplyOutcome.Accepted => null,
            ReplyOutcome.Rejected => new MessageFault(MessageFault.Refused, "", $"{reply.Rejection}"),
            ReplyOutcome.IdReused => new MessageFault(
                MessageFault.Refused, "message_id", "It was used for another message."),
            _ => throw new StoreUnavailableException($"The depot log does not take it: {reply.Retry}."),
        };
    }

    private Task<long> KeepAsync(
        LetterBox box, DevicePublication publication, MessageFault fault, CancellationToken cancellationToken) =>
        PatientlyAsync(
            () => box.AddAsync(
                publication.Received, publication.Device, publication.Topic, fault.Reason, fault.Field, fault.Detail,
                publication.Payload),
            cancellationToken);

    // A full disk: the message waits, and with it what the device may still send, until there is room or patience ends.
    private async Task<T> PatientlyAsync<T>(Func<Task<T>> write, CancellationToken cancellationToken)
    {
        var started = pace.GetTimestamp();
        for (var wait = TimeSpan.FromMilliseconds(100); ; wait = wait < TimeSpan.FromSeconds(2) ? wait * 2 : wait)
        {
            try
            {
                return await write();
            }
            catch (StoreUnavailableException) when (pace.GetElapsedTime(started) < Patience)
            {
                await Task.Delay(wait, pace, cancellationToken);
            }
        }
    }
}
