using System.Text.Json.Serialization;
using Oms.Central.Orders;

namespace Oms.Central.Purchasing;

/// <summary>What is known of a supplier.</summary>
/// <param name="Name">1 to 64 characters.</param>
/// <param name="Currency">The currency of its prices, such as <c>EUR</c>.</param>
/// <param name="LeadDays">From an order until the goods are there, 0 to 730.</param>
/// <param name="TolerancePermille">By how much an invoiced price may differ from the agreed one, 0 to 1 000.</param>
/// <param name="PaymentDays">From an invoice until it is due, 0 to 365.</param>
public sealed record SupplierTerms(
    string Name, string Currency, int LeadDays = 7, int TolerancePermille = 0, int PaymentDays = 30)
{
    private const int LeadMax = 730;
    private const int PermilleMax = 1_000;
    private const int PaymentMax = 365;

    /// <summary>The first member that is out of its range, as a JSON Pointer within the terms; null when all are
    /// good.</summary>
    public SupplierRejection.InvalidTerms? Fault() =>
        !OrderTerms.IsName(Name) ? new("/name", "It must have 1 to 64 characters, none a control character.")
        : Finance.Currency.Find(Currency) is null ? new("/currency", "It is no currency of ISO 4217.")
        : LeadDays is < 0 or > LeadMax ? new("/lead_days", $"It must be from 0 to {LeadMax}.")
        : TolerancePermille is < 0 or > PermilleMax
            ? new("/tolerance_permille", $"It must be from 0 to {PermilleMax}.")
        : PaymentDays is < 0 or > PaymentMax ? new("/payment_days", $"It must be from 0 to {PaymentMax}.")
        : null;
}

/// <summary>What a supplier can be asked. <c>Expected</c> is the revision that the caller saw; null for any.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "case")]
[JsonDerivedType(typeof(SupplierCommand.Define), "define")]
[JsonDerivedType(typeof(SupplierCommand.Revise), "revise")]
[JsonDerivedType(typeof(SupplierCommand.SetActive), "set_active")]
public abstract record SupplierCommand
{
    private SupplierCommand()
    {
    }

    public sealed record Define(string Supplier, SupplierTerms Terms) : SupplierCommand;

    public sealed record Revise(SupplierTerms Terms, long? Expected) : SupplierCommand;

    public sealed record SetActive(bool IsActive, long? Expected) : SupplierCommand;
}

/// <summary>What happened to a supplier. Stored for ever (<see cref="PurchasingEvents"/>).</summary>
public abstract record SupplierEvent
{
    private SupplierEvent()
    {
    }

    public sealed record SupplierDefined(string Supplier, SupplierTerms Terms) : SupplierEvent;

    public sealed record SupplierRevised(SupplierTerms Terms) : SupplierEvent;

    public sealed record SupplierActivitySet(bool IsActive) : SupplierEvent;
}

/// <summary>Why a supplier may say no.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "case")]
[JsonDerivedType(typeof(SupplierRejection.NoSuchSupplier), "no_such_supplier")]
[JsonDerivedType(typeof(SupplierRejection.Differs), "differs")]
[JsonDerivedType(typeof(SupplierRejection.StaleRevision), "stale_revision")]
[JsonDerivedType(typeof(SupplierRejection.InvalidTerms), "invalid_terms")]
public abstract record SupplierRejection
{
    private SupplierRejection()
    {
    }

    public sealed record NoSuchSupplier : SupplierRejection;

    /// <summary>The id stands for a supplier with other terms.</summary>
    public sealed record Differs : SupplierRejection;

    public sealed record StaleRevision(long Expected, long Current) : SupplierRejection;

    /// <param name="Field">A JSON Pointer within the terms.</param>
    public sealed record InvalidTerms(string Field, string Reason) : SupplierRejection;
}
