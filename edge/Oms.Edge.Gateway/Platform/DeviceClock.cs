using NodaTime;
using NodaTime.Extensions;
using Oms.Custody;
using Oms.Edge.Clocks;

namespace Oms.Edge.Gateway.Platform;

/// <summary>This machine's clocks.</summary>
/// <param name="time">Wall time.</param>
/// <param name="hasRtc">Whether a battery-backed clock set the time at boot.</param>
/// <param name="isDrill">Whether the wall time runs by itself, as in drills: then nothing real has set it.</param>
internal sealed class DeviceClock(TimeProvider time, bool hasRtc, bool isDrill = false) : IDeviceClock
{
    private const string BootIdPath = "/proc/sys/kernel/random/boot_id";
    private readonly IClock _clock = time.ToClock();

    public Instant Wall => _clock.GetCurrentInstant();

    public long MonoNanoseconds => LibC.BootTimeNanoseconds();

    public Guid BootId { get; } =
        File.Exists(BootIdPath) && Guid.TryParse(File.ReadAllText(BootIdPath).Trim(), out var boot) ? boot : Guid.Empty;

    public ClockQuality Quality =>
        Wall < DeviceTime.Earliest ? ClockQuality.Unset
        : isDrill ? ClockQuality.Fake
        : LibC.IsClockDisciplined() ? ClockQuality.Ntp
        : hasRtc ? ClockQuality.Rtc
        : ClockQuality.Fake;
}
