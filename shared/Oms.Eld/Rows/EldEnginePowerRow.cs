namespace Oms.Eld;

/// <summary>The engine was powered up or shut down (4.8.2.1.9, event type 6).</summary>
/// <param name="Code">1 and 2 power-up, 3 and 4 shut-down; 2 and 4 with reduced precision.</param>
/// <param name="Miles">Total vehicle miles, 0 to 9999999; blank where withheld with reduced precision.</param>
/// <param name="EngineHours">Total engine hours, 0.0 to 99999.9; blank likewise.</param>
/// <param name="Vin">As in the CMV list.</param>
/// <param name="Trailers">Up to 32 characters: three numbers of ten, with blanks between (7.42).</param>
/// <param name="ShippingDocument">Up to 40 characters (7.39).</param>
public sealed record EldEnginePowerRow(
    EldField Sequence,
    EldField Code,
    EldField Date,
    EldField Time,
    EldField Miles,
    EldField EngineHours,
    EldField Latitude,
    EldField Longitude,
    string PowerUnit,
    string Vin,
    string Trailers,
    string ShippingDocument)
    : EldRow(Sequence, Date, Time)
{
    /// <summary>What the event says.</summary>
    public EldEventKind Kind => EldEventKinds.Of(6, Code);
}
