using Oms.Cli.Tests.Doubles;
using Xunit;

namespace Oms.Cli.Tests.Api;

public sealed class AskingTests : IDisposable
{
    private const string Receipt = """{"id":"dep-1","position":"17-4"}""";
    private readonly Terminal _terminal = new();
    private readonly string _keyFile = Path.GetTempFileName();

    public void Dispose() => File.Delete(_keyFile);

    [Fact]
    public async Task The_key_of_the_file_is_sent_without_the_end_of_its_line()
    {
        await File.WriteAllTextAsync(_keyFile, "oms_1_2\n", TestContext.Current.CancellationToken);
        await using var server = await StandIn.StartAsync(Canned.Ok("""{"healthy":true}"""));
        var ran = await _terminal.RunAsync("audit", "--url", server.Url, "--key-file", _keyFile);
        Assert.Equal((ExitCode.Ok, ""), (ran.Code, ran.Error));
        Assert.Equal("Bearer oms_1_2", Assert.Single(server.Asked).Authorization);
    }

    [Fact]
    public async Task URL_and_key_file_come_from_the_environment_and_the_option_wins()
    {
        await File.WriteAllTextAsync(_keyFile, "k", TestContext.Current.CancellationToken);
        await using var one = await StandIn.StartAsync(Canned.Ok("""{"healthy":true}"""));
        await using var other = await StandIn.StartAsync(Canned.Ok("""{"healthy":true}"""));
        _terminal.Variables["OMS_URL"] = one.Url;
        _terminal.Variables["OMS_KEY_FILE"] = _keyFile;
        Assert.Equal(ExitCode.Ok, (await _terminal.RunAsync("audit")).Code);
        Assert.Equal(ExitCode.Ok, (await _terminal.RunAsync("audit", "--url", other.Url)).Code);
        Assert.Equal(["Bearer k"], one.Asked.Select(asked => asked.Authorization));
        Assert.Equal(["Bearer k"], other.Asked.Select(asked => asked.Authorization));
    }

    [Fact]
    public async Task A_URL_may_lead_to_a_folder_of_a_server()
    {
        await using var server = await StandIn.StartAsync(Canned.Ok("""{"healthy":true}"""));
        _ = await _terminal.RunAsync("audit", "--url", $"{server.Url}/oms");
        Assert.Equal(["GET /oms/audit/invariants"], server.Lines);
    }

    [Fact]
    public async Task An_id_cannot_lead_to_another_path()
    {
        await using var server = await StandIn.StartAsync(Canned.Problem(404, "not-found"));
        _ = await _terminal.RunAsync("orders", "show", "../api-keys?x#y", "--url", server.Url);
        Assert.Equal(["GET /orders/..%2Fapi-keys%3Fx%23y"], server.Lines);
    }

    [Fact]
    public async Task A_redirection_is_not_followed_with_the_key()
    {
        await using var thief = await StandIn.StartAsync(Canned.Ok("""{"healthy":true}"""));
        await using var server = await StandIn.StartAsync((context, _) =>
        {
            context.Response.Redirect(thief.Url);
            return Task.CompletedTask;
        });
        var ran = await _terminal.RunAsync("audit", "--url", server.Url);
        Assert.Equal((ExitCode.Rejected, "The system answered 302 without saying why.\n"), (ran.Code, ran.Error));
        Assert.Empty(thief.Asked);
    }

    [Fact]
    public async Task A_no_gives_1_with_title_detail_and_every_fact()
    {
        await using var server = await StandIn.StartAsync(Canned.Problem(
            409,
            "stock-stale",
            ""","on_hand":7,"order":null,"errors":[{"field":"/name","reason":"too\u001b[2J long"}]"""));
        var ran = await _terminal.RunAsync("depots", "add", "d", "--name", "n", "--url", server.Url);
        Assert.Equal(
            (
                ExitCode.Rejected,
                "",
                "stock-stale title (409): stock-stale detail\n  on_hand: 7\n  /name: too?[2J long\n"),
            (ran.Code, ran.Output, ran.Error));
        _ = Assert.Single(server.Asked);
    }

    [Fact]
    public async Task A_no_for_machines_is_the_problem_document_itself()
    {
        var problem = Canned.Problem(404, "not-found");
        await using var server = await StandIn.StartAsync(problem);
        var ran = await _terminal.RunAsync("orders", "show", "x", "--json", "--url", server.Url);
        Assert.Equal((ExitCode.Rejected, "", problem.Body + "\n"), (ran.Code, ran.Output, ran.Error));
    }

    [Fact]
    public async Task A_missing_key_is_named()
    {
        await using var server = await StandIn.StartAsync(Canned.Problem(401, "unauthorised"));
        var ran = await _terminal.RunAsync("audit", "--url", server.Url);
        Assert.Equal(ExitCode.Rejected, ran.Code);
        Assert.Contains("--key-file", ran.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<html>")]
    [InlineData("[1]")]
    [InlineData("{}")]
    public async Task Another_kind_of_server_gives_4(string body)
    {
        await using var server = await StandIn.StartAsync(new Canned(200, body, "text/html"));
        var ran = await _terminal.RunAsync("depots", "list", "--url", server.Url);
        Assert.Equal((ExitCode.Unreachable, ""), (ran.Code, ran.Output));
        Assert.Contains("no Oms.Edge API", ran.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_write_is_tried_again_under_the_same_key_after_the_time_the_system_asks_for()
    {
        await using var server = await StandIn.StartAsync(
            Canned.Problem(503, "back-pressure", retryAfter: "3"),
            Canned.Problem(409, "idempotency-in-flight", retryAfter: "2"),
            new Canned(201, Receipt));
        var ran = await _terminal.RunAsync("depots", "add", "dep-1", "--name", "North", "--url", server.Url);
        Assert.Equal((ExitCode.Ok, "The depot dep-1 is registered.\n", ""), (ran.Code, ran.Output, ran.Error));
        Assert.Equal([TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(2)], _terminal.Time.Waits);
        Assert.Equal(Enumerable.Repeat("oms-01010101010101010101010101010101", 3), server.Asked.Select(one => one.Key));
        Assert.Equal(
            Enumerable.Repeat(
                """{"id":"dep-1","name":"North","location":null}""", 3), server.Asked.Select(one => one.Body));
    }

    [Fact]
    public async Task Each_invocation_has_a_key_of_its_own_unless_one_is_given()
    {
        await using var server = await StandIn.StartAsync(Canned.Ok(Receipt));
        _ = await _terminal.RunAsync("backup", "/b", "--url", server.Url);
        _ = await _terminal.RunAsync("backup", "/b", "--url", server.Url);
        _ = await _terminal.RunAsync("backup", "/b", "--url", server.Url, "--idempotency-key", "mine");
        Assert.Equal(
            ["oms-01010101010101010101010101010101", "oms-02020202020202020202020202020202", "mine"],
            server.Asked.Select(asked => asked.Key));
    }

    [Fact]
    public async Task A_system_that_stays_busy_is_asked_6_times()
    {
        await using var server = await StandIn.StartAsync(Canned.Problem(503, "unavailable"));
        var ran = await _terminal.RunAsync("audit", "--url", server.Url);
        Assert.Equal(ExitCode.Rejected, ran.Code);
        Assert.Equal(6, server.Asked.Count);
        Assert.Equal(Enumerable.Repeat(TimeSpan.FromSeconds(1), 5), _terminal.Time.Waits);
    }

    [Theory]
    [InlineData("30", 6)]
    [InlineData("31", 1)]
    public async Task A_wait_above_30_s_is_left_to_the_caller(string seconds, int requests)
    {
        await using var server = await StandIn.StartAsync(Canned.Problem(503, "unavailable", retryAfter: seconds));
        Assert.Equal(ExitCode.Rejected, (await _terminal.RunAsync("audit", "--url", server.Url)).Code);
        Assert.Equal(requests, server.Asked.Count);
    }

    [Fact]
    public async Task A_no_for_good_is_not_asked_again()
    {
        await using var server = await StandIn.StartAsync(Canned.Problem(409, "evidence-not-ready", retryAfter: "2"));
        _ = await _terminal.RunAsync("check-outs", "evidence", "c", "--url", server.Url);
        _ = Assert.Single(server.Asked);
    }

    [Fact]
    public async Task A_write_whose_answer_was_lost_gives_4_and_the_key_to_ask_again_with()
    {
        await using var server = await StandIn.StartAsync((context, _) =>
        {
            context.Abort();
            return Task.CompletedTask;
        });
        var ran = await _terminal.RunAsync("backup", "/b", "--url", server.Url, "--idempotency-key", "mine");
        Assert.Equal(ExitCode.Unreachable, ran.Code);
        Assert.Contains("--idempotency-key mine", ran.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ctrl_C_ends_a_request_with_130()
    {
        using var stop = new CancellationTokenSource();
        await using var server = await StandIn.StartAsync(async (context, _) =>
        {
            await stop.CancelAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        });
        Assert.Equal(ExitCode.Interrupted, (await _terminal.RunAsync(stop.Token, "audit", "--url", server.Url)).Code);
    }
}
