using NodaTime;
using Oms.Eld;

namespace Oms.Edge.Gateway.Tests.Support;

/// <summary>A driver of Chicago and what his ELD knows.</summary>
internal static class EldSample
{
    public static readonly DateTimeZone Chicago = DateTimeZoneProviders.Tzdb["America/Chicago"];

    /// <summary>A header as of a local time, with the offset that it had there.</summary>
    public static EldHeader Header(LocalDateTime current, int offset) => new()
    {
        Driver = new("Okafor", "Ada", "ada.okafor", "TX", "TX48210033"),
        Cmv = new("TRK-12", "1M8GDM9AXKP042788", "TR1 TR2"),
        Carrier = new(
            "2211334", "NORTH RIVER FREIGHT", EldField.Of(8), EldField.Of("000000"), EldField.Of($"{offset:00}")),
        Shipping = new("BOL-77120", EldField.Of(0)),
        Current = new(
            EldField.Of(current.Date), EldField.Of(current.TimeOfDay), EldField.Of("32.78"), EldField.Of("-96.80"),
            EldField.Of(210_450), EldField.OfTenths(91_205)),
        Device = new(EldField.Of("QA0C"), EldField.Of("GAM112"), "c2lnbmF0dXJlLW9mLXRoZS1lbGQ=", ""),
    };

    /// <summary>A change of duty status.</summary>
    public static EldLiveEvent.Duty Duty(int sequence, Instant at, EldEventKind kind) => new(
        sequence, at, kind, "ada.okafor", "TRK-12", EldPosition.OfMicrodegrees(32_780_000, -96_800_000))
    {
        Miles = 10,
        EngineTenths = 5,
    };
}
