using System.Text.Json;
using Oms.Actors;
using Oms.Custody;
using Oms.Custody.CheckOuts;
using Oms.Edge.Gateway.Depot;
using Oms.Edge.Messages;
using Oms.Entities;

namespace Oms.Simulation.Tests.People;

/// <summary>A driver, the devices of vehicle and dock, and the people there: one check-out from end to end.</summary>
/// <param name="left">Ends when the route has been sent out.</param>
internal sealed class Driver(SimWorld world, RouteScript route, Task left)
{
    private const int SignaturesMax = 60;
    private static readonly string Signature = Digest.Of("signature"u8).ToString();

    private readonly DepotVisitor _depot = new(world, route.Depot);

    private string _checkOut = "";

    private EntityAddress Address => EntityAddress.Of(CheckOutEvents.Kind, _checkOut);

    public async Task WorkAsync()
    {
        await PauseAsync(5, 60);
        if (route.HasExcursion)
        {
            // An excursion is the route's only where it happens on it. Other trucks may be back before their manifest.
            await left;
        }

        await DriveAsync();
        await ArriveAsync();
        if (route.Ending is Ending.Refused && world.Random.Next(2) == 0)
        {
            await EndAsync(new CheckOutCommand.Refuse("The seal is broken.", route.Supervisor));
            return;
        }

        Manifest? manifest = null;
        await world.UntilAsync(
            async () => (manifest = (await StateAsync()).Known?.Manifest) is not null,
            $"{route.Route}'s manifest is there");
        await DoStepsAsync(manifest!);
        if (route.Ending is not Ending.Completed)
        {
            await EndAsync(route.Ending is Ending.Refused
                ? new CheckOutCommand.Refuse("The cargo is not what it should be.", route.Supervisor)
                : new CheckOutCommand.Dispute("The count is contested.", route.Driver));
            return;
        }

        if (route.HasExcursion)
        {
            await world.UntilAsync(
                async () => (await StateAsync()).Known!.Excursions.Values.Any(one => one.To is not null),
                $"{route.Route}'s excursion is in the check-out");
        }

        await SignAsync();
    }

    /// <summary>The unit reports on the way; where the script says so the cargo gets warm and cold again.</summary>
    private async Task DriveAsync()
    {
        var readings = route.HasExcursion ? 12 : 4;
        for (var i = 0; i < readings; i++)
        {
            var milliC = route.HasExcursion && i is >= 3 and < 9 ? 11_500 + (100 * i) : 5_000;
            await _depot.PublishAsync(
                route.Reefer,
                "reefer",
                "reading",
                JsonSerializer.SerializeToUtf8Bytes(
                    new ReeferReading(world.Now, [new ZoneReading(1) { ReturnMilliC = milliC }])
                    {
                        Running = true,
                        MessageId = world.NewCommandId().ToString(),
                    },
                    DeviceJson.Default.ReeferReading));
            await Task.Delay(TimeSpan.FromSeconds(6), world.Time);
        }
    }

    private async Task ArriveAsync()
    {
        var arrive = new CheckOutCommand.Arrive(
            route.Depot,
            route.Vehicle,
            route.Driver,
            route.Route,
            route.Dock,
            world.Random.Next(1, 1_000_000),
            world.Now);
        var context = NewContext();
        _checkOut = context.Id.ToString();
        _ = Done(await _depot.AskAsync(
            desk => desk.ArriveAsync(arrive, context, CancellationToken.None), Address, context.Id, "arrive"));
    }

    /// <summary>All steps, in an order that the rules allow.</summary>
    private async Task DoStepsAsync(Manifest manifest)
    {
        var deliveries = manifest.Stops.Select(Deliver).ToList();
        var back = deliveries.SelectMany(delivery => delivery.Lines.Select(line => (delivery.Order, Line: line)))
            .Select((told, index) => Find(told.Order, told.Line, index)).ToList();
        List<Func<Task>> steps =
        [
            () => StepAsync(new CheckOutCommand.InspectVehicle(InspectionOutcome.NoDefect, [], route.Driver)),
            () => StepAsync(new CheckOutCommand.AttachEldFile(Digest.Of("eld"u8).ToString(), "eld.csv", 1_000)),
            () => StepAsync(new CheckOutCommand.ReturnKeys($"key-{route.Vehicle}", route.Supervisor)),
            () => StepAsync(new CheckOutCommand.HandAsset(
                ItemKind.FuelCard, $"card-{route.Vehicle}", AssetOutcome.HandedOver, route.Supervisor)),
            () => StepAsync(new CheckOutCommand.ReadOdometer(
                world.Random.Next(1_000_000, 2_000_000), null, null, null, world.Now)),
            () => StepAsync(new CheckOutCommand.RecordWeight("gross", 7_200_000, 18_000_000, "scale-1")),
            .. deliveries.Select(delivery => (Func<Task>)(() =>
                StepAsync(new CheckOutCommand.ReconcileDelivery(delivery)))),
            .. back.SelectMany(scans => scans),
        ];
        var shuffled = steps.ToArray();
        world.Random.Shuffle(shuffled);
        foreach (var step in shuffled)
        {
            await PauseAsync(0, 3);
            await step();
        }

        await StepAsync(new CheckOutCommand.VerifyCargo(route.Supervisor));
    }

    private StopDelivery Deliver(ManifestStop stop)
    {
        var lines = stop.Lines.Select(line =>
        {
            var left = line.Quantity;
            var (lost, refused, damaged) = (Some(), Some(), Some());
            return new DeliveredLine(
                line.Line, line.Sku, line.Lot, left, lost, refused, damaged, left < line.Quantity ? "as found" : null);

            int Some()
            {
                var units = world.Random.Next(4) == 0 ? world.Random.Next(left + 1) : 0;
                left -= units;
                return units;
            }
        }).ToList();
        return new StopDelivery(
            stop.Stop,
            stop.Order,
            lines,
            lines.Any(line => line.Delivered > 0) ? new ProofOfDelivery(stop.Consignee, world.Now, Signature) : null);
    }

    /// <summary>Each unit that came back is scanned, but for one that is missing now and then.</summary>
    private List<Func<Task>> Find(string order, DeliveredLine line, int index)
    {
        var back = line.Refused + line.Damaged;
        var found = back > 0 && world.Random.Next(6) == 0 ? back - 1 : back;
        world.Promises.Lines.Add(new LineFact(
            _checkOut,
            route,
            order,
            line.Line,
            line.Sku,
            line.Lot,
            line.Delivered,
            line.Short,
            line.Refused,
            line.Damaged,
            found));
        return [.. Enumerable.Range(0, found).Select(unit => (Func<Task>)(() => _depot.PublishAsync(
            route.Scanner,
            "scanner",
            "scan",
            JsonSerializer.SerializeToUtf8Bytes(
                new Scan(world.Now, $"code-{index}-{unit}")
                {
                    Sku = line.Sku,
                    Lot = line.Lot,
                    MessageId = world.NewCommandId().ToString(),
                },
                DeviceJson.Default.Scan),
            Address)))];
    }

    /// <summary>Both sign; what is recorded in between makes both sign again.</summary>
    private async Task SignAsync()
    {
        for (var attempt = 1; attempt <= SignaturesMax; attempt++)
        {
            var state = await StateAsync();
            if (state is CheckOut.Completed)
            {
                End();
                return;
            }

            SimWorld.Must(state is CheckOut.Open, $"{_checkOut} is {state.Phase}.");
            var role = state.Known!.SignOffs.ContainsKey(Role.Driver)
                ? Role.Supervisor
                : Role.Driver;
            var (person, token) = role is Role.Driver
                ? (route.Driver, route.DriverToken)
                : (route.Supervisor, route.SupervisorToken);
            if (world.Random.Next(2) == 0)
            {
                await _depot.PublishAsync(
                    route.BadgeReader,
                    "badge",
                    "swipe",
                    JsonSerializer.SerializeToUtf8Bytes(
                        new BadgeSwipe(world.Now, token) { MessageId = world.NewCommandId().ToString() },
                        DeviceJson.Default.BadgeSwipe),
                    Address);
            }
            else
            {
                await StepAsync(new CheckOutCommand.SignOff(role, person, Signature));
            }

            await PauseAsync(0, 2);
        }

        throw new InvalidOperationException($"{_checkOut} was signed {SignaturesMax} times and is not complete.");
    }

    private async Task EndAsync(CheckOutCommand command)
    {
        await StepAsync(command);
        End();
    }

    private void End() => world.Promises.Ended.Add(_checkOut, route);

    private async Task StepAsync(CheckOutCommand step)
    {
        var context = NewContext();
        var command = step with { Actor = ActorOf(step) };
        _ = Done(await _depot.AskAsync(
            desk => desk.StepAsync(_checkOut, command, context, null, CancellationToken.None),
            Address,
            context.Id,
            command.GetType().Name));
    }

    private Actor ActorOf(CheckOutCommand step) =>
        step switch
        {
            CheckOutCommand.SignOff c => new Actor(c.Signer, c.Role),
            CheckOutCommand.InspectVehicle or CheckOutCommand.Dispute => new Actor(route.Driver, Role.Driver),
            _ => new Actor(route.Supervisor, Role.Supervisor),
        };

    private Task<CheckOut> StateAsync() => _depot.ReadAsync(Address);

    private static DeskAnswer.Done Done(DeskAnswer answer) =>
        answer as DeskAnswer.Done ?? throw new InvalidOperationException($"The depot answered {answer}.");

    private CommandContext NewContext() =>
        new(world.NewCommandId(), new Principal(PrincipalKind.User, route.Supervisor));

    private Task PauseAsync(int secondsMin, int secondsMax) => Task.Delay(
        TimeSpan.FromMilliseconds(world.Random.Next(1_000 * secondsMin, 1_000 * secondsMax)), world.Time);
}
