using System.Buffers;
using Oms.Custody.Checklists;
using Oms.Custody.Inspections;
using Rejection = Oms.Custody.CheckOuts.CheckOutRejection;

namespace Oms.Custody.CheckOuts;

/// <summary>The forms of what a check-out is told, apart from where it stands.</summary>
internal static partial class CheckOutRules
{
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    // Of no bytes at all: FIPS 180-4.
    private const string EmptySha256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    public static Rejection? Check(CheckOutCommand.Arrive c) =>
        Name("depot", c.Depot)
        ?? Name("vehicle", c.Vehicle)
        ?? Name("driver", c.Driver)
        ?? (c.Route is null ? null : Name("route", c.Route))
        ?? (c.Dock is null ? null : Name("dock", c.Dock))
        ?? (c.Trailer is null ? null : Name("trailer", c.Trailer))
        ?? Within("odometer_metres", c.OdometerMetres ?? 0, 0, VehicleBounds.OdometerMetresMax)
        ?? (c.Checklist is { } checklist && ChecklistSet.Fault(checklist) is { } fault
            ? new Rejection.Invalid("checklist", fault)
            : null)
        ?? CheckIssued(c.Issued ?? []);

    private static Rejection? CheckIssued(IReadOnlyList<Item> issued) =>
        Within("issued", issued.Count, 0, CheckOutBounds.IssuedMax)
        ?? issued.Select(item => item is { Kind: ItemKind.Key or ItemKind.FuelCard or ItemKind.Device, Lot: null }
                ? Name("issued.id", item.Id)
                : new Rejection.Invalid("issued", "It is no key, fuel card or device."))
            .FirstOrDefault(bad => bad is not null);

    private static Rejection? Check(Manifest manifest)
    {
        if ((Name("route", manifest.Route) ?? Within("version", manifest.Version, 1, int.MaxValue)
            ?? Within("stops", manifest.Stops.Count, 1, CheckOutBounds.StopsMax)) is { } bad)
        {
            return bad;
        }

        if (ChecklistSet.Of(manifest.Checklists ?? []).Fault is { } fault)
        {
            return new Rejection.Invalid("checklists", fault);
        }

        if (manifest.Catalogue is { } catalogue
            && CatalogueCheck.Fault(catalogue, manifest.Stops.Where(stop => stop is not null).Select(one => one.Stop))
                is { } badCatalogue)
        {
            return new Rejection.Invalid($"catalogue{badCatalogue.Pointer}", badCatalogue.Detail);
        }

        var stops = new HashSet<int>();
        foreach (var stop in manifest.Stops)
        {
            if (stop is null || !stops.Add(stop.Stop))
            {
                return new Rejection.Invalid("stops", "A stop is null, or its number is there twice.");
            }

            if (Check(stop) is { } badStop)
            {
                return badStop;
            }
        }

        return null;
    }

    private static Rejection? Check(CheckOutCommand.InspectVehicle c)
    {
        if ((c.Outcome is InspectionOutcome.NoDefect) != (c.Defects.Count == 0))
        {
            return new Rejection.Invalid("defects", "There are defects exactly when the outcome says so.");
        }

        if ((Name("inspected_by", c.InspectedBy)
            ?? Within("defects", c.Defects.Count, 0, CheckOutBounds.DefectsMax)) is { } bad)
        {
            return bad;
        }

        foreach (var defect in c.Defects)
        {
            if (defect is null || !InspectionParts.IsPart(defect.Part))
            {
                return new Rejection.Invalid("defects.part", "It is not one of the parts of 49 CFR 396.11(a)(1).");
            }

            if ((Text("defects.description", defect.Description)
                ?? (defect.PhotoSha256 is { } hash ? Digest("defects.photo_sha256", hash) : null)) is { } badDefect)
            {
                return badDefect;
            }
        }

        return null;
    }

    private static Rejection? Check(CheckOutCommand.ScanCargo c) =>
        (Rejection?)Length("sku", c.Sku, CheckOutBounds.SkuCharsMax)
        ?? (c.Lot is null ? null : Length("lot", c.Lot, CheckOutBounds.SkuCharsMax))

        // A correction may say that nothing was there.
        ?? Within("quantity", c.Quantity, c.Supersedes is null ? 1 : 0, CheckOutBounds.ScanQuantityMax)
        ?? Text("code", c.Code)
        ?? Name("device", c.Device);

    private static Rejection? Check(CheckOutCommand.ScanCode c) =>
        (Rejection?)Within("quantity", c.Quantity, c.Supersedes is null ? 1 : 0, CheckOutBounds.ScanQuantityMax)
        ?? Text("code", c.Code)
        ?? Name("device", c.Device);

    private static Rejection? Check(CheckOutCommand.CountCargo c) =>
        (Rejection?)Length("sku", c.Sku, CheckOutBounds.SkuCharsMax)
        ?? (c.Lot is null ? null : Length("lot", c.Lot, CheckOutBounds.SkuCharsMax))
        ?? Within("quantity", c.Quantity, 0, CheckOutBounds.QuantityMax)
        ?? Within("damaged", c.Damaged, 0, c.Quantity)
        ?? Name("counted_by", c.CountedBy);

    /// <summary>Holds a stop's delivery against what the manifest says of the stop.</summary>
    private static Rejection? Check(StopDelivery delivery, ManifestStop stop)
    {
        if (delivery.Order != stop.Order)
        {
            return new Rejection.UnknownStop(delivery.Stop, delivery.Order);
        }

        // A line that was filled from two lots stands there once for each.
        var open = stop.Lines.ToDictionary(line => (line.Line, line.Lot));
        foreach (var line in delivery.Lines)
        {
            if (line is null || !open.Remove((line.Line, line.Lot), out var promised)
                || promised.Sku != line.Sku)
            {
                return new Rejection.UnknownLine(line?.Line ?? 0);
            }

            if (Check(line, promised.Quantity) is { } bad)
            {
                return bad;
            }
        }

        if (open.Count > 0)
        {
            return new Rejection.UnknownLine(open.Keys.Min(key => key.Line));
        }

        return delivery.Pod is { } pod
            ? Name("pod.signed_by", pod.SignedBy)
                ?? (pod.Strokes <= 0
                    ? new Rejection.SignatureEmpty("pod.strokes")
                    : Signature("pod.signature_sha256", pod.SignatureSha256))
                ?? (pod.Position is { IsOnEarth: false }
                    ? new Rejection.Invalid("pod.position", "Latitude is to 90, longitude to 180 degrees, either way.")
                    : null)
                ?? Within("pod.temperature_milli_c", pod.TemperatureMilliC ?? 0, -85_000, 85_000)
            : delivery.Lines.Any(line => line.Delivered > 0) ? new Rejection.PodMissing(delivery.Stop)
            : null;
    }

    private static Rejection? Check(TemperatureExcursion excursion) =>
        Name("device", excursion.Device)
        ?? Within("zone", excursion.Zone, 1, 3)
        ?? (excursion.To < excursion.From ? new Rejection.Invalid("to", "It ends before it began.") : null)
        ?? Within("evidence_sha256", excursion.EvidenceSha256.Count, 0, CheckOutBounds.EvidenceMax)
        ?? excursion.EvidenceSha256.Select(hash => Digest("evidence_sha256", hash))
            .FirstOrDefault(bad => bad is not null);

    private static Rejection? Check(CheckOutCommand.AttachEldFile c) =>
        Digest("sha256", c.Sha256)
        ?? Name("name", c.Name)
        ?? Within("size_bytes", c.SizeBytes, 1, CheckOutBounds.EldFileBytesMax);

    public static Rejection? Name(string field, string? value) => Length(field, value, CheckOutBounds.NameCharsMax);

    public static Rejection? Text(string field, string? value) => Length(field, value, CheckOutBounds.TextCharsMax);

    public static Rejection? Digest(string field, string? value) =>
        value is { Length: 64 } && !value.AsSpan().ContainsAnyExcept(HexDigits)
            ? null
            : new Rejection.Invalid(field, "It is not 64 lower-case hexadecimal digits.");

    /// <summary>The digest of a signature: that of something.</summary>
    public static Rejection? Signature(string field, string? value) =>
        value == EmptySha256 ? new Rejection.SignatureEmpty(field) : Digest(field, value);

    private static Rejection? Check(DeliveredLine line, int promised)
    {
        if (line.Delivered < 0 || line.Short < 0 || line.Refused < 0 || line.Damaged < 0)
        {
            return new Rejection.Invalid($"lines.{line.Line}", "A count is below zero.");
        }

        var sum = (long)line.Delivered + line.Short + line.Refused + line.Damaged;
        return sum != promised ? new Rejection.CountsDoNotAddUp(line.Line, promised, sum)
            : line.Delivered < promised && string.IsNullOrWhiteSpace(line.Reason)
                ? new Rejection.ReasonMissing(line.Line)
            : line.Reason is { } reason ? Text($"lines.{line.Line}.reason", reason)
            : null;
    }

    private static Rejection? Check(ManifestStop stop)
    {
        if ((Within("stops.stop", stop.Stop, 1, 1_000) ?? Name("stops.order", stop.Order)
            ?? Name("stops.consignee", stop.Consignee)
            ?? Within("stops.lines", stop.Lines.Count, 1, CheckOutBounds.LinesPerStopMax)) is { } bad)
        {
            return bad;
        }

        var lines = new HashSet<(int, string)>();
        foreach (var line in stop.Lines)
        {
            if (line is null || !lines.Add((line.Line, line.Lot)))
            {
                return new Rejection.Invalid("stops.lines", "A line is null, or stands there twice for one lot.");
            }

            if ((Length("stops.lines.sku", line.Sku, CheckOutBounds.SkuCharsMax)
                ?? Length("stops.lines.lot", line.Lot, CheckOutBounds.SkuCharsMax)
                ?? Within("stops.lines.quantity", line.Quantity, 1, CheckOutBounds.QuantityMax)
                ?? (line.Band is { } band && band.MinMilliC > band.MaxMilliC
                    ? new Rejection.Invalid("stops.lines.band", "Its lowest is above its highest.")
                    : null)) is { } badLine)
            {
                return badLine;
            }
        }

        foreach (var ordered in stop.Ordered ?? [])
        {
            if (ordered is null)
            {
                return new Rejection.Invalid("stops.ordered", "A line is null.");
            }

            if ((Length("stops.ordered.sku", ordered.Sku, CheckOutBounds.SkuCharsMax)
                ?? Within("stops.ordered.quantity", ordered.Quantity, 1, CheckOutBounds.QuantityMax)) is { } badOrdered)
            {
                return badOrdered;
            }
        }

        return Within("stops.ordered", stop.Ordered?.Count ?? 0, 0, CheckOutBounds.LinesPerStopMax);
    }

    private static Rejection.Invalid? Length(string field, string? value, int charsMax) =>
        value is { Length: > 0 } && value.Length <= charsMax
            ? null
            : new Rejection.Invalid(field, $"It must have 1 to {charsMax} characters.");

    private static Rejection.Invalid? Within(string field, long value, long min, long max) =>
        value < min || value > max ? new Rejection.Invalid(field, $"{value} is not from {min} to {max}.") : null;
}
