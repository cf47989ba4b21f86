using Oms.Faults.Tests.Servers;
using Oms.Testing;
using Xunit;

namespace Oms.Faults.Tests.Stops;

/// <summary>A server that is asked to stop in the middle of its work (SIGTERM) ends, and alarms nobody.</summary>
public sealed class StopTests : IDisposable
{
    private const int Requests = 120;
    private const int AnsweredMin = 30;

    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_centre_that_is_stopped_under_load_ends_by_itself_and_logs_no_error()
    {
        await using var centre = Server.Centre(
            Path.Combine(_directory.Path, "centre"), Path.Combine(_directory.Path, "centre.log"));
        await centre.StartAsync();

        await StopUnderLoadAsync(centre, number => centre.PostAsync(
            "orders",
            $$$"""
            {"channel":"web","external_ref":"SO-{{{number}}}",
             "customer":{"name":"Corner Shop","address":{"lines":["1 High Street"],"city":"Springfield",
               "postal_code":"12345","country":"US"}},
             "ship_from":"dc-1","ship_policy":"complete","lines":[{"sku":"MILK","quantity":2,"band":null}]}
            """,
            $"order-{number}"));
    }

    [Fact]
    public async Task A_gateway_that_is_stopped_under_load_ends_by_itself_and_logs_no_error()
    {
        await using var depot = new Depot(
            Path.Combine(_directory.Path, "data"), _directory.Path, ("Reefer__WindowMinutes", "1"));
        await depot.Gateway.StartAsync();
        var path = await depot.ArriveAsync();
        for (var minute = 0; minute < 30; minute++)
        {
            await depot.ReadAsync(minute);
        }

        await StopUnderLoadAsync(depot.Gateway, number => depot.Gateway.PostAsync(
            $"{path}/scans", $$"""{"code":"{{number}}","sku":"MILK"}""", $"scan-{number}"));
    }

    /// <summary>Stops a server once some requests are answered and others are not.</summary>
    private static async Task StopUnderLoadAsync(Server server, Func<int, Task<Answer>> ask)
    {
        var answered = 0;
        var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var asked = Enumerable.Range(0, Requests).Select(AskAsync).ToList();
        await enough.Task.WaitAsync(Server.HangGuard, TestContext.Current.CancellationToken);

        Assert.True(await server.Process.StopAsync(), "It had to be killed.");
        await Task.WhenAll(asked);

        var lines = await File.ReadAllLinesAsync(server.Process.Log, TestContext.Current.CancellationToken);
        var alarms = lines.Where(line =>
            line.Contains("\"LogLevel\":\"Error\"", StringComparison.Ordinal)
            || line.Contains("\"LogLevel\":\"Critical\"", StringComparison.Ordinal)
            || line.Contains("Unhandled exception", StringComparison.Ordinal));
        Assert.Empty(alarms);

        async Task AskAsync(int number)
        {
            try
            {
                _ = await ask(number);
            }
            catch (HttpRequestException)
            {
                // It was gone.
            }

            if (Interlocked.Increment(ref answered) == AnsweredMin)
            {
                enough.SetResult();
            }
        }
    }
}
