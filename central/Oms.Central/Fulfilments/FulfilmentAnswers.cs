using Oms.Central.Http;
using Oms.Central.Inventory;
using Oms.Central.Storage;

namespace Oms.Central.Fulfilments;

/// <summary>What clients are told where a fulfilment order, or the stock that it picks, says no.</summary>
internal static class FulfilmentAnswers
{
    public static Answer Missing => Problems.NotFound("such fulfilment order");

    public static Answer Explain(FulfilmentRejection rejection) =>
        rejection switch
        {
            FulfilmentRejection.NoSuchFulfilmentOrder => Missing,
            FulfilmentRejection.NoSuchLine r => Problems.NotFound($"line {r.Line} of the fulfilment order"),
            FulfilmentRejection.NoSuchPackage r => Problems.NotFound($"package {r.Sscc} of the fulfilment order"),
            FulfilmentRejection.IdTaken => Problems.Of(409, "id-taken", "The id stands for other work."),
            FulfilmentRejection.StaleRevision r => Preconditions.Failed(r.Current),
            FulfilmentRejection.Invalid r => Problems.Invalid(r.Field, r.Reason),
            FulfilmentRejection.QuantityExceeded r => Problems.Of(
                409, "quantity-exceeded", $"{r.Asked} were named; {r.Possible} are still to be picked."),
            FulfilmentRejection.NotPicked { Serial: { } serial } r => ScannedUnits.Mismatch(
                $"{r.Sku} {serial} of lot {r.Lot} is not picked for it, or is in a package already."),
            FulfilmentRejection.NotPicked r => ScannedUnits.Mismatch(
                $"{r.Possible} units of {r.Sku}, lot {r.Lot}, are picked for it and in no package."),
            FulfilmentRejection.PackageNotOpen r => Problems.Of(
                409, "illegal-transition", $"Package {r.Sscc} is {CentralViews.Snake(r.Status)}."),
            FulfilmentRejection.UnitsPacked r => Problems.Of(
                409, "units-packed",
                $"{r.Packed} units of line {r.Line} are packed; open it again and take them out of their packages."),
            FulfilmentRejection.PackageNotClosed r => Problems.Of(
                409, "illegal-transition",
                $"Package {r.Sscc} is {CentralViews.Snake(r.Status)}; a label is made for a closed one, and void "
                    + "before it has left."),
            FulfilmentRejection.WeightMismatch r => Problems.Of(
                409, "weight-mismatch",
                $"Package {r.Sscc} weighs {r.Grams} g; its units and the package itself weigh {r.Expected} g, give or "
                    + $"take {r.Tolerance} g. Look into it, or have a supervisor `override` it."),
            FulfilmentRejection.LabelInProgress r => Problems.Of(
                409, "label-in-progress",
                $"A carrier is being asked about the label of package {r.Sscc}; wait for the answer."),
            FulfilmentRejection.LabelExists r => Problems.Of(
                409, "label-exists", $"Package {r.Sscc} has a label of {r.Carrier}/{r.Service}; void it first."),
            FulfilmentRejection.UnitsPicked r => Problems.Of(
                409, "units-picked",
                $"{r.Picked} units are picked or packed: name the lines of which open units are to go."),
            FulfilmentRejection.PickUpCodeOver r => Problems.Of(
                409, "pick-up-code-over",
                r.TooOften ? "Too many wrong codes were tried; issue another." : "Its time is over; issue another."),
            FulfilmentRejection.InWave r => Problems.Of(409, "illegal-transition", $"Wave {r.Wave} has it."),
            FulfilmentRejection.TooMany r => Problems.Of(
                409, "capacity-exhausted", $"It has {r.Max} {r.What}, and no more are possible."),
            FulfilmentRejection.IllegalTransition r => Problems.Of(
                409, "illegal-transition", $"The fulfilment order is {CentralViews.Snake(r.Status)}. {r.Reason}"),
            _ => throw new System.Diagnostics.UnreachableException($"No problem document for {rejection}."),
        };

    /// <summary>Why a stock item gives no units to a picker.</summary>
    public static Answer ExplainPick(StockRejection rejection) =>
        rejection switch
        {
            StockRejection.UnitIsPicked r => Problems.Of(
                409, "already-picked", $"Serial {r.Serial} was picked before, for {r.Reservation}."),
            StockRejection.NoSuchLot r => ScannedUnits.Mismatch($"There is no lot {r.Lot} of it here."),
            StockRejection.NoSuchSerial r => ScannedUnits.Mismatch($"Serial {r.Serial} is not in lot {r.Lot}."),
            StockRejection.NoSuchReservation or StockRejection.ReservationEnded => Problems.Of(
                409, "illegal-transition", "It is not promised any more; read the fulfilment order again."),
            StockRejection.QuantityInvalid r => Problems.Of(409, "quantity-exceeded", r.Reason),
            StockRejection.OutOfStock r => Problems.Of(
                409, "already-picked", $"{r.Atp} units of the lot are left; others were picked before."),
            _ => StockWrites.Explain(rejection),
        };

    public static Answer Explain(WaveRejection rejection) =>
        rejection switch
        {
            WaveRejection.NoSuchWave => Problems.NotFound("such wave"),
            WaveRejection.IdTaken => Problems.Of(409, "id-taken", "The id stands for another wave."),
            WaveRejection.Invalid r => Problems.Invalid(r.Field, r.Reason),
            WaveRejection.IllegalTransition r => Problems.Of(
                409, "illegal-transition", $"The wave is {CentralViews.Snake(r.Status)}. {r.Reason}"),
            _ => throw new System.Diagnostics.UnreachableException($"No problem document for {rejection}."),
        };
}
