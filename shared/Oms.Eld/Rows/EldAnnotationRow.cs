namespace Oms.Eld;

/// <summary>A comment, annotation or location of an event (4.8.2.1.5).</summary>
/// <param name="Sequence">The sequence id of the event that it is about.</param>
/// <param name="Username">Who wrote it.</param>
/// <param name="Comment">Up to 60 characters (7.6).</param>
/// <param name="Location">Where the driver says the vehicle was: empty, or 5 to 60 characters (7.12).</param>
public sealed record EldAnnotationRow(
    EldField Sequence, string Username, string Comment, EldField Date, EldField Time, string Location)
    : EldRow(Sequence, Date, Time);
