using System.Text.Json.Serialization;
using NodaTime;
using Oms.Central.Json;
using Oms.Central.Orders;

namespace Oms.Central.Customers;

[JsonConverter(typeof(SnakeCaseEnumConverter<CustomerStatus>))]
public enum CustomerStatus
{
    Absent,
    Active,

    /// <summary>It is being merged into another one, which has not agreed yet.</summary>
    Merging,
    Merged,
    Erased,
}

/// <summary>What of a customer is personal, encrypted with the customer's own key.</summary>
/// <param name="Text">Base64; without the key it says nothing.</param>
/// <param name="Digest">Tells with the key whether two texts hold the same; without it, nothing.</param>
public sealed record SealedProfile(string Text, string Digest);

/// <summary>What of a customer is not personal, and may be filtered by.</summary>
/// <param name="Segments">Groups the customer belongs to, up to 20 of 1 to 64 characters.</param>
/// <param name="InvoiceDays">Days within which invoices are paid, 0 to 365; null where orders are paid at
/// once.</param>
public sealed record CustomerFacts(IReadOnlyList<string>? Segments = null, int? InvoiceDays = null)
{
    private const int SegmentsMax = 20;
    private const int DaysMax = 365;

    /// <summary>The first member that is out of its range; null when all are good.</summary>
    public CustomerRejection.Invalid? Fault() =>
        Segments is { } segments
            && (segments.Count > SegmentsMax || !segments.All(OrderTerms.IsName)
                || segments.Distinct(StringComparer.Ordinal).Count() < segments.Count)
            ? new("/facts/segments", $"Up to {SegmentsMax}, none twice, of 1 to 64 characters.")
        : InvoiceDays is < 0 or > DaysMax ? new("/facts/invoice_days", $"It must be from 0 to {DaysMax}.")
        : null;
}

/// <summary>Whether the customer agreed to something, and how that is known.</summary>
/// <param name="Source">Such as <c>web form 12</c>.</param>
public sealed record Consent(bool Granted, string Source, Instant At);
