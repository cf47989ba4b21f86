using NodaTime;
using Oms.Custody;
using Oms.Custody.CheckOuts;
using Xunit;

namespace Oms.Transparency.Tests.Evidence;

/// <summary>What devices say of their clocks, where it cannot be true.</summary>
public sealed class EvidenceClockTests : IAsyncLifetime
{
    private const string Visit = "CO-9";
    private static readonly Instant Six = Instant.FromUtc(2026, 11, 21, 18, 0);
    private static readonly Guid Boot = new(1, 0, 0, new byte[8]);
    private static readonly Guid OtherBoot = new(2, 0, 0, new byte[8]);
    private EvidenceSample _sample = null!;

    public async ValueTask InitializeAsync() => _sample = await EvidenceSample.CreateAsync();

    public ValueTask DisposeAsync()
    {
        _sample.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData(ClockQuality.Ntp, 60, 60)]
    [InlineData(ClockQuality.Gps, 60, 120)]
    [InlineData(ClockQuality.Ntp, 60, 0)]
    [InlineData(ClockQuality.Ntp, 1_000_000, 1_000_559)]
    [InlineData(ClockQuality.Rtc, 60, -900)]
    [InlineData(ClockQuality.Unset, 60, 50_000_000)]
    public async Task A_clock_may_be_slewed_and_one_that_nobody_set_may_jump(
        ClockQuality quality, int ran, int moved) =>
        Assert.Empty(await FindingsAsync((quality, 10, 0, Boot), (quality, 10 + ran, moved, Boot)));

    [Theory]
    [InlineData(ClockQuality.Ntp, 60, 121)]
    [InlineData(ClockQuality.Gps, 60, -1)]
    [InlineData(ClockQuality.Ntp, 1_000_000, 1_000_561)]
    public async Task A_clock_that_others_set_does_not_jump(ClockQuality quality, int ran, int moved) =>
        Assert.Equal(
            ("/records/1/leaf/wall", EvidenceFaultClass.ClockContradiction),
            Place(Assert.Single(await FindingsAsync((quality, 10, 0, Boot), (quality, 10 + ran, moved, Boot)))));

    [Fact]
    public async Task A_clock_that_comes_to_be_set_contradicts_nothing() =>
        Assert.Empty(await FindingsAsync(
            (ClockQuality.Unset, 10, -900_000, Boot), (ClockQuality.Ntp, 20, 0, Boot)));

    [Fact]
    public async Task The_running_time_of_one_start_never_goes_back() =>
        Assert.Equal(
            ("/records/1/leaf/mono", EvidenceFaultClass.ClockContradiction),
            Place(Assert.Single(await FindingsAsync(
                (ClockQuality.Unset, 10, 0, Boot), (ClockQuality.Unset, 9, 0, Boot)))));

    [Fact]
    public async Task After_a_new_start_the_running_time_begins_anew_and_the_old_start_does_not_return()
    {
        Assert.Empty(await FindingsAsync(
            (ClockQuality.Ntp, 10, 0, Boot), (ClockQuality.Ntp, 5, 100, OtherBoot)));
        await _sample.EnrolAsync("gateway-4");
        Assert.Equal(
            ("/records/2/leaf/boot_id", EvidenceFaultClass.ClockContradiction),
            Place(Assert.Single(await FindingsAsync(
                "gateway-4", Visit + "b", (ClockQuality.Ntp, 10, 0, Boot), (ClockQuality.Ntp, 5, 100, OtherBoot),
                (ClockQuality.Ntp, 300, 290, Boot)))));
    }

    private static (string Place, EvidenceFaultClass Class) Place(EvidenceFailure finding) =>
        (finding.Place, finding.Class);

    private Task<IReadOnlyList<EvidenceFailure>> FindingsAsync(
        params (ClockQuality Quality, long Mono, long Wall, Guid Boot)[] clocks) =>
        FindingsAsync("gateway-1", Visit, clocks);

    private async Task<IReadOnlyList<EvidenceFailure>> FindingsAsync(
        string device, string visit, params (ClockQuality Quality, long Mono, long Wall, Guid Boot)[] clocks)
    {
        foreach (var (index, (quality, mono, wall, boot)) in clocks.Index())
        {
            await _sample.AppendAsync(
                device,
                index == clocks.Length - 1 ? CheckOutEvents.Completed : CheckOutEvents.KeysReturned,
                "{}",
                visit,
                draft => draft with
                {
                    Wall = Six + Duration.FromSeconds(wall),
                    ClockQuality = quality,
                    MonoNanoseconds = mono * 1_000_000_000,
                    BootId = boot,
                });
        }

        var report = EvidenceVerifier.Verify(
            EvidenceWriter.Write(await _sample.PartsOfAsync(visit, [])), _sample.Trust);
        Assert.Equal(EvidenceVerdict.Valid, report.Verdict);
        return report.Findings;
    }
}
