using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using NodaTime.Text;
using Command = Oms.Custody.CheckOuts.CheckOutCommand;
using Decision = Oms.Entities.Decision<
    Oms.Custody.CheckOuts.CheckOutEvent, Oms.Custody.CheckOuts.CheckOutRejection>;
using Event = Oms.Custody.CheckOuts.CheckOutEvent;
using Rejection = Oms.Custody.CheckOuts.CheckOutRejection;

namespace Oms.Custody.CheckOuts;

/// <summary>The steps of an open check-out: already done, refused or accepted.</summary>
internal static class CheckOutDecisions
{
    public static Decision AttachManifest(CheckOutFacts facts, Manifest manifest)
    {
        if (facts.Manifest is { } known)
        {
            return Repeat(Same(known, manifest, CheckOutJson.Default.Manifest), CheckOutSteps.Manifest);
        }

        if (facts.Cargo is not null)
        {
            return Decision.Reject(new Rejection.CountClosed());
        }

        var arrival = facts.Arrival;
        return (CheckOutRules.Check(manifest)
            ?? Differs("depot", arrival.Depot, manifest.Depot)
            ?? Differs("vehicle", arrival.Vehicle, manifest.Vehicle)
            ?? Differs("driver", arrival.Driver, manifest.Driver)
            ?? Differs("route", arrival.Route ?? manifest.Route, manifest.Route)) is { } bad
            ? Decision.Reject(bad)
            : AcceptIfFits(new Event.ManifestAttached(manifest), CheckOutJson.Default.ManifestAttached);
    }

    public static Decision Inspect(CheckOutFacts facts, Command.InspectVehicle c)
    {
        var happened = new Event.VehicleInspected(c.Outcome, c.Defects, c.InspectedBy);
        return facts.Inspection is { } known
            ? Repeat(Same(known, happened, CheckOutJson.Default.VehicleInspected), CheckOutSteps.Inspection)
            : CheckOutRules.Check(c) is { } bad ? Decision.Reject(bad)
            : AcceptIfFits(happened, CheckOutJson.Default.VehicleInspected);
    }

    public static Decision Scan(CheckOutFacts facts, Command.ScanCargo c)
    {
        var happened = ScannedBy(c);
        return facts.Scans.TryGetValue(IdentityOf(happened), out var known)
            ? Repeat(known == happened, CheckOutSteps.Scan)
            : CheckOutRules.Check(c) is { } bad ? Decision.Reject(bad)
            : facts.Cargo is not null ? Decision.Reject(new Rejection.CountClosed())
            : facts.Scans.Count >= CheckOutBounds.ScansMax
                ? Decision.Reject(new Rejection.TooMany("scans", CheckOutBounds.ScansMax))
            : IsOneKindTooMany(facts, happened)
                ? Decision.Reject(new Rejection.TooMany("scanned kinds", CheckOutBounds.ScannedKindsMax))
            : Decision.Accept(happened);
    }

    public static Decision Reconcile(CheckOutFacts facts, StopDelivery delivery)
    {
        if (facts.Deliveries.TryGetValue(delivery.Stop, out var known))
        {
            return Repeat(SameDelivery(known, delivery), CheckOutSteps.Deliveries);
        }

        if (facts.Manifest is not { } manifest)
        {
            return Decision.Reject(new Rejection.ManifestMissing());
        }

        return manifest.Stops.FirstOrDefault(stop => stop.Stop == delivery.Stop) is not { } promised
            ? Decision.Reject(new Rejection.UnknownStop(delivery.Stop, delivery.Order))
            : CheckOutRules.Check(delivery, promised) is { } bad ? Decision.Reject(bad)
            : AcceptIfFits(new Event.DeliveryReconciled(delivery), CheckOutJson.Default.DeliveryReconciled);
    }

    public static Decision VerifyCargo(CheckOutFacts facts, Command.VerifyCargo c) =>
        facts.Cargo is { } known ? Repeat(known.VerifiedBy == c.VerifiedBy, CheckOutSteps.Cargo)
        : CheckOutRules.Name("verified_by", c.VerifiedBy) is { } bad ? Decision.Reject(bad)
        : facts.Manifest is null && facts.Arrival.Route is not null
            ? Decision.Reject(new Rejection.ManifestMissing())
        : facts.OpenStops() is { Count: > 0 } open ? Decision.Reject(new Rejection.StopsOpen(open))
        : Decision.Accept(new Event.CargoVerified(facts.Counts(), c.VerifiedBy));

    public static Decision AttachEldFile(CheckOutFacts facts, Command.AttachEldFile c)
    {
        var happened = new Event.EldFileAttached(c.Sha256, c.Name, c.SizeBytes);
        return facts.EldFile is { } known ? Repeat(known == happened, CheckOutSteps.EldFile)
            : CheckOutRules.Check(c) is { } bad ? Decision.Reject(bad)
            : Decision.Accept(happened);
    }

    public static Decision ReturnKeys(CheckOutFacts facts, Command.ReturnKeys c)
    {
        var happened = new Event.KeysReturned(c.KeyTag, c.ReceivedBy);
        return facts.Keys is { } known ? Repeat(known == happened, CheckOutSteps.Keys)
            : (CheckOutRules.Name("key_tag", c.KeyTag) ?? CheckOutRules.Name("received_by", c.ReceivedBy)) is { } bad
                ? Decision.Reject(bad)
            : Decision.Accept(happened);
    }

    public static Decision RecordExcursion(CheckOutFacts facts, TemperatureExcursion excursion)
    {
        var happened = new Event.TemperatureExcursionRecorded(excursion);
        if (facts.Excursions.TryGetValue(IdentityOf(excursion), out var known))
        {
            // One that was going on may end; an end, once recorded, stands, and does not open again.
            return SameExcursion(known, excursion) || (known.To is not null && excursion.To is null)
                ? Decision.AlreadyDone
                : known.To is not null ? Repeat(false, CheckOutSteps.Excursion)
                : CheckOutRules.Check(excursion) is { } wrong ? Decision.Reject(wrong)
                : Decision.Accept(happened);
        }

        return CheckOutRules.Check(excursion) is { } bad ? Decision.Reject(bad)
            : facts.Excursions.Count >= CheckOutBounds.ExcursionsMax
                ? Decision.Reject(new Rejection.TooMany("excursions", CheckOutBounds.ExcursionsMax))
            : Decision.Accept(happened);
    }

    public static Decision SignOff(CheckOutFacts facts, Command.SignOff c)
    {
        var signed = new Event.SignedOff(c.Role, c.Signer, c.SignatureSha256);
        if (facts.SignOffs.TryGetValue(c.Role, out var known))
        {
            return Repeat(known == signed, CheckOutSteps.SignOff);
        }

        if ((CheckOutRules.Name("signer", c.Signer)
            ?? CheckOutRules.Digest("signature_sha256", c.SignatureSha256)) is { } bad)
        {
            return Decision.Reject(bad);
        }

        if (facts.Missing() is { Count: > 0 } missing)
        {
            return Decision.Reject(new Rejection.StepsOpen(missing));
        }

        var driver = facts.Arrival.Driver;
        if (c.Role is SignOffRole.Driver && c.Signer != driver)
        {
            return Decision.Reject(new Rejection.WrongSigner(driver, c.Signer));
        }

        if (c.Role is SignOffRole.Supervisor && c.Signer == driver)
        {
            return Decision.Reject(new Rejection.SameSigner(c.Signer));
        }

        return facts.SignOffs.Count == 0
            ? Decision.Accept(signed)
            : Decision.Accept(signed, new Event.Completed($"depot:{facts.Arrival.Depot}"));
    }

    /// <summary>Whether a closed check-out did this very thing while it was open.</summary>
    public static bool WasDone(CheckOutFacts facts, Command command) =>
        command switch
        {
            Command.AttachManifest c =>
                facts.Manifest is { } known && Same(known, c.Manifest, CheckOutJson.Default.Manifest),
            Command.InspectVehicle c => facts.Inspection is { } known && Same(
                known,
                new Event.VehicleInspected(c.Outcome, c.Defects, c.InspectedBy),
                CheckOutJson.Default.VehicleInspected),
            Command.ScanCargo c =>
                facts.Scans.TryGetValue(IdentityOf(ScannedBy(c)), out var known) && known == ScannedBy(c),
            Command.ReconcileDelivery c =>
                facts.Deliveries.TryGetValue(c.Delivery.Stop, out var known) && SameDelivery(known, c.Delivery),
            Command.VerifyCargo c => facts.Cargo?.VerifiedBy == c.VerifiedBy,
            Command.AttachEldFile c => facts.EldFile == new Event.EldFileAttached(c.Sha256, c.Name, c.SizeBytes),
            Command.ReturnKeys c => facts.Keys == new Event.KeysReturned(c.KeyTag, c.ReceivedBy),
            Command.RecordExcursion c => facts.Excursions.TryGetValue(IdentityOf(c.Excursion), out var known)
                && SameExcursion(known, c.Excursion),
            Command.SignOff c => facts.SignOffs.TryGetValue(c.Role, out var known)
                && known == new Event.SignedOff(c.Role, c.Signer, c.SignatureSha256),
            _ => false,
        };

    public static string IdentityOf(Event.CargoScanned scan) =>
        $"{scan.Device}\n{InstantPattern.ExtendedIso.Format(scan.At)}\n{scan.Code}";

    public static string IdentityOf(TemperatureExcursion excursion) =>
        $"{excursion.Device}\n{excursion.Zone}\n{InstantPattern.ExtendedIso.Format(excursion.From)}";

    private static Event.CargoScanned ScannedBy(Command.ScanCargo c) =>
        new(c.Sku, c.Lot, c.Quantity, c.Code, c.Device, c.At);

    private static bool SameDelivery(StopDelivery one, StopDelivery other) => Same(
        new Event.DeliveryReconciled(one),
        new Event.DeliveryReconciled(other),
        CheckOutJson.Default.DeliveryReconciled);

    private static bool SameExcursion(TemperatureExcursion one, TemperatureExcursion other) => Same(
        new Event.TemperatureExcursionRecorded(one),
        new Event.TemperatureExcursionRecorded(other),
        CheckOutJson.Default.TemperatureExcursionRecorded);

    private static bool IsOneKindTooMany(CheckOutFacts facts, Event.CargoScanned scan) =>
        facts.Scans.Count >= CheckOutBounds.ScannedKindsMax
        && facts.Scans.Values.Select(one => (one.Sku, one.Lot)).Append((scan.Sku, scan.Lot)).Distinct().Count()
            > CheckOutBounds.ScannedKindsMax;

    private static Decision AcceptIfFits<T>(T happened, JsonTypeInfo<T> form)
        where T : Event =>
        JsonSerializer.SerializeToUtf8Bytes(happened, form).Length > CheckOutBounds.EventBytesMax
            ? Decision.Reject(new Rejection.TooMany("bytes", CheckOutBounds.EventBytesMax))
            : Decision.Accept(happened);

    private static Decision Repeat(bool same, string step) =>
        same ? Decision.AlreadyDone : Decision.Reject(new Rejection.StepDoneDifferently(step));

    private static Rejection.ManifestMismatch? Differs(string field, string expected, string actual) =>
        expected == actual ? null : new Rejection.ManifestMismatch(field, expected, actual);

    // Records compare their lists by reference; what is stored of two equal contents is the same bytes.
    private static bool Same<T>(T one, T other, JsonTypeInfo<T> form) =>
        JsonSerializer.SerializeToUtf8Bytes(one, form).AsSpan()
            .SequenceEqual(JsonSerializer.SerializeToUtf8Bytes(other, form));
}
