namespace Oms.Eld;

/// <summary>A login or logout (4.8.2.1.8, event type 5).</summary>
/// <param name="Code">1 login, 2 logout.</param>
/// <param name="Miles">Total vehicle miles, 0 to 9999999.</param>
/// <param name="EngineHours">Total engine hours, 0.0 to 99999.9.</param>
public sealed record EldLoginRow(
    EldField Sequence,
    EldField Code,
    string Username,
    EldField Date,
    EldField Time,
    EldField Miles,
    EldField EngineHours)
    : EldRow(Sequence, Date, Time)
{
    /// <summary>What the event says.</summary>
    public EldEventKind Kind => EldEventKinds.Of(5, Code);
}
