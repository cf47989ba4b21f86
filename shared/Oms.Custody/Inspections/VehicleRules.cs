using Oms.Custody.Findings;

namespace Oms.Custody.Inspections;

/// <summary>The forms of what a vehicle's record is told, apart from where it stands.</summary>
internal static class VehicleRules
{
    public static FieldFault? Check(VehicleCommand.SubmitReport c)
    {
        if ((FieldForms.Name("report", c.Report)
            ?? Enumerated("unit", c.Unit)
            ?? FieldForms.Within("defects", c.Defects.Count, 0, VehicleBounds.DefectsMax)
            ?? Check("driver", c.Driver)) is { } bad)
        {
            return bad;
        }

        return c.Defects.Select(Check).FirstOrDefault(fault => fault is not null);
    }

    public static FieldFault? Check(VehicleCommand.CertifyDefect c) =>
        Enumerated("outcome", c.Outcome)
        ?? FieldForms.Text("note", c.Note)
        ?? Check("certifier", c.Certifier);

    public static FieldFault? Check(string field, ElectronicSignature? signature) =>
        signature is null ? new FieldFault(field, "A signature is needed.")
        : FieldForms.Name($"{field}.signer", signature.Signer)
            ?? FieldForms.Digest($"{field}.sha256", signature.Sha256);

    public static FieldFault? Check(MeterReading reading, UnitKind? unit) =>
        Enumerated("reading.source", reading.Source)
        ?? (reading.OdometerMetres is null && reading.EngineSeconds is null
            ? new FieldFault("reading", "It has neither odometer nor engine hours.")
            : null)
        ?? (reading.EngineSeconds is not null && unit is UnitKind.Trailer
            ? new FieldFault("reading.engine_seconds", "A trailer has no engine.")
            : null)
        ?? FieldForms.Within(
            "reading.odometer_metres", reading.OdometerMetres ?? 0, 0, VehicleBounds.OdometerMetresMax)
        ?? FieldForms.Within("reading.engine_seconds", reading.EngineSeconds ?? 0, 0, VehicleBounds.EngineSecondsMax);

    private static FieldFault? Check(Defect? defect, int index)
    {
        var field = $"defects[{index}]";
        return defect is null ? new FieldFault(field, "It is null.")
            : !InspectionParts.IsPart(defect.Part)
                ? new FieldFault($"{field}.part", "It is not a part of 49 CFR 396.11(a)(1), nor \"other\".")
            : Enumerated($"{field}.severity", defect.Severity)
                ?? FieldForms.Text($"{field}.description", defect.Description)
                ?? FieldForms.Within(
                    $"{field}.photo_sha256", defect.PhotoSha256.Count, 0, VehicleBounds.PhotosPerDefectMax)
                ?? defect.PhotoSha256.Select(hash => FieldForms.Digest($"{field}.photo_sha256", hash))
                    .FirstOrDefault(fault => fault is not null);
    }

    private static FieldFault? Enumerated<T>(string field, T value)
        where T : struct, Enum =>
        Enum.IsDefined(value)
            ? null
            : new FieldFault(field, $"It is none of {string.Join(", ", Enum.GetNames<T>())}.");
}
