using NodaTime;
using Oms.Custody.Temperature;
using Oms.Edge.Gateway.Tests.Support;
using Xunit;
using static Oms.Edge.Gateway.Tests.Support.ReeferDepot;

namespace Oms.Edge.Gateway.Tests.Depot;

/// <summary>Proofs from readings that a depot has stored, sealed or not, and from what is left of them.</summary>
public sealed class TemperatureProofsTests
{
    private static readonly TemperatureProofRequest Request =
        new("O-1", Unit, 1, Noon, Noon + Duration.FromMinutes(59), ProductBand.TwoToEight);

    [Theory]
    [InlineData(8)]
    [InlineData(60)]
    [InlineData(1_000)]
    public async Task A_proof_is_the_same_whether_its_readings_are_sealed_or_still_wait(int readingsPerWindow)
    {
        await using var depot = new ReeferDepot(readingsPerWindow);
        await depot.StartAsync();
        for (var minute = 0; minute < 60; minute++)
        {
            await depot.TakeAsync(minute, minute is >= 10 and < 40 ? 12_000 + minute : 5_000 + minute);
        }

        await depot.SettleAsync();
        var verdict = await JudgeAsync(depot, Request);
        Assert.Equal(TemperatureOutcome.Excursion, verdict.Outcome);
        Assert.Equal((60, 0L, 30 * 60L), (verdict.Facts.Samples, verdict.Facts.GapSeconds,
            verdict.Facts.OutOfRangeSeconds));
        var excursion = Assert.Single(verdict.Findings, finding => finding.Rule == TemperatureRule.Band);
        Assert.Equal(
            (Noon + Duration.FromMinutes(9), Noon + Duration.FromMinutes(39)), (excursion.From, excursion.To));
    }

    [Fact]
    public async Task A_reading_that_comes_late_gives_a_new_version()
    {
        await using var depot = new ReeferDepot(readingsPerWindow: 4);
        await depot.StartAsync();
        foreach (var minute in (int[])[0, 10, 20, 40, 50, 59])
        {
            await depot.TakeAsync(minute, 5_000);
        }

        await depot.SettleAsync();
        var first = await JudgeAsync(depot, Request);
        Assert.Equal(TemperatureOutcome.NoProof, first.Outcome);
        Assert.Same(first, await ReviseAsync(depot, first));

        await depot.TakeAsync(30, 5_000);
        await depot.SettleAsync();
        var second = await ReviseAsync(depot, first);
        Assert.Equal((2, TemperatureOutcome.Proven), (second.Version, second.Outcome));
        Assert.Equal(1, second.Supersedes!.Version);
    }

    [Fact]
    public async Task What_another_unit_or_zone_said_proves_nothing()
    {
        await using var depot = new ReeferDepot(readingsPerWindow: 8);
        await depot.StartAsync();
        for (var minute = 0; minute < 60; minute++)
        {
            await depot.TakeAsync(minute, 5_000);
        }

        Assert.Equal(0, (await JudgeAsync(depot, Request with { Device = "rf-09" })).Facts.Samples);
        Assert.Equal(TemperatureOutcome.NoProof, (await JudgeAsync(depot, Request with { Zone = 2 })).Outcome);
    }

    [Theory]
    [InlineData(5_000, TemperatureOutcome.Proven)]
    [InlineData(9_000, TemperatureOutcome.NoProof)]
    public async Task Where_readings_are_gone_the_summaries_of_their_windows_are_judged_and_the_verdict_says_so(
        int milliC, TemperatureOutcome outcome)
    {
        await using var depot = new ReeferDepot(readingsPerWindow: 10);
        await depot.StartAsync();
        for (var minute = 0; minute < 600; minute++)
        {
            // One window, the second one, is out of the band.
            await depot.TakeAsync(minute, minute is >= 10 and < 20 ? milliC : 5_000);
        }

        await depot.SettleAsync();
        var all = Request with { To = Noon + Duration.FromMinutes(599) };
        var whole = await JudgeAsync(depot, all);
        Assert.Equal((600, null), (whole.Facts.Samples, whole.Facts.SummarizedSeconds));

        var frames = depot.Node.Telemetry.FramesOf(Unit).Count;
        depot.Node.Telemetry.DropOldestFrames();
        Assert.InRange(depot.Node.Telemetry.FramesOf(Unit).Count, 1, frames - 2);

        var left = await JudgeAsync(depot, all);
        Assert.Equal(outcome, left.Outcome);
        Assert.Equal(
            (600, whole.Facts.CoveredSeconds, whole.Facts.MinMilliC, whole.Facts.MaxMilliC, whole.Facts.MeanMilliC),
            (left.Facts.Samples, left.Facts.CoveredSeconds, left.Facts.MinMilliC, left.Facts.MaxMilliC,
                left.Facts.MeanMilliC));
        Assert.InRange(left.Facts.SummarizedSeconds!.Value, 60, whole.Facts.CoveredSeconds - 60);

        // What was judged by readings goes on to stand.
        Assert.Same(whole, await ReviseAsync(depot, whole));
    }

    private static Task<TemperatureVerdict> JudgeAsync(ReeferDepot depot, TemperatureProofRequest request) =>
        depot.Node.Temperatures.JudgeAsync(request, TestContext.Current.CancellationToken);

    private static Task<TemperatureVerdict> ReviseAsync(ReeferDepot depot, TemperatureVerdict previous) =>
        depot.Node.Temperatures.ReviseAsync(previous, TestContext.Current.CancellationToken);
}
