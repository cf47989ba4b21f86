using System.Collections.Immutable;
using Oms.Central.Inventory;
using Oms.Central.Orders;
using Decision = Oms.Entities.Decision<
    Oms.Central.Fulfilments.FulfilmentEvent, Oms.Central.Fulfilments.FulfilmentRejection>;

namespace Oms.Central.Fulfilments;

/// <content>Packages, and units that are given up.</content>
public sealed partial record FulfilmentOrder
{
    /// <summary>Lots that one package may hold units of.</summary>
    private const int ContentMax = 100;

    private Decision OpenPackage(FulfilmentCommand.OpenPackage c) =>
        Packages.Exists(package => package.Sscc == c.Sscc)
            ? Decision.AlreadyDone
            : Ready
                ? Illegal("All of it is packed; open it again first.")
                : Packages.Count >= PackagesMax
                    ? Decision.Reject(new FulfilmentRejection.TooMany("packages", PackagesMax))
                    : Decision.Accept(new FulfilmentEvent.PackageOpened(c.Sscc));

    private Decision Pack(FulfilmentCommand.Pack c)
    {
        if (Find(c.Sscc) is not { } package)
        {
            return Decision.Reject(new FulfilmentRejection.NoSuchPackage(c.Sscc));
        }

        if (package.Status != PackageStatus.Open)
        {
            return Decision.Reject(new FulfilmentRejection.PackageNotOpen(c.Sscc, package.Status));
        }

        var inHand = Lines.Where(line => line.Sku == c.Sku)
            .SelectMany(line => line.InHand.Where(lot => lot.Lot == c.Lot).Select(lot => (Line: line, Lot: lot)))
            .ToList();
        var possible = inHand.Sum(each => each.Lot.Quantity);
        var named = inHand.Exists(each => each.Lot.Serials is not null);
        if (c.Quantity < 1 || c.Quantity > possible || (named && c.Serials?.Count != c.Quantity))
        {
            return Decision.Reject(new FulfilmentRejection.NotPicked(c.Sku, c.Lot, null, possible));
        }

        var packed = new List<PackedUnits>();
        var left = c.Quantity;
        foreach (var (line, lot) in inHand)
        {
            var serials = named ? lot.Serials!.Intersect(c.Serials!, StringComparer.Ordinal).ToList() : null;
            var part = serials?.Count ?? int.Min(left, lot.Quantity);
            left -= part;
            if (part > 0)
            {
                packed.Add(new PackedUnits(line.Line, line.Reservation, line.Sku, lot.Lot, part) { Serials = serials });
            }
        }

        var missing = c.Serials?.Except(
            packed.SelectMany(units => units.Serials ?? []), StringComparer.Ordinal).FirstOrDefault();
        return left != 0 || missing is not null
            ? Decision.Reject(new FulfilmentRejection.NotPicked(c.Sku, c.Lot, missing, possible))
            : package.Content.Count + packed.Count > ContentMax
                ? Decision.Reject(new FulfilmentRejection.TooMany("lots of a package", ContentMax))
                : Decision.Accept(new FulfilmentEvent.UnitsPacked(c.Sscc, packed));
    }

    private Decision ClosePackage(FulfilmentCommand.ClosePackage c) =>
        Find(c.Sscc) is not { } package
            ? Decision.Reject(new FulfilmentRejection.NoSuchPackage(c.Sscc))
            : c.Grams is < 1 or > GramsMax
                ? Decision.Reject(new FulfilmentRejection.Invalid("/grams", $"It must be from 1 to {GramsMax}."))
                : package.Status == PackageStatus.Closed && package.Grams == c.Grams
                    ? Decision.AlreadyDone
                    : package.Status != PackageStatus.Open
                        ? Decision.Reject(new FulfilmentRejection.PackageNotOpen(c.Sscc, package.Status))
                        : package.Content.IsEmpty
                            ? Illegal("Nothing is in it; take it out instead.")
                            : c is { Check: { } check, Grams: { } grams, Override: null }
                                && long.Abs(grams - check.Expected) > check.Tolerance
                                ? Decision.Reject(new FulfilmentRejection.WeightMismatch(
                                    c.Sscc, grams, check.Expected, check.Tolerance))
                                : Decision.Accept(new FulfilmentEvent.PackageClosed(c.Sscc, c.Grams)
                                {
                                    Expected = c.Check?.Expected,
                                    Override = c.Override,
                                    Size = c.Size,
                                });

    private Decision VoidPackage(FulfilmentCommand.VoidPackage c) =>
        Find(c.Sscc) is not { } package
            ? Decision.Reject(new FulfilmentRejection.NoSuchPackage(c.Sscc))
            : package.Status switch
            {
                PackageStatus.Void => Decision.AlreadyDone,
                PackageStatus.Dispatched => Decision.Reject(
                    new FulfilmentRejection.PackageNotOpen(c.Sscc, package.Status)),
                _ when Ready => Illegal("All of it is packed, and may leave at any time; open it again first."),
                _ when package.Label?.Stage == Carriers.LabelStage.Asked => Decision.Reject(
                    new FulfilmentRejection.LabelInProgress(c.Sscc)),
                _ => Decision.Accept(new FulfilmentEvent.PackageVoided(c.Sscc, c.Reason)),
            };

    /// <summary>Gives all of it back, if nothing of it is packed.</summary>
    private Decision Cancel(FulfilmentCommand.Cancel c)
    {
        if (!OrderTerms.IsName(c.Reason))
        {
            return Decision.Reject(new FulfilmentRejection.Invalid("/reason", "It must have 1 to 64 characters."));
        }

        WorkUnits[] units =
        [
            .. Lines.Where(line => line.ToDo > 0)
                .Select(line => new WorkUnits(line.Line, line.Reservation, line.ToDo, 0)),
        ];
        return TakeBack(units, out var back) is { } kept
            ? kept
            : Decision.Accept(new FulfilmentEvent.FulfilmentCancelled(
                Work!.Order, Work.Group, Work.Location, units, back, c.Reason, c.By));
    }

    private Decision Stop(FulfilmentCommand.Stop c) =>
        TakeBack(c.Units, out var back) is { } kept
            ? kept
            : Decision.Accept(new FulfilmentEvent.UnitsStopped(
                Work!.Order, Work.Group, Work.Location, [.. c.Units.Select(Told)], back, c.Reason, c.Whole));

    private WorkUnits Told(WorkUnits units) => units with
    {
        Left = Lines.Find(line => line.Reservation == units.Reservation)!.ToDo - units.Quantity,
    };

    /// <summary>Units that are not promised any more were never picked: the stock item would know.</summary>
    private Decision Withdraw(FulfilmentCommand.Withdraw c)
    {
        WorkUnits[] units =
        [
            .. from each in c.Units
               let line = Lines.Find(line => line.Reservation == each.Reservation)
               where line is not null && int.Min(line.Open, line.ToDo - each.Left) > 0
               select each with { Quantity = int.Min(line.Open, line.ToDo - each.Left) },
        ];
        return units.Length == 0
            ? Decision.AlreadyDone
            : Decision.Accept(new FulfilmentEvent.UnitsWithdrawn(units));
    }

    /// <summary>What is to be put back for units to be given up: those that are open first, then those in
    /// hand.</summary>
    /// <returns>Why they are not given up; null where they are.</returns>
    private Decision? TakeBack(IReadOnlyList<WorkUnits> units, out IReadOnlyList<UnitsPutBack> back)
    {
        var all = new List<UnitsPutBack>();
        back = all;
        foreach (var each in units)
        {
            if (Lines.Find(line => line.Reservation == each.Reservation) is not { } line)
            {
                return Decision.Reject(new FulfilmentRejection.NoSuchLine(each.Line));
            }

            if (each.Quantity > line.Open + line.Picked)
            {
                return Decision.Reject(
                    line.Packed > 0
                        ? new FulfilmentRejection.UnitsPacked(line.Line, line.Packed)
                        : new FulfilmentRejection.QuantityExceeded(each.Quantity, line.Open + line.Picked));
            }

            var left = each.Quantity - line.Open;
            foreach (var lot in line.InHand)
            {
                if (left > 0)
                {
                    var part = int.Min(left, lot.Quantity);
                    all.Add(new UnitsPutBack(
                        line.Reservation, line.Sku, $"{Work!.Id}/{Revision}/{all.Count}", lot.Lot, part)
                    {
                        Serials = lot.Serials is null ? null : [.. lot.Serials.Take(part)],
                    });
                    left -= part;
                }
            }
        }

        return null;
    }

    private Package? Find(string sscc) => Packages.Find(package => package.Sscc == sscc);

    /// <summary>The line with so many units given up, and those of them that were picked out of hand.</summary>
    private static FulfilmentLine Less(FulfilmentLine line, int quantity, IEnumerable<UnitsPutBack> back)
    {
        var inHand = back.Where(each => each.Reservation == line.Reservation).Aggregate(
            line.InHand, (lots, each) => lots.Less(each.Lot, each.Quantity, each.Serials));
        var fromHand = line.Picked - inHand.Sum(lot => lot.Quantity);
        return line with
        {
            Open = line.Open - (quantity - fromHand),
            InHand = inHand,
            Cancelled = line.Cancelled + quantity,
        };
    }

    private static ImmutableList<PackedUnits> Together(ImmutableList<PackedUnits> content, PackedUnits more)
    {
        var at = content.FindIndex(each =>
            each.Reservation == more.Reservation && each.Lot == more.Lot && each.Route is null);
        return at < 0
            ? content.Add(more)
            : content.SetItem(at, content[at] with
            {
                Quantity = content[at].Quantity + more.Quantity,
                Serials = more.Serials is null ? null : [.. content[at].Serials ?? [], .. more.Serials],
            });
    }
}
