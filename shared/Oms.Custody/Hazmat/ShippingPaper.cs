namespace Oms.Custody.Hazmat;

/// <summary>A shipping paper, as entered from the document or received with the manifest.</summary>
/// <param name="Entries">Its lines in their order.</param>
/// <param name="Pages">Its pages in their order.</param>
/// <param name="EmergencyPhone">The emergency response telephone number; null where there is none.</param>
/// <param name="EmergencyContact">Name, contract number or other identifier of the person registered with the provider
/// of emergency response information; null where there is none.</param>
/// <param name="Certification">The shipper's certification as printed; null where there is none.</param>
/// <param name="SignedBy">Who signed it for the shipper; null where nobody did.</param>
/// <param name="WasteManifest">The number of the hazardous waste manifest; null where there is none.</param>
public sealed record ShippingPaper(
    IReadOnlyList<PaperEntry> Entries,
    IReadOnlyList<PaperPage> Pages,
    string? EmergencyPhone,
    string? EmergencyContact,
    string? Certification,
    string? SignedBy,
    string? WasteManifest)
{
    /// <summary>Whether the shipper carries it, or the carrier's own cargo tank does: no certification is then needed,
    /// except for hazardous waste (49 CFR 172.204(b)(1)).</summary>
    public bool IsWithoutCertification { get; init; }
}
