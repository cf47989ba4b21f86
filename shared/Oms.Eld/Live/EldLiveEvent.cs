using NodaTime;

namespace Oms.Eld;

/// <summary>An event as an ELD tells it when it happens.</summary>
public abstract record EldLiveEvent
{
    private EldLiveEvent(int sequence, Instant at) => (Sequence, At) = (sequence, at);

    /// <summary>The sequence id, 0 to 65535, as the ELD counts.</summary>
    public int Sequence { get; init; }

    /// <summary>The ELD's time.</summary>
    public Instant At { get; init; }

    /// <summary>Duty status, intermediate log or special driving category (types 1, 2 and 3).</summary>
    /// <param name="Username">Who made the record; null for the unidentified driver.</param>
    /// <param name="PowerUnit">The vehicle's power unit number.</param>
    public sealed record Duty(
        int Sequence, Instant At, EldEventKind Kind, string? Username, string PowerUnit, EldPosition Position)
        : EldLiveEvent(Sequence, At)
    {
        public EldRecordStatus Status { get; init; } = EldRecordStatus.Active;

        public EldRecordOrigin Origin { get; init; } = EldRecordOrigin.Eld;

        /// <summary>Since the ignition was switched on. Miles; null where unknown or withheld.</summary>
        public int? Miles { get; init; }

        /// <summary>Since the ignition was switched on. Tenths of an hour; null where unknown or withheld.</summary>
        public int? EngineTenths { get; init; }

        /// <summary>Since the last valid coordinates. Miles; more than 6 is written as 6.</summary>
        public int Distance { get; init; }

        public bool HasMalfunction { get; init; }

        public bool HasDiagnostic { get; init; }

        /// <summary>The event data check value that the ELD sent along, kept as it is; blank to compute it.</summary>
        public EldField Check { get; init; }

        public string Comment { get; init; } = "";

        /// <summary>Where the driver says the vehicle was.</summary>
        public string Location { get; init; } = "";
    }

    /// <summary>An edit or an answer to an edit request changed whether a record counts. It has no row of its own.</summary>
    /// <param name="Sequence">The id of the record that changed.</param>
    public sealed record StatusChange(int Sequence, Instant At, EldRecordStatus Status) : EldLiveEvent(Sequence, At);

    /// <summary>The driver certified a day (type 4).</summary>
    /// <param name="Number">How often the day was certified, this time included; more than 9 is written as 9.</param>
    public sealed record Certification(int Sequence, Instant At, int Number, LocalDate Day, string PowerUnit)
        : EldLiveEvent(Sequence, At);

    /// <summary>A login or logout (type 5).</summary>
    /// <param name="Miles">Total vehicle miles.</param>
    /// <param name="EngineTenths">Total engine hours, in tenths.</param>
    public sealed record Session(
        int Sequence, Instant At, EldEventKind Kind, string Username, int Miles, int EngineTenths)
        : EldLiveEvent(Sequence, At);

    /// <summary>The engine was powered up or shut down (type 6).</summary>
    /// <param name="Miles">Total vehicle miles; null where withheld.</param>
    /// <param name="EngineTenths">Total engine hours, in tenths; null where withheld.</param>
    public sealed record EnginePower(
        int Sequence, Instant At, EldEventKind Kind, string PowerUnit, EldPosition Position, int? Miles,
        int? EngineTenths)
        : EldLiveEvent(Sequence, At)
    {
        public string Vin { get; init; } = "";

        public string Trailers { get; init; } = "";

        public string ShippingDocument { get; init; } = "";
    }

    /// <summary>A malfunction or data diagnostic event was logged or cleared (type 7).</summary>
    /// <param name="Indicator">P E T L R S O, or 1 to 6 (table 4).</param>
    /// <param name="Miles">Total vehicle miles.</param>
    /// <param name="EngineTenths">Total engine hours, in tenths.</param>
    public sealed record Malfunction(
        int Sequence, Instant At, EldEventKind Kind, char Indicator, string PowerUnit, int Miles, int EngineTenths)
        : EldLiveEvent(Sequence, At);
}
