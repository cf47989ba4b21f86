using System.Text.Json;
using NodaTime;
using Oms.Central.Depots;
using Oms.Custody;
using Xunit;
using Decision = Oms.Entities.Decision<Oms.Central.Depots.DepotEvent, Oms.Central.Depots.DepotRejection>;

namespace Oms.Central.Tests.Depots;

public sealed class DepotTests
{
    private const string First = "01890a5d-ac96-774b-bcce-b302099a8057";
    private const string Second = "01890a5d-ac96-774b-bcce-b302099a8058";
    private static readonly Instant Noon = Instant.FromUtc(2026, 11, 21, 12, 0);
    private static readonly JsonElement Json = JsonElement.Parse("{}");

    private static readonly Depot Registered = After(
        Depot.Initial,
        new DepotCommand.Register("dep-1", "North", "dep-1"),
        new DepotCommand.IssueCode("code", Noon + Duration.FromHours(1)));

    private static readonly Depot Enrolled = After(Registered, Enrol("code", First));

    [Fact]
    public void A_code_works_until_its_end_and_not_at_it()
    {
        var end = Noon + Duration.FromHours(1);
        Assert.IsType<Decision.Accepted>(Depot.Decide(
            Registered, Enrol("code", First), end - Duration.FromNanoseconds(1)));
        Assert.IsType<DepotRejection.EnrolmentRefused>(Refuse(Registered, Enrol("code", First), end));
    }

    [Fact]
    public void A_code_works_once() =>
        Assert.IsType<DepotRejection.EnrolmentRefused>(Refuse(Enrolled, Enrol("code", Second), Noon));

    [Fact]
    public void The_same_gateway_with_the_same_key_may_ask_again() =>
        Assert.Same(Decision.AlreadyDone, Depot.Decide(Enrolled, Enrol("code", First), Noon));

    [Fact]
    public void An_incarnation_is_never_enrolled_twice()
    {
        var renewed = After(
            Enrolled, new DepotCommand.IssueCode("next", Noon + Duration.FromHours(1)), Enrol("next", Second));
        Assert.Contains(First, renewed.Gateways["gw-1"].Former);
        var again = After(renewed, new DepotCommand.IssueCode("third", Noon + Duration.FromHours(1)));
        Assert.IsType<DepotRejection.EnrolmentRefused>(Refuse(again, Enrol("third", First), Noon));
    }

    [Fact]
    public void Records_are_taken_only_on_the_head_that_they_were_verified_against()
    {
        var one = After(Enrolled, Records(from: 1, to: 3, head: (0, Digest.Zero.ToString())));
        Assert.Equal((3, "h3"), (one.Gateways["gw-1"].HighWater, one.Gateways["gw-1"].HeadHash));
        Assert.Equal(["h1", "h2", "h3"], one.Gateways["gw-1"].RecentHashes);
        Assert.IsType<DepotRejection.HeadMoved>(Refuse(one, Records(4, 5, (2, "h2")), Noon));
        Assert.IsType<DepotRejection.HeadMoved>(Refuse(one, Records(5, 6, (3, "h3")), Noon));
        Assert.Same(Decision.AlreadyDone, Depot.Decide(one, Records(1, 3, (0, Digest.Zero.ToString())), Noon));
        Assert.Equal(5, After(one, Records(4, 5, (3, "h3"))).Gateways["gw-1"].HighWater);
    }

    [Fact]
    public void A_new_incarnation_starts_its_own_chain()
    {
        var one = After(
            Enrolled,
            Records(1, 3, (0, Digest.Zero.ToString())),
            new DepotCommand.IssueCode("next", Noon + Duration.FromHours(1)),
            Enrol("next", Second, after: 3));
        Assert.Equal(0, one.Gateways["gw-1"].HighWater);
        Assert.IsType<DepotRejection.NotEnrolled>(Refuse(one, Records(4, 5, (3, "h3")), Noon));
    }

    [Fact]
    public void Old_hashes_leave_the_state_so_that_it_stays_small()
    {
        var depot = After(Enrolled, Records(1, Gateway.RecentMax + 10, (0, Digest.Zero.ToString())));
        var gateway = depot.Gateways["gw-1"];
        Assert.Equal(Gateway.RecentMax, gateway.RecentHashes.Count);
        Assert.Null(gateway.HashAt(10));
        Assert.Equal("h11", gateway.HashAt(11));
        Assert.Equal($"h{Gateway.RecentMax + 10}", gateway.HashAt(Gateway.RecentMax + 10));
        Assert.Null(gateway.HashAt(Gateway.RecentMax + 11));
    }

    [Fact]
    public void The_same_incident_is_raised_once_a_minute()
    {
        var report = new DepotCommand.Report("edge-signature-invalid", "gw-9", "x");
        var depot = After(Enrolled, report);
        var soon = Noon + Duration.FromMinutes(1) - Duration.FromNanoseconds(1);
        Assert.Same(Decision.AlreadyDone, Depot.Decide(depot, report, soon));
        Assert.NotSame(Decision.AlreadyDone, Depot.Decide(depot, report, Noon + Duration.FromMinutes(1)));
    }

    [Fact]
    public void A_batch_is_set_aside_once_and_only_so_many_are_kept()
    {
        var depot = Enrolled;
        for (var i = 0; i < Depot.QuarantinedMax; i++)
        {
            depot = After(depot, Quarantine($"b{i}"));
        }

        Assert.Same(Decision.AlreadyDone, Depot.Decide(depot, Quarantine("b0"), Noon));
        var further = Assert.IsType<Decision.Accepted>(
            Depot.Decide(depot, Quarantine("b-more"), Noon + Duration.FromHours(1))).Events;
        Assert.IsType<DepotEvent.IncidentRaised>(Assert.Single(further));
        Assert.Equal(Depot.IncidentsMax / 2, depot.Incidents.Count);
    }

    [Fact]
    public void Manifests_are_numbered_without_gaps_and_each_once()
    {
        var manifest = new Oms.Custody.CheckOuts.Manifest("R-1", 1, "dep-1", "T", "D", null, []);
        var depot = After(
            Enrolled,
            new DepotCommand.AssignManifest(manifest),
            new DepotCommand.AssignManifest(manifest with { Route = "R-2" }));
        Assert.Equal([1L, 2L], depot.Manifests.Select(m => m.Number));
        Assert.Same(Decision.AlreadyDone, Depot.Decide(depot, new DepotCommand.AssignManifest(manifest), Noon));
    }

    [Fact]
    public void A_key_that_a_record_names_comes_into_force_once_it_is_certified_for_that_very_record()
    {
        var announced = After(Enrolled, Records(1, 3, (0, Digest.Zero.ToString())) with { NextKey = "key-2" });
        Assert.Equal(
            ("key", "key-2"), (announced.Gateways["gw-1"].PublicKey, announced.Gateways["gw-1"].NextKey));
        Assert.IsType<DepotRejection.HeadMoved>(Refuse(announced, Change("key-2", after: 2), Noon));
        Assert.IsType<DepotRejection.NoSuchKey>(Refuse(announced, Change("key-3", after: 3), Noon));
        Assert.IsType<DepotRejection.NoSuchKey>(Refuse(Enrolled, Change("key-2", after: 0), Noon));
        var changed = After(announced, Change("key-2", after: 3));
        Assert.Equal(("key-2", null), (changed.Gateways["gw-1"].PublicKey, changed.Gateways["gw-1"].NextKey));
        Assert.Same(Decision.AlreadyDone, Depot.Decide(changed, Change("key-2", after: 3), Noon));
    }

    [Fact]
    public void A_revoked_key_names_no_successor_and_is_not_enrolled_again()
    {
        var announced = After(Enrolled, Records(1, 3, (0, Digest.Zero.ToString())) with { NextKey = "key-2" });
        var revoked = After(announced, Revoke(from: 9, after: 3));
        Assert.True(revoked.IsRevoked(revoked.Gateways["gw-1"]));
        Assert.IsType<DepotRejection.NoSuchKey>(Refuse(revoked, Change("key-2", after: 3), Noon));
        var again = After(revoked, new DepotCommand.IssueCode("next", Noon + Duration.FromHours(1)));
        Assert.IsType<DepotRejection.EnrolmentRefused>(Refuse(again, Enrol("next", Second, after: 3), Noon));
        Assert.Contains(revoked.Incidents, incident => incident.Kind == "key-revoked");
    }

    [Fact]
    public void A_revocation_may_be_dated_back_later_and_never_forward()
    {
        var revoked = After(Enrolled, Revoke(from: 9, after: 0));
        Assert.Same(Decision.AlreadyDone, Depot.Decide(revoked, Revoke(from: 9, after: 0), Noon));
        Assert.Same(Decision.AlreadyDone, Depot.Decide(revoked, Revoke(from: 10, after: 0), Noon));
        Assert.Equal(8, After(revoked, Revoke(from: 8, after: 0)).RevokedKeys["key"]);
        Assert.IsType<DepotRejection.HeadMoved>(Refuse(Enrolled, Revoke(from: 9, after: 1), Noon));
    }

    private static DepotCommand.ChangeKey Change(string key, long after) => new("gw-1", First, key, Json, after);

    private static DepotCommand.RevokeKey Revoke(long from, long after) =>
        new("gw-1", "key", from, "stolen", Json, after);

    private static DepotCommand.Enrol Enrol(string code, string incarnation, long after = 0) =>
        new(code, "gw-1", incarnation, "key", Json, after);

    private static DepotCommand.Quarantine Quarantine(string id) => new(id, "gw-1", First, "fork", "twice", Json);

    private static DepotCommand.AcceptRecords Records(int from, int to, (long Seq, string Hash) head) => new(
        "gw-1",
        First,
        head.Seq,
        head.Hash,
        [
            .. Enumerable.Range(from, to - from + 1).Select(seq => new VerifiedRecord(
                seq, string.Empty, 0, false, new AcceptedRecord(Json, "sig", Json, $"h{seq}"))),
        ],
        to,
        "ntp");

    private static Depot After(Depot state, params DepotCommand[] commands) =>
        commands.Aggregate(state, (depot, command) =>
        {
            var decision = Depot.Decide(depot, command, Noon);
            Assert.True(decision is Decision.Accepted, $"{command}: {decision}");
            return ((Decision.Accepted)decision).Events.Aggregate(depot, Depot.Evolve);
        });

    private static DepotRejection Refuse(Depot state, DepotCommand command, Instant now) =>
        Assert.IsType<Decision.Rejected>(Depot.Decide(state, command, now)).Reason;
}
