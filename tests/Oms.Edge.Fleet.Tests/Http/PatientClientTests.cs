using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using FsCheck;
using FsCheck.Fluent;
using Oms.Edge.Fleet.Http;
using Xunit;
using static Oms.Edge.Fleet.Tests.Http.FlakyServer;

namespace Oms.Edge.Fleet.Tests.Http;

public sealed class PatientClientTests
{
    private static readonly JsonTypeInfo<string> Text =
        (JsonTypeInfo<string>)JsonSerializerOptions.Default.GetTypeInfo(typeof(string));

    private static readonly Patience Quick = new(
        TimeSpan.FromMilliseconds(0.1), TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(50));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void Whatever_fails_first_a_write_has_its_effect_once_with_one_key_and_one_body() =>
        Prop.ForAll(
            Arb.From(Gen.ListOf(Gen.Elements(
                Fault.Refused, Fault.AnswerLost, Fault.Unavailable, Fault.Broken, Fault.InFlight))),
            faults =>
            {
                using var server = new FlakyServer([.. faults]);
                using var client = Client(server);

                var answer = client.PostAsync("/orders", "an order", Text, "key-1", Stop).GetAwaiter().GetResult();

                Assert.Equal(HttpStatusCode.Created, answer.Status);
                Assert.Equal(faults.Count + 1, server.Attempts.Count);
                Assert.Single(server.Attempts.Distinct());
                Assert.Equal("\"an order\"", Assert.Single(server.Effects).Value);
                Assert.Equal(faults.Count, client.Repeats);
            }).QuickCheckThrowOnFailure();

    [Fact]
    public async Task A_server_that_never_answers_is_asked_again()
    {
        using var server = new FlakyServer(Fault.Silent);
        using var client = Client(server);

        var answer = await client.GetAsync("/orders/1", Stop);

        Assert.Equal(HttpStatusCode.Created, answer.Status);
        Assert.Equal(2, server.Attempts.Count);
    }

    [Fact]
    public async Task A_refusal_by_the_rules_is_final_and_has_its_name()
    {
        using var server = new FlakyServer(Fault.DockOccupied);
        using var client = Client(server);

        var answer = await client.PostAsync("/check-outs", "arrival", Text, "key-1", Stop);

        Assert.Equal(HttpStatusCode.Conflict, answer.Status);
        Assert.Equal("dock-occupied", answer.Code);
        Assert.Single(server.Attempts);
        Assert.Throws<UnexpectedAnswerException>(answer.OrThrow);
    }

    [Fact]
    public async Task A_stopped_caller_stops_asking()
    {
        using var server = new FlakyServer([.. Enumerable.Repeat(Fault.Refused, 100_000)]);
        using var client = Client(server);
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.GetAsync("/orders/1", stop.Token));
    }

    [Fact]
    public async Task A_view_is_told_at_once_that_a_server_cannot_answer()
    {
        using var server = new FlakyServer(Fault.Unavailable, Fault.Refused);
        using var client = Client(server);

        Assert.Null(await client.TryGetAsync("/status", Stop));
        Assert.Null(await client.TryGetAsync("/status", Stop));
        Assert.NotNull(await client.TryGetAsync("/status", Stop));
    }

    [Theory]
    [InlineData(0, 25)]
    [InlineData(1, 50)]
    [InlineData(4, 400)]
    [InlineData(5, 500)]
    [InlineData(1_000, 500)]
    public void A_pause_doubles_up_to_half_a_second(int attempt, int milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), Patience.Usual.Pause(attempt));

    private static PatientClient Client(FlakyServer server) => new(
        server, () => new Uri("http://127.0.0.1:1/"), () => "secret", Quick, TimeProvider.System);
}
