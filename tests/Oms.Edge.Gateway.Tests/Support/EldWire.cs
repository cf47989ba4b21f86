using NodaTime;
using Oms.Edge.Messages;
using Oms.Eld;

namespace Oms.Edge.Gateway.Tests.Support;

/// <summary>Live events as an ELD sends them.</summary>
internal static class EldWire
{
    /// <summary>The events; changes of status have a list of their own.</summary>
    public static EldEvents Block(Instant at, string vehicle, IEnumerable<EldLiveEvent> events) => new(
        at, vehicle,
        [.. events.Where(one => one is not EldLiveEvent.StatusChange).Select(Of)])
    {
        StatusChanges =
        [
            .. events.OfType<EldLiveEvent.StatusChange>().Select(change =>
                new EldStatusChange(change.Sequence, change.At, (char)change.Status - '0')),
        ],
    };

    private static EldEvent Of(EldLiveEvent one) => one switch
    {
        EldLiveEvent.Duty e => At(Kind(e, e.Kind), e.Position) with
        {
            Driver = e.Username,
            PowerUnit = e.PowerUnit,
            RecordStatus = (char)e.Status - '0',
            RecordOrigin = (char)e.Origin - '0',
            AccumulatedMetres = Metres(e.Miles),
            AccumulatedEngineSeconds = e.EngineTenths * 360L,
            UnlocatedMetres = Metres(e.Distance),
            HasMalfunction = e.HasMalfunction,
            HasDiagnostic = e.HasDiagnostic,
            Comment = e.Comment.Length > 0 ? e.Comment : null,
            Location = e.Location.Length > 0 ? e.Location : null,
        },
        EldLiveEvent.Certification e => new EldEvent(e.Sequence, 4, e.Number, e.At)
        {
            CertifiedDay = e.Day,
            PowerUnit = e.PowerUnit,
        },
        EldLiveEvent.Session e => Kind(e, e.Kind) with
        {
            Driver = e.Username,
            OdometerMetres = Metres(e.Miles),
            EngineSeconds = e.EngineTenths * 360L,
        },
        EldLiveEvent.EnginePower e => At(Kind(e, e.Kind), e.Position) with
        {
            PowerUnit = e.PowerUnit,
            OdometerMetres = Metres(e.Miles),
            EngineSeconds = e.EngineTenths * 360L,
            Vin = e.Vin,
            Trailers = e.Trailers,
            ShippingDocument = e.ShippingDocument,
        },
        EldLiveEvent.Malfunction e => Kind(e, e.Kind) with
        {
            Malfunction = $"{e.Indicator}",
            PowerUnit = e.PowerUnit,
            OdometerMetres = Metres(e.Miles),
            EngineSeconds = e.EngineTenths * 360L,
        },
        _ => throw new ArgumentOutOfRangeException(nameof(one), one, "It has no form on the wire."),
    };

    private static EldEvent Kind(EldLiveEvent one, EldEventKind kind) =>
        new(one.Sequence, (int)kind / 10, (int)kind % 10, one.At);

    private static EldEvent At(EldEvent one, EldPosition position) => position.Latitude.Character is { } letter
        ? one with { Position = $"{letter}" }
        : one with
        {
            LatitudeMicrodegrees = Microdegrees(position.Latitude),
            LongitudeMicrodegrees = Microdegrees(position.Longitude),
            ReducedPosition = $"{position.Latitude}".Split('.')[1].Length == 1,
        };

    private static int Microdegrees(EldField degrees) => (int)(decimal.Parse(
        $"{degrees}", System.Globalization.CultureInfo.InvariantCulture) * 1_000_000);

    private static long? Metres(int? miles) => miles is { } some ? (long)Math.Round(some * 1_609.344m) : null;
}
