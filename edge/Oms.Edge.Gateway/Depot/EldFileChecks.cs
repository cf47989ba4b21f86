using NodaTime;
using Oms.Custody.CheckOuts;
using Oms.Custody.Findings;
using Oms.Eld;

namespace Oms.Edge.Gateway.Depot;

/// <summary>Holds an ELD output file against the standard and against what the visit knows.</summary>
internal static class EldFileChecks
{
    /// <param name="file">The bytes, whatever they are.</param>
    /// <param name="homeTerminal">The time zone of the driver's home terminal; null where it is not known.</param>
    public static EldFileCheck Of(ReadOnlySpan<byte> file, CheckOutFacts visit, DateTimeZone? homeTerminal)
    {
        var reading = EldReader.Read(file);
        var odometer = visit.Steps.GetValueOrDefault(CheckOutSteps.Odometer)?.Event as CheckOutEvent.OdometerRead;
        var findings = reading.Findings
            .Concat(EldCheckOut.Check(reading.File, new EldCheckOutFacts(visit.Arrival.At)
            {
                PowerUnit = visit.Arrival.Vehicle,
                ShippingDocument = visit.Manifest?.Route ?? visit.Arrival.Route,
                OdometerMetres = odometer?.Metres ?? visit.Arrival.OdometerMetres,
                EngineSeconds = odometer?.EngineSeconds,
                HomeTerminalZone = homeTerminal,
            }))
            .Where(finding => finding.Severity is not EldSeverity.Note)
            .ToList();
        var (violations, mayDrive, notes) = EldHours.Of(reading.File, homeTerminal);
        return new EldFileCheck(
            findings.Count(finding => finding.Severity is EldSeverity.Error) + violations.Count(one => one.IsCertain),
            findings.Count(finding => finding.Severity is EldSeverity.Warning)
                + violations.Count(one => !one.IsCertain),
            [.. violations.Select(one => one.Finding)
                .Concat(findings.OrderByDescending(finding => finding.Severity).Select(finding =>
                    new Finding(finding.Code, Place(finding), finding.Message, finding.Source)))

                // A gap of the depot's configuration is no fault of the file: told, and not counted.
                .Concat(notes)
                .Take(EldFileCheck.FindingsMax)],
            mayDrive);
    }

    private static string Place(EldFinding finding) =>
        finding.Line == 0 ? finding.Field
        : finding.Field.Length == 0 ? $"line {finding.Line}"
        : $"line {finding.Line}, {finding.Field}";
}
