using System.Text;
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

    [Fact]
    public void What_is_asked_again_is_on_disk_since_it_came_first()
    {
        var request = Received(Hex("POST /a HTTP/1.1\r\nContent-Length: 1\r\n\r\nx"), 40);
        var ok = Hex("HTTP/1.1 200 OK\r\n\r\n");
        var answer = $$"""18 sendmsg(9<{{Socket}}>, {msg_iov=[{iov_base="{{ok}}", iov_len=19}]}, 0) = 19""";
        Assert.Empty(Http([request, Sync, answer, request, answer]));
        Assert.Equal(2, Http([request, answer, request, answer, Sync]).Count);
        Assert.Single(Http([request, answer, Sync, request, answer]));
    }

    private static string Hex(string text) =>
        string.Concat(Encoding.Latin1.GetBytes(text).Select(octet => $@"\x{octet:x2}"));

    private static IReadOnlyList<string> Http(IReadOnlyList<string> lines)
    {
        var (calls, firsts) = (SystemCallTrace.Read(lines), new Dictionary<string, int>(StringComparer.Ordinal));
        AckRule.NoteFirsts(calls, Socket, firsts);
        return AckRule.Violations(calls, Socket, Protocols.Http, firsts, out _);
    }

    private static IReadOnlyList<string> Violations(IReadOnlyList<string> lines)
    {
        var violations = AckRule.Violations(
            SystemCallTrace.Read(lines), Socket, Protocols.Mqtt, new Dictionary<string, int>(), out var acknowledged);
        Assert.NotEqual(0, acknowledged);
        return violations;
    }
}
