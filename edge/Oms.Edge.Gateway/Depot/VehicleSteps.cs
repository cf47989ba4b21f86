using System.Security.Cryptography;
using Oms.Actors.Processes;
using Oms.Custody.CheckOuts;
using Oms.Custody.Inspections;
using Oms.Entities;

namespace Oms.Edge.Gateway.Depot;

/// <summary>What a visit's steps tell the record of the vehicle: inspections, repairs, reviews, meters.</summary>
internal static class VehicleSteps
{
    public static IEnumerable<ProcessStep> Of(RecordedEvent happened)
    {
        var visit = happened.Address.Id;
        return happened.Event switch
        {
            CheckOutEvent.VehicleInspected e => To(e.Vehicle, new VehicleCommand.SubmitReport(
                ReportOf(visit, happened.Record.Seq),
                UnitKind.PowerUnit,
                [.. e.Defects.Select(defect => new Defect(
                    defect.Part,
                    DefectSeverity.Safety,
                    defect.Description,
                    defect.PhotoSha256 is { } photo ? [photo] : []))],
                Signed(happened, e.InspectedBy, null))),
            CheckOutEvent.RepairCertified e => To(e.Vehicle, new VehicleCommand.CertifyDefect(
                ReportOf(visit, e.Inspection), e.Defect, e.Outcome, e.Note, Signed(happened, e.CertifiedBy, null))),
            CheckOutEvent.InspectionAcknowledged { Satisfied: true, Actor.Person: var driver } e => e.Reports
                .SelectMany(report => To(e.Vehicle, new VehicleCommand.AcknowledgeReview(
                    report, Signed(happened, driver, e.SignatureSha256)))),
            CheckOutEvent.OdometerRead e => To(e.Vehicle, new VehicleCommand.RecordMeters(
                new MeterReading(MeterSource.Gate, e.Metres, e.EngineSeconds, e.At))),
            _ => [],
        };
    }

    /// <summary>A report's id: the visit, and the number of the inspection's record in it.</summary>
    public static string ReportOf(string visit, long record) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{visit}.{record}");

    private static IEnumerable<ProcessStep> To(string? vehicle, VehicleCommand command) => EntityAddress.IsId(vehicle)
        ? [new ProcessStep(EntityAddress.Of(VehicleEvents.Kind, vehicle!), command)]
        : [];

    /// <summary>Where nothing was drawn, what was entered is signed: the record itself (49 CFR 390.32).</summary>
    private static ElectronicSignature Signed(RecordedEvent happened, string signer, string? drawn) => new(
        signer,
        drawn ?? Convert.ToHexStringLower(SHA256.HashData(happened.Record.Payload.Span)),
        happened.RecordedAt);
}
