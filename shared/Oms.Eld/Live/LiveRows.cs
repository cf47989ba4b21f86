using NodaTime;

namespace Oms.Eld;

/// <summary>Makes the rows of events.</summary>
internal sealed class LiveRows(
    DateTimeZone homeTerminal,
    List<EldAccount> users,
    List<(string PowerUnit, string Vin)> cmvs,
    IReadOnlyDictionary<int, EldRecordStatus> statuses)
{
    private readonly Dictionary<string, EldField> _users = users
        .Select((user, index) => (user.Username, Order: EldField.Of(index + 1)))
        .ToDictionary(user => user.Username, user => user.Order);

    private readonly Dictionary<string, EldField> _cmvs = cmvs
        .Select((cmv, index) => (cmv.PowerUnit, Order: EldField.Of(index + 1)))
        .ToDictionary(cmv => cmv.PowerUnit, cmv => cmv.Order);

    public EldEventRow Event(EldLiveEvent.Duty e)
    {
        var (date, time) = When(e);
        var (type, code) = Kind(e.Kind);
        var row = new EldEventRow(
            EldField.OfHexadecimal(e.Sequence), Status(e), Character((char)e.Origin), type, code, date, time,
            Number(e.Miles), Tenths(e.EngineTenths), e.Position.Latitude, e.Position.Longitude,
            EldFileBuilder.Distance(e.Distance), _cmvs[e.PowerUnit], _users[e.Username!], Flag(e.HasMalfunction),
            Flag(e.HasDiagnostic), e.Check);
        return e.Check.IsBlank ? row with { Check = Check(row, e.PowerUnit, e.Username!) } : row;
    }

    public EldUnidentifiedRow Unidentified(EldLiveEvent.Duty e)
    {
        var (date, time) = When(e);
        var (type, code) = Kind(e.Kind);
        var row = new EldUnidentifiedRow(
            EldField.OfHexadecimal(e.Sequence), Status(e), Character((char)e.Origin), type, code, date, time,
            Number(e.Miles), Tenths(e.EngineTenths), e.Position.Latitude, e.Position.Longitude,
            EldFileBuilder.Distance(e.Distance), _cmvs[e.PowerUnit], Flag(e.HasMalfunction), e.Check);
        return e.Check.IsBlank
            ? row with { Check = Check(row, e.PowerUnit, EldFile.UnidentifiedUsername) }
            : row;
    }

    public EldAnnotationRow Annotation(EldLiveEvent.Duty e)
    {
        var (date, time) = When(e);
        return new(
            EldField.OfHexadecimal(e.Sequence), e.Username ?? EldFile.UnidentifiedUsername, e.Comment, date, time,
            e.Location);
    }

    public EldCertificationRow Certification(EldLiveEvent.Certification e)
    {
        var (date, time) = When(e);
        return new(
            EldField.OfHexadecimal(e.Sequence), EldFileBuilder.CertificationNumber(e.Number), date, time,
            EldField.Of(e.Day), _cmvs[e.PowerUnit]);
    }

    public EldMalfunctionRow Malfunction(EldLiveEvent.Malfunction e)
    {
        var (date, time) = When(e);
        return new(
            EldField.OfHexadecimal(e.Sequence), Kind(e.Kind).Code, Character(e.Indicator), date, time,
            EldField.Of(e.Miles), EldField.OfTenths(e.EngineTenths), _cmvs[e.PowerUnit]);
    }

    public EldLoginRow Login(EldLiveEvent.Session e)
    {
        var (date, time) = When(e);
        return new(
            EldField.OfHexadecimal(e.Sequence), Kind(e.Kind).Code, e.Username, date, time, EldField.Of(e.Miles),
            EldField.OfTenths(e.EngineTenths));
    }

    public EldEnginePowerRow EnginePower(EldLiveEvent.EnginePower e)
    {
        var (date, time) = When(e);
        return new(
            EldField.OfHexadecimal(e.Sequence), Kind(e.Kind).Code, date, time, Number(e.Miles),
            Tenths(e.EngineTenths), e.Position.Latitude, e.Position.Longitude, e.PowerUnit, e.Vin, e.Trailers,
            e.ShippingDocument);
    }

    private EldField Status(EldLiveEvent.Duty e) =>
        Character((char)(statuses.TryGetValue(e.Sequence, out var changed) ? changed : e.Status));

    private (EldField Date, EldField Time) When(EldLiveEvent e)
    {
        var local = e.At.InZone(homeTerminal).LocalDateTime;
        return (EldField.Of(local.Date), EldField.Of(local.TimeOfDay));
    }

    private static EldField Check(EldDutyRow row, string powerUnit, string username) =>
        EldField.Of(EldCheckValues.Event(row, powerUnit, username).ToString("X2", null));

    private static (EldField Type, EldField Code) Kind(EldEventKind kind) =>
        (EldField.Of((int)kind / 10), EldField.Of((int)kind % 10));

    private static EldField Number(int? value) => value is { } number ? EldField.Of(number) : EldField.Blank;

    private static EldField Tenths(int? value) => value is { } tenths ? EldField.OfTenths(tenths) : EldField.Blank;

    private static EldField Flag(bool isSet) => Character(isSet ? '1' : '0');

    private static EldField Character(char character) => EldField.Of(character.ToString());
}
