namespace Oms.Eld;

/// <summary>The driver certified the records of a day (4.8.2.1.6, event type 4).</summary>
/// <param name="Code">1 for the first time, up to 9 for the ninth and all later ones.</param>
/// <param name="Certified">The day's date.</param>
/// <param name="Cmv">The vehicle's order number in the CMV list.</param>
public sealed record EldCertificationRow(
    EldField Sequence, EldField Code, EldField Date, EldField Time, EldField Certified, EldField Cmv)
    : EldRow(Sequence, Date, Time);
