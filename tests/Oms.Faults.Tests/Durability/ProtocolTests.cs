using System.Text;
using Xunit;

namespace Oms.Faults.Tests.Durability;

public sealed class ProtocolTests
{
    [Fact]
    public void Only_requests_that_change_something_and_succeed_count()
    {
        var exchanges = Protocols.Http(
            Octets("GET /a HTTP/1.1\r\n\r\nPOST /b HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}"
                + "POST /c HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}"),
            Octets("HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 201 Created\r\nETag: 1\r\n\r\nHTTP/1.1 409 Conflict\r\n\r\n"));

        Assert.Equal([new Exchange("POST /b HTTP/1.1", 60, 19)], exchanges);
    }

    [Fact]
    public void A_repeated_answer_needs_no_second_sync() =>
        Assert.Empty(Protocols.Http(
            Octets("POST /b HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}"),
            Octets("HTTP/1.1 201 Created\r\nIdempotent-Replayed: true\r\n\r\n")));

    [Fact]
    public void An_answer_that_says_that_nothing_was_stored_acknowledges_nothing()
    {
        var asked = Octets("POST /telemetry HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}");
        Assert.Empty(Protocols.Http(
            asked, Octets("HTTP/1.1 200 OK\r\n\r\n{\"stored\":false,\"credit\":16,\"reason\":\"not-sealed\"}")));
        Assert.Single(Protocols.Http(
            asked, Octets("HTTP/1.1 200 OK\r\n\r\n{\"stored\":true,\"credit\":16,\"reason\":null}")));
    }

    [Fact]
    public void More_acknowledgements_than_messages_are_an_error() =>
        Assert.Throws<InvalidDataException>(() => Protocols.Mqtt(default, new byte[] { 0x40, 2, 0, 1 }));

    private static byte[] Octets(string text) => Encoding.Latin1.GetBytes(text);
}
