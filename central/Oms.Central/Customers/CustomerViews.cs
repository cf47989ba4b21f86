using Oms.Central.Http;

namespace Oms.Central.Customers;

/// <param name="Id">The caller's own number for the customer, which must not be personal; null for one that is
/// made.</param>
/// <param name="Facts">Null for none.</param>
internal sealed record RegisterCustomerBody(CustomerProfile Profile, CustomerFacts? Facts = null, string? Id = null)
{
    /// <summary>The facts, none where none were given.</summary>
    public CustomerFacts Known() => Facts ?? new CustomerFacts();
}

internal sealed record ReviseCustomerBody(CustomerProfile Profile, CustomerFacts Facts);

internal sealed record ConsentBody(string Purpose, bool Granted, string Source);

/// <param name="Into">The id of the record that stays.</param>
internal sealed record MergeCustomerBody(string Into);

internal sealed record EraseCustomerBody(string Reason);

/// <summary>A customer as lists show it: without anything personal.</summary>
internal sealed record CustomerRow(
    string Id, long Version, CustomerStatus Status, IReadOnlyList<string> Segments, string? MergedInto)
{
    public static CustomerRow Of(string id, CustomerAccount account) =>
        new(id, account.Revision, account.Status, account.Facts?.Segments ?? [], account.Into);
}

/// <summary>A customer as the API shows it.</summary>
/// <param name="MergedInto">The record that stays, of a merge.</param>
/// <param name="MergeRefused">Why the last merge was undone.</param>
/// <param name="MergedFrom">The records that were merged into this one.</param>
internal sealed record CustomerView(
    string Id,
    long Version,
    CustomerStatus Status,
    CustomerProfile Profile,
    CustomerFacts Facts,
    IReadOnlyDictionary<string, Consent> Consents,
    string? MergedInto,
    string? MergeRefused,
    IReadOnlyList<string> MergedFrom)
{
    public static CustomerView Of(string id, CustomerAccount account, CustomerProfile profile) => new(
        id,
        account.Revision,
        account.Status,
        profile,
        account.Facts!,
        account.Consents,
        account.Into,
        account.Refusal,
        account.Absorbed);
}

/// <summary>What clients are told where a customer is not to be had.</summary>
internal static class CustomerAnswers
{
    public static Answer Unknown => Problems.NotFound("such customer");

    public static Answer Erased => Problems.Of(
        410, "customer-erased", "The customer was erased; nothing personal can be read any more.");

    public static Answer Explain(CustomerRejection? rejection) =>
        rejection switch
        {
            CustomerRejection.NoSuchCustomer => Unknown,
            CustomerRejection.Differs => Problems.Of(
                409, "id-taken", "The id stands for a customer with another content; change that one instead."),
            CustomerRejection.StaleRevision r => Preconditions.Failed(r.Current),
            CustomerRejection.Invalid r => Problems.Invalid(r.Field, r.Reason),
            CustomerRejection.IsMerged r => Problems.Of(
                409, "customer-merged", $"The customer is one with {r.Into}.", body => body.Customer = r.Into),
            CustomerRejection.IsErased => Erased,
            CustomerRejection.TooMany r => Problems.Of(
                409, "capacity-exhausted", $"A customer has up to {r.Max} {r.What}."),
            _ => Problems.Of(409, "illegal-transition", "It was refused before."),
        };
}
