using Oms.Cli.Tests.Doubles;
using Xunit;

namespace Oms.Cli.Tests.Verbs;

public sealed class StatusTests
{
    [Theory]
    [InlineData("""["The disk is full."]""", ExitCode.Rejected)]
    [InlineData("[]", ExitCode.Ok)]
    public async Task A_gateway_with_problems_gives_1(string problems, int code)
    {
        await using var server = await StandIn.StartAsync(
            Canned.Ok($$"""{"depot":"dep-1","lag":0,"problems":{{problems}}}"""));
        var ran = await new Terminal().RunAsync("status", "--url", server.Url);
        Assert.Equal(code, ran.Code);
        Assert.StartsWith("depot     dep-1\n", ran.Output, StringComparison.Ordinal);
        Assert.Equal(["GET /status"], server.Lines);
    }

    [Theory]
    [InlineData(200, "null", ExitCode.Ok)]
    [InlineData(503, "null", ExitCode.Rejected)]
    [InlineData(200, "\"poison\"", ExitCode.Rejected)]
    public async Task A_centre_that_is_not_ready_or_stands_still_gives_1(int ready, string stopped, int code)
    {
        await using var server = await CentreAsync(
            ready, Canned.Ok($$"""{"items":[{"name":"views","behind":2,"stopped":{{stopped}}}],"next":null}"""));
        var ran = await new Terminal().RunAsync("status", "--json", "--url", server.Url);
        Assert.Equal(code, ran.Code);
        Assert.StartsWith(
            $$"""{"system":"centre","ready":{{(ready == 200 ? "true" : "false")}},"""
                + "\"projections\":[{\"name\":\"views\",\"behind\":2",
            ran.Output,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_may_only_read_sees_a_centre_s_depots_alone()
    {
        await using var server = await CentreAsync(200, Canned.Problem(403, "forbidden"));
        var ran = await new Terminal().RunAsync("status", "--url", server.Url);
        Assert.Equal((ExitCode.Ok, ""), (ran.Code, ran.Error));
        Assert.Contains("projections           -\n", ran.Output, StringComparison.Ordinal);
        Assert.Contains("\n  ID\n  dep-1\n", ran.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_neither_gives_4()
    {
        await using var server = await StandIn.StartAsync(Canned.Problem(404, "not-found"));
        Assert.Equal(ExitCode.Unreachable, (await new Terminal().RunAsync("status", "--url", server.Url)).Code);
    }

    private static Task<StandIn> CentreAsync(int ready, Canned operations) => StandIn.StartAsync((context, _) =>
        (context.Request.Path.Value switch
        {
            "/health/ready" => new Canned(ready, "{}"),
            "/depots" => Canned.Ok("""{"items":[{"id":"dep-1"}],"next":null}"""),
            "/status" => Canned.Problem(404, "not-found"),
            _ => operations,
        }).WriteAsync(context));
}
