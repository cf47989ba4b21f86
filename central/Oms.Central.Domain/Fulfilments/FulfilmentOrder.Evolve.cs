using System.Diagnostics;
using Oms.Central.Inventory;

namespace Oms.Central.Fulfilments;

/// <content>How events change the fulfilment order.</content>
public sealed partial record FulfilmentOrder
{
    public static FulfilmentOrder Evolve(FulfilmentOrder state, FulfilmentEvent happened)
    {
        var next = happened switch
        {
            FulfilmentEvent.FulfilmentOpened e => state with
            {
                Work = e.Work,
                OpenedAt = e.At,
                Lines = [.. e.Work.Lines.Select(FulfilmentLine.New)],
                Until = e.Work.Apart?.Until,
                Held = e.Work.Apart?.Held,
            },
            FulfilmentEvent.FulfilmentHeld e => state with { Held = new FulfilmentHold(e.Reason, e.By) },
            FulfilmentEvent.FulfilmentReleased => state with { Held = null },
            FulfilmentEvent.FulfilmentScheduled e => state with { Until = e.Until },
            FulfilmentEvent.FulfilmentWoke => state with { Until = null },
            FulfilmentEvent.FulfilmentCancelled e => e.Units.Aggregate(
                state with { Held = null, Until = null },
                (order, units) => order.Set(units.Reservation, line => Less(line, units.Quantity, e.Back))),
            FulfilmentEvent.WaveJoined e => state with { Wave = e.Wave },
            FulfilmentEvent.WaveLeft => state with { Wave = null },
            FulfilmentEvent.UnitsPicked e => (state with { Picks = state.Picks.Add(e.Ref), Until = null }).Set(
                e.Reservation, line => line with
                {
                    Open = line.Open - e.Quantity,
                    InHand = line.InHand.Plus(e.Lot, e.Quantity, e.Serials),
                }),
            FulfilmentEvent.UnitsShort e => state.Set(e.Reservation, line => line with
            {
                Open = line.Open - e.Quantity,
                Short = line.Short + e.Quantity,
            }),
            FulfilmentEvent.PackageOpened e => state with
            {
                Packages = state.Packages.Add(new Package(e.Sscc, PackageStatus.Open, [], null)),
            },
            FulfilmentEvent.UnitsPacked e => e.Units.Aggregate(
                state.Change(e.Sscc, package => package with
                {
                    Content = e.Units.Aggregate(package.Content, Together),
                }),
                (order, units) => order.Set(units.Reservation, line => line with
                {
                    InHand = line.InHand.Less(units.Lot, units.Quantity, units.Serials),
                    Packed = line.Packed + units.Quantity,
                })),
            FulfilmentEvent.PackageClosed e => state.Change(e.Sscc, package => package with
            {
                Status = PackageStatus.Closed,
                Grams = e.Grams,
                Size = e.Size,
            }),
            FulfilmentEvent.PackageVoided e => state.OnVoided(e.Sscc),
            FulfilmentEvent.AllPacked => state with { Ready = true, NotReopened = null },
            FulfilmentEvent.ReopeningRequested => state with { Reopening = true, NotReopened = null },
            FulfilmentEvent.FulfilmentReopened => state.OnReopened(),
            FulfilmentEvent.ReopeningRefused e => state with { Reopening = false, NotReopened = e.Why },
            FulfilmentEvent.UnitsStopped e => e.Units.Aggregate(
                state, (order, units) => order.Set(units.Reservation, line => Less(line, units.Quantity, e.Back))),
            FulfilmentEvent.UnitsWithdrawn e => e.Units.Aggregate(
                state, (order, units) => order.Set(units.Reservation, line => Less(line, units.Quantity, []))),
            FulfilmentEvent.LabelRequested or FulfilmentEvent.LabelVoidRequested or FulfilmentEvent.LabelRecorded =>
                state.OnLabel(happened),
            FulfilmentEvent.UnitsSplit e => state.OnGiven(e.Units),
            FulfilmentEvent.UnitsMoved e => state.OnGiven(e.Units),
            FulfilmentEvent.FulfilmentMerged e => state.OnGiven(e.Units) with { Until = null, Wave = null },
            FulfilmentEvent.UnitsAdded e => state.OnAdded(e),
            FulfilmentEvent.UnitsDispatched e => state.OnDispatched(e),
            FulfilmentEvent.RouteHandedOver e => state with
            {
                Routes = state.Routes.SetItem(
                    state.Routes.FindIndex(route => route.Route == e.Route), new FulfilmentRoute(e.Route, e.CheckOut)),
            },
            FulfilmentEvent.PickUpCodeIssued e => state with { PickUp = new PickUpCode(e.Hash, e.ExpiresAt, 0) },
            FulfilmentEvent.PickUpFailed => state with
            {
                PickUp = state.PickUp! with { Failed = state.PickUp.Failed + 1 },
            },
            FulfilmentEvent.UnitsCollected => state with
            {
                PickUp = state.PickUp! with { IsCollected = true },
                HandedOut = true,
            },
            FulfilmentEvent.CollectionRefused e => state with { PickUp = state.PickUp! with { Refused = e.Why } },
            _ => throw new UnreachableException($"No such event: {happened.GetType().Name}."),
        };
        return next with { Revision = state.Revision + 1 };
    }

    private FulfilmentOrder OnVoided(string sscc)
    {
        // What has left stays in it for ever: whoever unpacks it somewhere else asks for its number.
        var package = Find(sscc)!;
        var gone = package.Content.RemoveAll(units => units.Route is null);
        return package.Content.Where(units => units.Route is null).Aggregate(
            Change(sscc, each => each with
            {
                Status = gone.IsEmpty ? PackageStatus.Void : PackageStatus.Dispatched,
                Content = gone,
            }),
            (order, units) => order.Set(units.Reservation, line => line with
            {
                InHand = line.InHand.Plus(units.Lot, units.Quantity, units.Serials),
                Packed = line.Packed - units.Quantity,
            }));
    }

    /// <summary>Closed packages may be opened up; until one is, nothing has changed in them.</summary>
    private FulfilmentOrder OnReopened() => this with
    {
        Ready = false,
        Reopening = false,
        PickUp = null,
        Packages =
        [
            .. Packages.Select(package => package.Status == PackageStatus.Closed
                ? package with { Status = PackageStatus.Open }
                : package),
        ],
    };

    private FulfilmentOrder OnDispatched(FulfilmentEvent.UnitsDispatched e)
    {
        var sent = Set(e.Reservation, line => line with
        {
            Packed = line.Packed - e.Quantity,
            Dispatched = line.Dispatched + e.Quantity,
        });
        return sent with
        {
            Routes = Routes.Exists(route => route.Route == e.Route)
                ? Routes
                : Routes.Add(new FulfilmentRoute(e.Route, null)),
            Packages = [.. sent.Packages.Select(package => Left(package, e))],
        };
    }

    private static Package Left(Package package, FulfilmentEvent.UnitsDispatched e)
    {
        if (package.Status is not (PackageStatus.Open or PackageStatus.Closed) || package.Content.IsEmpty)
        {
            return package;
        }

        var left = package with
        {
            Content =
            [
                .. package.Content.Select(units => units.Reservation == e.Reservation
                    ? units with { Route = units.Route ?? e.Route }
                    : units),
            ],
        };
        return left.Content.TrueForAll(units => units.Route is not null)
            ? left with { Status = PackageStatus.Dispatched }
            : left;
    }

    private FulfilmentOrder Set(string reservation, Func<FulfilmentLine, FulfilmentLine> change)
    {
        var at = Lines.FindIndex(line => line.Reservation == reservation);
        var line = change(Lines[at]);
        return line.IsSound
            ? this with { Lines = Lines.SetItem(at, line) }
            : throw new UnreachableException($"{Work!.Id}, line {line.Line}: the units do not add up: {line}.");
    }

    private FulfilmentOrder Change(string sscc, Func<Package, Package> change) => this with
    {
        Packages = Packages.SetItem(
            Packages.FindIndex(package => package.Sscc == sscc), change(Find(sscc)!)),
    };
}
