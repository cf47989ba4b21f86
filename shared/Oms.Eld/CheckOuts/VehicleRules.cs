using System.Globalization;
using NodaTime;

namespace Oms.Eld.CheckOuts;

/// <summary>Whether the file is this vehicle's, and its meters agree.</summary>
internal static class VehicleRules
{
    private const long MillimetresPerMile = 1_609_344;
    private const int SecondsPerTenth = 360;
    private const string MilesSource = "49 CFR 395 subpart B app. A 4.3.1.3, 7.43";
    private const string HoursSource = "49 CFR 395 subpart B app. A 4.3.1.4, 7.19";

    public static IEnumerable<EldFinding> Check(EldFile file, EldCheckOutFacts facts) =>
        Malfunctions(file).Concat(Meters(file)).Concat(Gate(file, facts)).Concat(Identity(file, facts));

    /// <summary>Malfunctions whose newest record is that they were logged.</summary>
    private static IEnumerable<EldFinding> Malfunctions(EldFile file) =>
        from row in file.Malfunctions
        where row.Kind is EldEventKind.MalfunctionLogged or EldEventKind.MalfunctionCleared
        group row by (row.Indicator, row.Cmv) into same
        let newest = same.MaxBy(row => row.At)
        where newest.Kind == EldEventKind.MalfunctionLogged
        select new EldFinding(
            EldFindingCodes.ActiveMalfunction, EldSeverity.Error, 0, Record.Name(newest),
            $"{MalfunctionName(newest.Indicator)} since {Record.When(newest)} was not cleared; the carrier repairs or "
            + "replaces the ELD within 8 days.",
            "49 CFR 395.34; subpart B app. A 4.6.1, table 4");

    private static string MalfunctionName(EldField indicator) => indicator.Character switch
    {
        'P' => "Power compliance malfunction (P)",
        'E' => "Engine synchronization malfunction (E)",
        'T' => "Timing malfunction (T)",
        'L' => "Positioning malfunction (L)",
        'R' => "Data recording malfunction (R)",
        'S' => "Data transfer malfunction (S)",
        _ => $"Malfunction ({indicator})",
    };

    /// <summary>Odometer and hour meter of the vehicle never go back.</summary>
    private static IEnumerable<EldFinding> Meters(EldFile file)
    {
        (LocalDateTime At, int Miles, int Tenths, string Name)? before = null;
        foreach (var reading in Readings(file).OrderBy(reading => reading.At).ThenBy(reading => reading.Miles))
        {
            if (before is { } last && reading.Miles < last.Miles)
            {
                yield return new(
                    EldFindingCodes.OdometerNotMonotone, EldSeverity.Error, 0, reading.Name,
                    $"The odometer went back from {last.Miles} to {reading.Miles} miles, seen before at {last.Name}.",
                    MilesSource);
            }

            if (before is { } earlier && reading.Tenths < earlier.Tenths)
            {
                yield return new(
                    EldFindingCodes.EngineHoursNotMonotone, EldSeverity.Error, 0, reading.Name,
                    $"The engine hours went back from {Hours(earlier.Tenths)} to {Hours(reading.Tenths)}, seen before "
                    + $"at {earlier.Name}.",
                    HoursSource);
            }

            before = reading;
        }
    }

    // A login names no vehicle: it is the header's where the file knows of no other that ran.
    private static IEnumerable<(LocalDateTime At, int Miles, int Tenths, string Name)> Readings(EldFile file)
    {
        var unit = file.Header.Cmv.PowerUnit;
        var orders = file.Cmvs.Where(cmv => cmv.PowerUnit == unit).Select(cmv => cmv.Order.Integer).ToHashSet();
        var isOnly = file.EnginePower.All(row => row.PowerUnit == unit);
        var current = file.Header.Current;
        var readings = file.EnginePower.Where(row => row.PowerUnit == unit)
            .Select(row => (row.At, row.Miles, row.EngineHours, Record.Name(row)))
            .Concat(file.Malfunctions.Where(row => orders.Contains(row.Cmv.Integer))
                .Select(row => (row.At, row.Miles, row.EngineHours, Record.Name(row))))
            .Concat(file.Logins.Where(_ => isOnly)
                .Select(row => (row.At, row.Miles, row.EngineHours, Record.Name(row))))
            .Append((current.At, current.Miles, current.EngineHours, "Current Total Vehicle Miles"));
        foreach (var (at, miles, hours, name) in readings)
        {
            if (at is { } when && miles.Integer is { } total && hours.Tenths is { } tenths)
            {
                yield return (when, total, tenths, name);
            }
        }
    }

    /// <summary>The file's totals are the gate's readings, within one mile and a tenth of an hour.</summary>
    private static IEnumerable<EldFinding> Gate(EldFile file, EldCheckOutFacts facts)
    {
        var current = file.Header.Current;
        if (facts.OdometerMetres is { } metres && current.Miles.Integer is { } miles
            && Int128.Abs(((Int128)miles * MillimetresPerMile) - ((Int128)metres * 1_000)) > MillimetresPerMile)
        {
            var gate = (metres * 1_000.0 / MillimetresPerMile).ToString("F1", CultureInfo.InvariantCulture);
            yield return new(
                EldFindingCodes.OdometerMismatch, EldSeverity.Error, 0, "Current Total Vehicle Miles",
                $"The file says {miles} miles, and the gate read {gate}; they may differ by 1.", MilesSource);
        }

        if (facts.EngineSeconds is { } seconds && current.EngineHours.Tenths is { } tenths
            && Int128.Abs(((Int128)tenths * SecondsPerTenth) - seconds) > SecondsPerTenth)
        {
            var gate = (seconds / 3_600.0).ToString("F2", CultureInfo.InvariantCulture);
            yield return new(
                EldFindingCodes.EngineHoursMismatch, EldSeverity.Error, 0, "Current Total Engine Hours",
                $"The file says {Hours(tenths)} hours, and the gate read {gate}; they may differ by 0.1.",
                HoursSource);
        }
    }

    private static IEnumerable<EldFinding> Identity(EldFile file, EldCheckOutFacts facts)
    {
        var cmv = file.Header.Cmv;
        if (facts.PowerUnit is { } unit && !Same(unit, cmv.PowerUnit))
        {
            yield return new(
                EldFindingCodes.PowerUnitMismatch, EldSeverity.Error, 0, "CMV Power Unit Number",
                $"The file is of vehicle \"{cmv.PowerUnit}\"; checked out is \"{unit}\".",
                "49 CFR 395 subpart B app. A 7.4");
        }

        var vin = cmv.Vin.TrimStart('-');
        if (facts.Vin is { } expected && vin.Length > 0 && !Same(expected, vin))
        {
            yield return new(
                EldFindingCodes.VinMismatch, EldSeverity.Error, 0, "CMV VIN",
                $"The file is of the vehicle with VIN {vin}; checked out is {expected}.",
                "49 CFR 395 subpart B app. A 7.5");
        }

        var document = file.Header.Shipping.Document;
        if (facts.ShippingDocument is { } shipping
            && !Same(shipping, document)
            && !document.Split([' ', ';', '/'], StringSplitOptions.RemoveEmptyEntries).Any(one => Same(one, shipping)))
        {
            yield return new(
                EldFindingCodes.ShippingDocumentMismatch, EldSeverity.Error, 0, "Shipping Document Number",
                document.Length == 0
                    ? $"The file names none; the manifest's is \"{shipping}\"."
                    : $"The file names \"{document}\"; the manifest's is \"{shipping}\".",
                "49 CFR 395.8(d)(11); subpart B app. A 7.39");
        }
    }

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    private static string Hours(int tenths) => EldField.OfTenths(tenths).ToString();
}
