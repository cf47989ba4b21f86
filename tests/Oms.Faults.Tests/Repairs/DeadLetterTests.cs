using System.Diagnostics;
using System.Net;
using Oms.Faults.Tests.Servers;
using Oms.Testing;
using Xunit;

namespace Oms.Faults.Tests.Repairs;

/// <summary>What an operator mends with <c>oms</c> at a gateway that runs.</summary>
public sealed class DeadLetterTests : IAsyncLifetime
{
    private const int Ok = 0;
    private const int Rejected = 1;

    private readonly TempDirectory _directory = new();
    private readonly Depot _depot;

    public DeadLetterTests() => _depot = new Depot(Path.Combine(_directory.Path, "data"), _directory.Path);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await _depot.Gateway.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _depot.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task A_dead_letter_that_is_replayed_once_its_cause_is_mended_has_its_effect_once()
    {
        // Nobody is at the dock yet.
        await _depot.ScanAsync(1);
        var (listed, list) = await OmsAsync("dead-letters", "list");
        Assert.Equal(Ok, listed);
        Assert.Contains("no-check-out", list, StringComparison.Ordinal);
        Assert.Equal(Rejected, (await OmsAsync("dead-letters", "replay", "1")).Exit);

        var path = await _depot.ArriveAsync();
        var (replayed, text) = await OmsAsync("dead-letters", "replay", "1");
        Assert.True(replayed == Ok, text);
        Assert.Equal(Ok, (await OmsAsync("dead-letters", "replay", "1")).Exit);

        Assert.Equal(1, (await _depot.Gateway.GetAsync(path)).Json.GetProperty("scans").GetInt32());
        var status = (await _depot.Gateway.GetAsync("status")).Json;
        Assert.Equal(0, status.GetProperty("dead_letters_open").GetInt32());
        Assert.Equal(HttpStatusCode.OK, (await _depot.Gateway.GetAsync("health/ready")).Status);
    }

    /// <summary>Runs <c>oms</c> against the gateway.</summary>
    private async Task<(int Exit, string Output)> OmsAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(
            Built.Cli,
            [.. arguments, "--url", _depot.Gateway.Url.AbsoluteUri, "--key-file", _depot.Gateway.KeyFile])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = process.StandardOutput.ReadToEndAsync(Cancelled);
        var error = process.StandardError.ReadToEndAsync(Cancelled);
        await process.WaitForExitAsync(Cancelled);
        return (process.ExitCode, await output + await error);
    }
}
