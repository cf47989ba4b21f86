using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Oms.Central.Customers;
using Oms.Central.Orders;
using Xunit;
using Decision = Oms.Entities.Decision<Oms.Central.Customers.CustomerEvent, Oms.Central.Customers.CustomerRejection>;

namespace Oms.Central.Tests.Customers;

public sealed class CustomerAccountTests
{
    private static readonly SealedProfile Sealed = new("AAEC", "digest");
    private static readonly CustomerFacts Facts = new(["vip"]);
    private static readonly CustomerProfile Anna = new("Anna");
    private static readonly string[] Ids = ["a", "b", "c", "d"];

    public static TheoryData<string, CustomerProfile> Faults => new()
    {
        { "/profile/name", Anna with { Name = "" } },
        { "/profile/contacts/0/value", Anna with { Contacts = [new(ContactKind.Email, "anna")] } },
        { "/profile/contacts/0/value", Anna with { Contacts = [new(ContactKind.Email, "a@b@c")] } },
        { "/profile/contacts/0/value", Anna with { Contacts = [new(ContactKind.Phone, "call me")] } },
        { "/profile/contacts/0/label", Anna with { Contacts = [new(ContactKind.Phone, "+1 555 0100", "")] } },
        {
            "/profile/addresses/0",
            Anna with { Addresses = [new("home", new PostalAddress(["1 High Street"], "S", "1", "usa"))] }
        },
        { "/profile/preferences", Anna with { Preferences = [new("a", "1"), new("a", "2")] } },
        { "/profile/references", Anna with { References = [new("", "1")] } },
        { "/profile/language", Anna with { Language = "EN" } },
    };

    [Theory]
    [MemberData(nameof(Faults), DisableDiscoveryEnumeration = true)]
    public void A_profile_that_is_out_of_range_names_the_member(string field, CustomerProfile profile) =>
        Assert.Equal(field, profile.Fault()?.Field);

    [Fact]
    public void A_customer_is_registered_once()
    {
        Assert.Same(
            Decision.AlreadyDone,
            CustomerAccount.Decide(
                Known, new CustomerCommand.Register(new("another text", "digest"), Facts), Instant.MinValue));
        Assert.IsType<CustomerRejection.Differs>(
            Rejected(Known, new CustomerCommand.Register(new("AAEC", "other"), Facts)));
    }

    [Fact]
    public void An_unknown_customer_says_so() =>
        Assert.IsType<CustomerRejection.NoSuchCustomer>(
            Rejected(CustomerAccount.Initial, new CustomerCommand.Revise(Sealed, Facts, null)));

    [Fact]
    public void A_change_of_what_was_not_seen_is_refused() =>
        Assert.Equal(
            new CustomerRejection.StaleRevision(7, 1),
            Rejected(Known, new CustomerCommand.SetConsent("news", true, "form", 7)));

    [Fact]
    public void A_merged_customer_names_the_one_that_stays()
    {
        var merged = Then(Then(Known, new CustomerCommand.Merge("b", 1)), new CustomerCommand.FinishMerge("b"));
        Assert.Equal(CustomerStatus.Merged, merged.Status);
        Assert.Equal(
            new CustomerRejection.IsMerged("b"), Rejected(merged, new CustomerCommand.Revise(Sealed, Facts, null)));
        Assert.Equal(new CustomerRejection.IsMerged("b"), Rejected(merged, new CustomerCommand.Absorb("c")));
    }

    [Fact]
    public void A_merge_that_is_undone_says_why_and_may_be_asked_for_again()
    {
        var merging = Then(Known, new CustomerCommand.Merge("b", 1));
        var undone = Then(merging, new CustomerCommand.UndoMerge("b", "IsErased"));
        Assert.Equal((CustomerStatus.Active, "IsErased"), (undone.Status, undone.Refusal));
        Assert.Equal("c", Then(undone, new CustomerCommand.Merge("c", null)).Into);
    }

    [Fact]
    public void An_erased_customer_holds_nothing_and_takes_nothing()
    {
        var erased = Then(
            Then(Known, new CustomerCommand.SetConsent("news", true, "form", null)),
            new CustomerCommand.Erase("asked for"));
        Assert.Null(erased.Profile);
        Assert.Null(erased.Facts);
        Assert.Empty(erased.Consents);
        Assert.IsType<CustomerRejection.IsErased>(Rejected(erased, new CustomerCommand.Register(Sealed, Facts)));
        Assert.IsType<CustomerRejection.IsErased>(Rejected(erased, new CustomerCommand.Absorb("b")));
        Assert.Same(
            Decision.AlreadyDone,
            CustomerAccount.Decide(erased, new CustomerCommand.Erase("asked for"), Instant.MinValue));
    }

    [Fact]
    public void Consent_is_noted_with_its_time_and_source()
    {
        var now = Instant.FromUtc(2026, 11, 21, 12, 0);
        var given = Assert.IsType<CustomerEvent.ConsentSet>(Assert.Single(Assert.IsType<Decision.Accepted>(
            CustomerAccount.Decide(Known, new CustomerCommand.SetConsent("news", true, "form", null), now)).Events));
        Assert.Equal(new Consent(true, "form", now), given.Consent);
    }

    /// <summary>Every merge is two messages, each on its way for any time.</summary>
    [Fact]
    public void No_records_are_ever_merged_in_a_circle() =>
        Prop.ForAll(
            (from request in Gen.Choose(0, 15)
             from picks in Gen.Choose(0, 7).ArrayOf(6)
             select (From: Ids[request / 4], Into: Ids[request % 4], picks)).ArrayOf().ToArbitrary(),
            requests =>
            {
                var accounts = Ids.ToDictionary(id => id, _ => Known);
                List<(string To, CustomerCommand Command)> underway = [];
                foreach (var (from, into, picks) in requests.Where(each => each.From != each.Into))
                {
                    underway.Add((from, new CustomerCommand.Merge(into, null)));
                    foreach (var pick in picks.Where(_ => underway.Count > 0))
                    {
                        var (to, command) = underway[pick % underway.Count];
                        underway.RemoveAt(pick % underway.Count);
                        underway.AddRange(Carry(accounts, to, command));
                        Assert.All(Ids, id => Assert.True(EndOf(accounts, id)));
                    }
                }
            }).QuickCheckThrowOnFailure();

    private static List<(string, CustomerCommand)> Carry(
        Dictionary<string, CustomerAccount> accounts, string to, CustomerCommand command)
    {
        switch (CustomerAccount.Decide(accounts[to], command, Instant.MinValue))
        {
            case Decision.Accepted accepted:
                accounts[to] = accepted.Events.Aggregate(accounts[to], CustomerAccount.Evolve);
                return accepted.Events.SelectMany<CustomerEvent, (string, CustomerCommand)>(happened => happened switch
                {
                    CustomerEvent.MergeBegun e => [(e.Into, new CustomerCommand.Absorb(to))],
                    CustomerEvent.CustomerAbsorbed e => [(e.From, new CustomerCommand.FinishMerge(to))],
                    _ => [],
                }).ToList();
            case Decision.Rejected when command is CustomerCommand.Absorb absorb:
                return [(absorb.From, new CustomerCommand.UndoMerge(to, "refused"))];
            default:
                return [];
        }
    }

    /// <summary>Whether following merges ends.</summary>
    private static bool EndOf(Dictionary<string, CustomerAccount> accounts, string id)
    {
        for (var steps = 0; steps <= Ids.Length; steps++)
        {
            if (accounts[id] is not { Status: CustomerStatus.Merged, Into: { } into })
            {
                return true;
            }

            id = into;
        }

        return false;
    }

    private static CustomerAccount Known =>
        Then(CustomerAccount.Initial, new CustomerCommand.Register(Sealed, Facts));

    private static CustomerAccount Then(CustomerAccount state, CustomerCommand command) =>
        Assert.IsType<Decision.Accepted>(CustomerAccount.Decide(state, command, Instant.MinValue)).Events
            .Aggregate(state, CustomerAccount.Evolve);

    private static CustomerRejection Rejected(CustomerAccount state, CustomerCommand command) =>
        Assert.IsType<Decision.Rejected>(CustomerAccount.Decide(state, command, Instant.MinValue)).Reason;
}
