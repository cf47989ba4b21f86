using System.Collections.Immutable;
using System.Diagnostics;
using NodaTime;
using Oms.Central.Json;
using Oms.Central.Orders;
using Oms.Entities;
using Decision = Oms.Entities.Decision<Oms.Central.Customers.CustomerEvent, Oms.Central.Customers.CustomerRejection>;

namespace Oms.Central.Customers;

/// <summary>The record of a customer.</summary>
/// <remarks>
/// A merge has two steps: first the record that goes stops to be active, then the one that stays takes it in, if it is
/// active itself; else the first step is undone. A record that was taken in is never active again, so no records are
/// merged in a circle, in whatever order merges are asked for.
/// </remarks>
/// <param name="Into">What it is merged into, or about to be.</param>
/// <param name="Refusal">Why the last merge was undone.</param>
/// <param name="Absorbed">Ids of the records that were merged into it.</param>
/// <param name="Consents">By purpose.</param>
public sealed record CustomerAccount(
    long Revision,
    CustomerStatus Status,
    SealedProfile? Profile,
    CustomerFacts? Facts,
    string? Into,
    string? Refusal,
    ImmutableList<string> Absorbed,
    ImmutableSortedDictionary<string, Consent> Consents)
    : IEntity<CustomerAccount, CustomerCommand, CustomerEvent, CustomerRejection>
{
    /// <summary>The kind in every customer's address; the id is the customer's, percent-escaped.</summary>
    public const string Kind = "customer";

    /// <summary>Records that may be merged into one.</summary>
    public const int AbsorbedMax = 1_000;

    /// <summary>Purposes for which consent is noted.</summary>
    public const int ConsentsMax = 50;

    private static readonly ImmutableSortedDictionary<string, Consent> NoConsents =
        ImmutableSortedDictionary.Create<string, Consent>(StringComparer.Ordinal);

    public static CustomerAccount Initial { get; } =
        new(0, CustomerStatus.Absent, null, null, null, null, [], NoConsents);

    public static Decision Decide(CustomerAccount state, CustomerCommand command, Instant now) =>
        (state.Status, command) switch
        {
            (CustomerStatus.Merging, CustomerCommand.FinishMerge c) when c.Into == state.Into =>
                Decision.Accept(new CustomerEvent.CustomerMerged(c.Into)),
            (CustomerStatus.Merging, CustomerCommand.UndoMerge c) when c.Into == state.Into =>
                Decision.Accept(new CustomerEvent.MergeUndone(c.Into, c.Why)),
            (_, CustomerCommand.FinishMerge or CustomerCommand.UndoMerge) => Decision.AlreadyDone,

            (CustomerStatus.Absent, CustomerCommand.Register c) => c.Facts.Fault() is { } fault
                ? Decision.Reject(fault)
                : Decision.Accept(new CustomerEvent.CustomerRegistered(c.Profile, c.Facts)),
            (CustomerStatus.Absent, _) => Decision.Reject(new CustomerRejection.NoSuchCustomer()),

            (CustomerStatus.Erased, CustomerCommand.Erase) => Decision.AlreadyDone,
            (CustomerStatus.Erased, _) => Decision.Reject(new CustomerRejection.IsErased()),
            (_, CustomerCommand.Erase c) => OrderTerms.IsName(c.Reason)
                ? Decision.Accept(new CustomerEvent.CustomerErased(c.Reason, now))
                : Decision.Reject(new CustomerRejection.Invalid("/reason", "It must have 1 to 64 characters.")),

            (not CustomerStatus.Active, CustomerCommand.Merge c) when c.Into == state.Into => Decision.AlreadyDone,
            (not CustomerStatus.Active, _) => Decision.Reject(new CustomerRejection.IsMerged(state.Into!)),
            (_, CustomerCommand.Register c) => state.Has(c.Profile, c.Facts)
                ? Decision.AlreadyDone
                : Decision.Reject(new CustomerRejection.Differs()),
            _ when command is IExpectsRevision { Expected: { } expected } && expected != state.Revision =>
                Decision.Reject(new CustomerRejection.StaleRevision(expected, state.Revision)),
            (_, CustomerCommand.Revise c) => c.Facts.Fault() is { } fault ? Decision.Reject(fault)
                : state.Has(c.Profile, c.Facts) ? Decision.AlreadyDone
                : Decision.Accept(new CustomerEvent.CustomerRevised(c.Profile, c.Facts)),
            (_, CustomerCommand.SetConsent c) => state.SetConsent(c, now),
            (_, CustomerCommand.Merge c) => Decision.Accept(new CustomerEvent.MergeBegun(c.Into)),
            (_, CustomerCommand.Absorb c) => state.Absorbed.Contains(c.From) ? Decision.AlreadyDone
                : state.Absorbed.Count >= AbsorbedMax
                    ? Decision.Reject(new CustomerRejection.TooMany("merged records", AbsorbedMax))
                : Decision.Accept(new CustomerEvent.CustomerAbsorbed(c.From)),
            _ => throw new UnreachableException($"No such command: {command.GetType().Name}."),
        };

    public static CustomerAccount Evolve(CustomerAccount state, CustomerEvent happened)
    {
        var next = state with { Revision = state.Revision + 1 };
        return happened switch
        {
            CustomerEvent.CustomerRegistered e => next with
            {
                Status = CustomerStatus.Active,
                Profile = e.Profile,
                Facts = e.Facts,
            },
            CustomerEvent.CustomerRevised e => next with { Profile = e.Profile, Facts = e.Facts },
            CustomerEvent.ConsentSet e => next with { Consents = state.Consents.SetItem(e.Purpose, e.Consent) },
            CustomerEvent.MergeBegun e => next with
            {
                Status = CustomerStatus.Merging,
                Into = e.Into,
                Refusal = null,
            },
            CustomerEvent.CustomerAbsorbed e => next with { Absorbed = state.Absorbed.Add(e.From) },
            CustomerEvent.CustomerMerged => next with { Status = CustomerStatus.Merged },
            CustomerEvent.MergeUndone e => next with
            {
                Status = CustomerStatus.Active,
                Into = null,
                Refusal = e.Why,
            },
            CustomerEvent.CustomerErased => next with
            {
                Status = CustomerStatus.Erased,
                Profile = null,
                Facts = null,
                Refusal = null,
                Consents = NoConsents,
            },
            _ => throw new UnreachableException($"No such event: {happened.GetType().Name}."),
        };
    }

    private Decision SetConsent(CustomerCommand.SetConsent c, Instant now) =>
        !OrderTerms.IsName(c.Purpose) || !OrderTerms.IsName(c.Source)
            ? Decision.Reject(new CustomerRejection.Invalid(
                OrderTerms.IsName(c.Purpose) ? "/source" : "/purpose", "It must have 1 to 64 characters."))
        : Consents.TryGetValue(c.Purpose, out var known) && (known.Granted, known.Source) == (c.Granted, c.Source)
            ? Decision.AlreadyDone
        : Consents.Count >= ConsentsMax && !Consents.ContainsKey(c.Purpose)
            ? Decision.Reject(new CustomerRejection.TooMany("consents", ConsentsMax))
        : Decision.Accept(new CustomerEvent.ConsentSet(c.Purpose, new Consent(c.Granted, c.Source, now)));

    private bool Has(SealedProfile profile, CustomerFacts facts) =>
        Profile?.Digest == profile.Digest && WrittenForm.IsSame(Facts!, facts, CustomerJson.Default.CustomerFacts);
}
