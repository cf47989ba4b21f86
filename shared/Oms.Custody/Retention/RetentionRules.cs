namespace Oms.Custody.Retention;

/// <summary>The least times for which records are kept, as data.</summary>
/// <remarks>A depot may keep longer; the custody chain itself is never shortened by these.</remarks>
public static class RetentionRules
{
    /// <summary>One rule a kind.</summary>
    public static IReadOnlyList<RetentionRule> All { get; } =
    [
        new(RetainedRecord.DutyStatus, 6, null, "49 CFR 395.8(k)(1)"),
        new(RetainedRecord.DutySupportingDocument, 6, null, "49 CFR 395.8(k)(1)"),
        new(RetainedRecord.VehicleInspection, 3, null, "49 CFR 396.11(a)(4)"),
        new(RetainedRecord.Maintenance, 12, 6, "49 CFR 396.3(c)"),
        new(RetainedRecord.ShippingPaperOfShipper, 24, null, "49 CFR 172.201(e)"),
        new(RetainedRecord.ShippingPaperOfCarrier, 12, null, "49 CFR 177.817(f)"),
        new(RetainedRecord.ShippingPaperOfWaste, 36, null, "49 CFR 172.201(e), 177.817(f)"),
        new(RetainedRecord.SanitaryTransport, 12, null, "21 CFR 1.912"),
        new(RetainedRecord.QuickFrozenTemperature, 12, null, "Regulation (EC) No 37/2005, Article 2"),
        new(RetainedRecord.MedicineDistribution, 60, null, "2013/C 343/01, chapter 4"),
        new(RetainedRecord.FuelTax, 48, null, "IFTA Procedures Manual, P510"),
    ];

    public static RetentionRule Of(RetainedRecord record) => All.Single(rule => rule.Record == record);
}
