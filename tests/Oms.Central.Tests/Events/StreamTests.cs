using System.Net;
using NodaTime.Extensions;
using Oms.Central.Hosting;
using Xunit;

namespace Oms.Central.Tests.Events;

/// <summary>The stream of events, as a client that stays connected sees it.</summary>
public sealed class StreamTests
{
    private const double Scale = 300;

    [Fact]
    public async Task A_stream_on_which_nothing_happens_says_that_it_is_still_there_and_then_goes_on_with_what_comes()
    {
        var now = TimeProvider.System.ToClock().GetCurrentInstant();
        await using var server = await CentralServer.StartAsync(clock: new ScaledClock(Scale, now, now));
        using var guard = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/events/stream");
        using var response = await server.Client.SendAsync(
            request, HttpCompletionOption.ResponseHeadersRead, guard.Token);
        Assert.Equal(
            (HttpStatusCode.OK, "text/event-stream"),
            (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(guard.Token));
        Assert.Equal(": connected", await lines.ReadLineAsync(guard.Token));

        await UntilAsync(": still here");
        await UntilAsync(": still here");
        var order = await server.PlaceAsync("SO-1", ("MILK", 1));
        await UntilAsync("event: order.placed");
        Assert.Contains(order, await lines.ReadLineAsync(guard.Token), StringComparison.Ordinal);

        async Task UntilAsync(string wanted)
        {
            while (await lines.ReadLineAsync(guard.Token) is { } line)
            {
                if (line == wanted)
                {
                    return;
                }
            }

            Assert.Fail($"The stream ended before '{wanted}'.");
        }
    }
}
