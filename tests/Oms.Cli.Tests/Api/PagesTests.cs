using Oms.Cli.Tests.Doubles;
using Xunit;

namespace Oms.Cli.Tests.Api;

public sealed class PagesTests
{
    private readonly Terminal _terminal = new();

    [Fact]
    public async Task Pages_are_followed_to_the_end()
    {
        await using var server = await StandIn.StartAsync(
            Canned.Ok("""{"items":[{"id":"a","name":"North"}],"next":"c/1"}"""),
            Canned.Ok("""{"items":[{"id":"b","name":"S"}],"next":null}"""));
        var ran = await _terminal.RunAsync("depots", "list", "--url", server.Url);
        Assert.Equal(
            """
            ID  NAME   LAG  CLOCK  LAST SEEN  QUARANTINED BATCHES  INCIDENTS
            a   North  0    -      -          0                    0
            b   S      0    -      -          0                    0

            """,
            ran.Output);
        Assert.Equal((ExitCode.Ok, ""), (ran.Code, ran.Error));
        Assert.Equal(["GET /depots?limit=200", "GET /depots?cursor=c%2F1&limit=199"], server.Lines);
    }

    [Fact]
    public async Task A_limit_ends_the_list_and_what_is_left_is_said()
    {
        await using var server = await StandIn.StartAsync(
            Canned.Ok("""{"items":[{"id":"a"},{"id":"b"}],"next":"1"}"""),
            Canned.Ok("""{"items":[{"id":"c"},{"id":"d"}],"next":"2"}"""));
        var ran = await _terminal.RunAsync("orders", "list", "--limit", "3", "--channel", "web", "--url", server.Url);
        Assert.Equal(["ID", "a", "b", "c", ""], ran.Output.Split('\n').Select(line => line.Split(' ')[0]));
        Assert.Equal("There are more than 3; --limit shows more.\n", ran.Error);
        Assert.Equal(
            ["GET /orders?channel=web&limit=3", "GET /orders?channel=web&cursor=1&limit=1"], server.Lines);
    }

    [Fact]
    public async Task Pages_for_machines_are_one_document_with_the_system_s_own_items()
    {
        await using var server = await StandIn.StartAsync(
            Canned.Ok("""{"items":[{"id":"a","n":1.50}],"next":"1"}"""), Canned.Ok(
                """{"items":[{"id":"b"}],"next":"2"}"""));
        var ran = await _terminal.RunAsync("orders", "list", "--limit", "2", "--json", "--url", server.Url);
        Assert.Equal("""{"items":[{"id":"a","n":1.50},{"id":"b"}],"next":"2"}""" + "\n", ran.Output);
        Assert.Equal((ExitCode.Ok, ""), (ran.Code, ran.Error));
    }

    [Fact]
    public async Task A_cursor_that_leads_back_to_itself_gives_4()
    {
        await using var server = await StandIn.StartAsync(Canned.Ok("""{"items":[{"id":"a"}],"next":"1"}"""));
        var ran = await _terminal.RunAsync("orders", "list", "--url", server.Url);
        Assert.Equal(ExitCode.Unreachable, ran.Code);
        Assert.Equal(2, server.Asked.Count);
    }

    [Fact]
    public async Task An_empty_list_says_so_beside_the_output()
    {
        await using var server = await StandIn.StartAsync(Canned.Ok("""{"items":[],"next":null}"""));
        var ran = await _terminal.RunAsync("entities", "list", "--url", server.Url);
        Assert.Equal((ExitCode.Ok, "", "There are none.\n"), (ran.Code, ran.Output, ran.Error));
    }

    [Fact]
    public async Task A_gateway_s_letters_are_followed_by_their_numbers()
    {
        var full = string.Join(',', Enumerable.Range(1, 200).Select(n => $$"""{"number":{{n + 5}}}"""));
        await using var server = await StandIn.StartAsync(
            Canned.Ok($$"""{"letters":[{{full}}],"total":206,"open":206}"""),
            Canned.Ok("""{"letters":[{"number":206,"topic":"a\u001b]0;x"}],"total":206,"open":206}"""));
        var ran = await _terminal.RunAsync(
            "dead-letters", "list", "--after", "5", "--limit", "999", "--url", server.Url);
        Assert.Equal(["GET /dead-letters?after=5&limit=200", "GET /dead-letters?after=205&limit=200"], server.Lines);
        Assert.Equal(203, ran.Output.Split('\n').Length);
        Assert.Contains("a?]0;x", ran.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_outs_of_a_gateway_and_of_a_centre_are_one_table()
    {
        await using var gateway = await StandIn.StartAsync(
            Canned.Ok("""{"check_outs":[{"id":"c2","state":"open"}],"next":"c2"}"""),
            Canned.Ok("""{"check_outs":[{"id":"c1","state":"completed"}],"next":null}"""));
        await using var centre = await StandIn.StartAsync(
            Canned.Ok("""{"items":[{"id":"c2","status":"open"},{"id":"c1","status":"completed"}],"next":null}"""));
        var ofGateway = await _terminal.RunAsync("check-outs", "list", "--url", gateway.Url);
        var ofCentre = await _terminal.RunAsync("check-outs", "list", "--url", centre.Url);
        Assert.Equal(ofCentre, ofGateway);
        Assert.Contains("c1  completed", ofCentre.Output, StringComparison.Ordinal);
        Assert.Contains("&after=c2&", gateway.Lines.Last(), StringComparison.Ordinal);
    }
}
