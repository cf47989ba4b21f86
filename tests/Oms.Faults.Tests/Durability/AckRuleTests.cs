using Xunit;

namespace Oms.Faults.Tests.Durability;

public sealed class AckRuleTests
{
    private const string Socket = "TCP:[127.0.0.1:1883->127.0.0.1:40000]";
    private const string AckOne =
        $$"""18 sendmsg(9<{{Socket}}>, {msg_iov=[{iov_base="\x40\x02\x00\x01", iov_len=4}]}, 0) = 4""";

    private const string Sync = "19 fdatasync(7</data/segment-1>) = 0";

    private static readonly string PublishOne = Received(@"\x32\x06\x00\x01\x61\x00\x01\x78", 8);

    [Fact]
    public void An_acknowledgement_after_a_sync_is_honest() =>
        Assert.Empty(Violations([PublishOne, Sync, AckOne]));

    [Fact]
    public void An_acknowledgement_without_a_sync_is_not() =>
        Assert.Equal(
            ["message 1: received on line 1, acknowledged on line 2, and no sync between"],
            Violations([PublishOne, AckOne]));

    [Fact]
    public void A_sync_that_began_before_the_message_came_does_not_cover_it() =>
        Assert.Single(Violations(
        [
            "19 fdatasync(7</data/segment-1> <unfinished ...>",
            PublishOne,
            "19 <... fdatasync resumed>) = 0",
            AckOne,
        ]));

    [Fact]
    public void A_sync_that_returned_after_the_acknowledgement_began_does_not_cover_it() =>
        Assert.Single(Violations(
        [
            PublishOne,
            "19 fdatasync(7</data/segment-1> <unfinished ...>",
            AckOne,
            "19 <... fdatasync resumed>) = 0",
        ]));

    [Fact]
    public void A_failed_sync_covers_nothing() =>
        Assert.Single(Violations([PublishOne, "19 fdatasync(7</data/segment-1>) = -1 ENOSPC (No space left)", AckOne]));

    [Fact]
    public void One_sync_covers_all_that_was_received_before_it() =>
        Assert.Empty(Violations([PublishOne, PublishOne, Sync, AckOne, AckOne]));

    [Fact]
    public void A_second_acknowledgement_needs_a_sync_of_its_own() =>
        Assert.Single(Violations([PublishOne, Sync, PublishOne, AckOne, AckOne]));

    [Fact]
    public void A_message_that_came_in_two_pieces_counts_from_the_second() =>
        Assert.Single(Violations(
        [
            Received(@"\x32\x06\x00\x01\x61\x00", 6),
            Sync,
            Received(@"\x01\x78", 2),
            AckOne,
        ]));

    [Fact]
    public void A_peek_receives_nothing() =>
        Assert.Empty(Violations(
        [
            PublishOne.Replace("}]}, 0)", "}]}, MSG_PEEK)", StringComparison.Ordinal), PublishOne, Sync, AckOne,
        ]));

    private static string Received(string octets, int count) =>
        $$"""17 recvmsg(9<{{Socket}}>, {msg_iov=[{iov_base="{{octets}}", iov_len=512}]}, 0) = {{count}}""";

    private static IReadOnlyList<string> Violations(IReadOnlyList<string> lines)
    {
        var violations = AckRule.Violations(
            SystemCallTrace.Read(lines), Socket, Protocols.Mqtt, out var acknowledged);
        Assert.NotEqual(0, acknowledged);
        return violations;
    }
}
