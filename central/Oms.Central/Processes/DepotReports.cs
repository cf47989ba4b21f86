using System.Globalization;
using System.Text.Json;
using Oms.Central.Depots;
using Oms.Central.Transparency;
using Oms.Custody;
using Oms.Custody.Inspections;
using Oms.Entities;

namespace Oms.Central.Processes;

/// <summary>The ids of inspection reports, as depots give them: the check-out, a point, and the number of the record in
/// it.</summary>
internal static class DepotReports
{
    public static string IdOf(string checkOut, long custodySeq) =>
        string.Create(CultureInfo.InvariantCulture, $"{checkOut}.{custodySeq}");

    /// <summary>The certification that a record tells of; null when it tells of none.</summary>
    public static (string CheckOut, string Report, int Defect)? Certification(AcceptedRecord record)
    {
        // Only a body that may be one is worth the look at its leaf.
        if (record.Body.ValueKind is not JsonValueKind.Object || !record.Body.TryGetProperty("certifier", out _)
            || !CustodyLeaf.TryDecode(CustodyLog.BytesOf(record.Leaf), out var leaf, out _)
            || leaf.Kind != VehicleEvents.DefectCertified)
        {
            return null;
        }

        try
        {
            return VehicleEvents.Read(leaf.Kind, leaf.EventVersion, CustodyLog.BytesOf(record.Body))
                    is VehicleEvent.DefectCertified e
                && e.Report.LastIndexOf('.') is > 0 and var end && EntityAddress.IsId(e.Report[..end])
                ? (e.Report[..end], e.Report, e.Defect)
                : null;
        }
        catch (JsonException)
        {
            // The depot's own chain keeps it; there is nothing to conclude from it.
            return null;
        }
    }
}
