using System.Net;
using Oms.Edge.Gateway.Tests.Support;
using Oms.Testing;
using Xunit;

namespace Oms.Edge.Gateway.Tests.Hosting;

public sealed class LocalApiTests : IAsyncDisposable
{
    private readonly GatewayFixture _gateway = new();

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task Without_the_key_nothing_is_told_but_health()
    {
        await _gateway.StartAsync();
        _gateway.Http.DefaultRequestHeaders.Authorization = null;

        Assert.Equal(HttpStatusCode.Unauthorized, await _gateway.StatusAsync("/status"));
        Assert.Equal(HttpStatusCode.OK, await _gateway.StatusAsync("/health/ready"));
        Assert.Equal(HttpStatusCode.OK, await _gateway.StatusAsync("/metrics"));
        if (!OperatingSystem.IsWindows())
        {
            const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            Assert.Equal(OwnerOnly, File.GetUnixFileMode(Path.Combine(_gateway.Data, "api.key")));
            Assert.Equal(OwnerOnly, File.GetUnixFileMode(Path.Combine(_gateway.Data, "device.key")));
        }
    }

    [Fact]
    public async Task Every_figure_that_an_alarm_asks_for_is_on_the_page_of_figures_from_the_start()
    {
        await _gateway.StartAsync();
        using var answer = await _gateway.Http.GetAsync(
            new Uri("/metrics", UriKind.Relative), TestContext.Current.CancellationToken);
        var page = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        _ = AlarmRule.AssertFigures(AlarmRule.In("alarms-edge.yml"), page);
        Assert.Matches("\noms_edge_messages_total\\{[^}]*oms_edge_outcome=\"dead_letter\"[^}]*\\} 0\n", page);
    }

    [Fact]
    public async Task The_same_key_answers_what_the_first_one_did_and_with_another_body_is_refused()
    {
        await _gateway.StartAsync();
        const string Body = """{"vehicle":"TRK-12","driver":"D-7"}""";
        var first = await _gateway.PostAsync("/check-outs", Body, "k");
        var again = await _gateway.PostAsync("/check-outs", Body, "k");
        var other = await _gateway.PostAsync("/check-outs", """{"vehicle":"TRK-13","driver":"D-7"}""", "k");

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Created), (first.Status, again.Status));
        Assert.Equal(first.Body.GetProperty("id").GetString(), again.Body.GetProperty("id").GetString());
        Assert.Equal(HttpStatusCode.UnprocessableEntity, other.Status);
    }

    [Theory]
    [InlineData("""{"vehicle":"T"}""", "malformed")]
    [InlineData("""{"vehicle":"T","driver":"D","speed":1}""", "malformed")]
    [InlineData("""{"vehicle":"T","vehicle":"T","driver":"D"}""", "malformed")]
    [InlineData("""{"vehicle":1,"driver":"D"}""", "malformed")]
    [InlineData("[", "malformed")]
    public async Task A_malformed_body_is_refused_with_400(string body, string type)
    {
        await _gateway.StartAsync();
        var (status, problem) = await _gateway.PostAsync("/check-outs", body);

        Assert.Equal((HttpStatusCode.BadRequest, $"urn:oms:problem:{type}"),
            (status, problem.GetProperty("type").GetString()));
    }

    [Fact]
    public async Task What_the_rules_refuse_is_a_409_of_its_own_type()
    {
        await _gateway.StartAsync();
        var (_, arrived) = await _gateway.PostAsync("/check-outs", """{"vehicle":"T","driver":"D","dock":"dock-3"}""");
        var path = $"/check-outs/{arrived.GetProperty("id").GetString()}";

        await Conflicts("/check-outs", """{"vehicle":"T","driver":"D"}""", "vehicle-has-open-check-out");
        await Conflicts("/check-outs", """{"vehicle":"U","driver":"D","dock":"dock-3"}""", "dock-occupied");
        await Conflicts(
            path + "/sign-offs", $$"""{"role":"driver","signer":"D","signature_sha256":"{{GatewayFixture.Hash}}"}""",
                "steps-open");
        Assert.Equal(
            HttpStatusCode.NotFound,
            (await _gateway.PostAsync("/check-outs/nobody/keys", """{"key_tag":"K","received_by":"S"}""")).Status);

        async Task Conflicts(string where, string body, string type)
        {
            var (status, problem) = await _gateway.PostAsync(where, body);
            Assert.Equal((HttpStatusCode.Conflict, $"urn:oms:problem:{type}"),
                (status, problem.GetProperty("type").GetString()));
        }
    }

    [Fact]
    public async Task A_body_too_large_is_refused_with_413()
    {
        await _gateway.StartAsync();
        var (status, _) = await _gateway.PostAsync("/check-outs", new string(' ', (1024 * 1024) + 1));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, status);
    }

    [Fact]
    public async Task Two_arrivals_of_one_vehicle_at_the_same_moment_give_one_check_out()
    {
        await _gateway.StartAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(number =>
            _gateway.PostAsync("/check-outs", """{"vehicle":"T","driver":"D","dock":"dock-3"}""", $"key-{number}")));

        Assert.Single(answers, answer => answer.Status == HttpStatusCode.Created);
        Assert.Equal(7, answers.Count(answer => answer.Status == HttpStatusCode.Conflict));
    }
}
