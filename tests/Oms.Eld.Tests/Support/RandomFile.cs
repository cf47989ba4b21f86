using NodaTime;

namespace Oms.Eld.Tests.Support;

/// <summary>Conformant files of any content, row by row from the newest to the oldest.</summary>
internal sealed class RandomFile
{
    private const int SequenceCount = 0x1_0000;

    private static readonly string[] Usernames = ["ada.okafor", "eva.diaz", EldFile.UnidentifiedUsername];
    private static readonly string[] Units = ["204", "310"];
    private static readonly string[] Comments = ["", "Post-trip", "Waiting; dock 4", "x"];
    private static readonly string[] Locations = ["", "Reston; VA", "5 mi SW of Dallas"];
    private static readonly int[] DutyKinds = [11, 12, 13, 14, 21, 22, 30, 31, 32];

    private readonly Random _random;
    private readonly List<EldEventRow> _events = [];
    private readonly List<EldAnnotationRow> _annotations = [];
    private readonly List<EldCertificationRow> _certifications = [];
    private readonly List<EldMalfunctionRow> _malfunctions = [];
    private readonly List<EldLoginRow> _logins = [];
    private readonly List<EldEnginePowerRow> _enginePower = [];
    private readonly List<EldUnidentifiedRow> _unidentified = [];

    // In the order of first use, which from the newest row on is the order of the lists.
    private readonly List<int> _users = [];
    private readonly List<int> _units = [];

    private RandomFile(int seed) => _random = new Random(seed);

    /// <summary>Makes a file; the same seed gives the same one.</summary>
    /// <returns>The file and the usernames of its user list.</returns>
    public static (EldFile File, IReadOnlyList<string> Usernames) Make(int seed) => new RandomFile(seed).Make();

    private (EldFile File, IReadOnlyList<string> Usernames) Make()
    {
        var sequence = _random.Next(SequenceCount);
        var at = new LocalDateTime(2026, 3, 2, 17, 0, 0);
        for (var rows = _random.Next(60); rows > 0; rows--)
        {
            var (id, date, time) = (EldField.OfHexadecimal(sequence), EldField.Of(at.Date), EldField.Of(at.TimeOfDay));
            Add(id, date, time);
            sequence = (sequence + SequenceCount - 1) % SequenceCount;
            at = at.PlusSeconds(-_random.Next(4_000));
        }

        var driver = Order(_users, 0);
        _ = (driver, Order(_users, 2), Order(_units, 0));
        var sample = SampleFile.File;
        var file = sample with
        {
            Users = [.. _users.Select((user, index) => User(index + 1, user))],
            Cmvs = [.. _units.Select((unit, index) => new EldCmvRow(EldField.Of(index + 1), Units[unit], Vin(unit)))],
            Events = _events,
            Annotations = _annotations,
            Certifications = _certifications,
            Malfunctions = _malfunctions,
            Logins = _logins,
            EnginePower = _enginePower,
            Unidentified = _unidentified,
        };
        return (file, [.. _users.Select(user => Usernames[user])]);
    }

    private void Add(EldField id, EldField date, EldField time)
    {
        switch (_random.Next(9))
        {
            case 0:
                _certifications.Add(new(id, Number(1, 9), date, time, EldField.Of("030126"), Unit(out _)));
                break;
            case 1:
                var code = _random.Next(1, 5);
                var indicator = code <= 2 ? "PETLRSO"[_random.Next(7)] : "123456"[_random.Next(6)];
                _malfunctions.Add(new(
                    id, EldField.Of(code), EldField.Of($"{indicator}"), date, time, Miles(), Hours(), Unit(out _)));
                break;
            case 2:
                _ = Order(_users, 0);
                _logins.Add(new(id, Number(1, 2), Usernames[0], date, time, Miles(), Hours()));
                break;
            case 3:
                var (lat, lon) = Position();
                _ = Unit(out var unit);
                _enginePower.Add(new(
                    id, Number(1, 4), date, time, Miles(), Hours(), lat, lon, Units[unit], Vin(unit), "TR1", "BOL-1"));
                break;
            case 4:
                AddUnidentified(id, date, time);
                break;
            default:
                AddEvent(id, date, time);
                break;
        }
    }

    private void AddEvent(EldField id, EldField date, EldField time)
    {
        var user = _random.Next(2);
        var (type, code) = Kind();
        var (lat, lon) = Position();
        var row = new EldEventRow(
            id, Number(1, 4), Number(1, 4), type, code, date, time, Number(0, 9_999), Hours(), lat, lon, Number(0, 6),
            Unit(out var unit), Order(_users, user), Number(0, 1), Number(0, 1), EldField.Blank);
        _events.Add(row with { Check = Check(row, Units[unit], Usernames[user]) });
        var (comment, location) = (Pick(Comments), Pick(Locations));
        if (comment.Length + location.Length > 0)
        {
            _annotations.Add(new(id, Usernames[user], comment, date, time, location));
        }
    }

    private void AddUnidentified(EldField id, EldField date, EldField time)
    {
        _ = Order(_users, 2);
        var (type, code) = Kind();
        var (lat, lon) = Position();
        var row = new EldUnidentifiedRow(
            id, Number(1, 4), Number(1, 4), type, code, date, time, Number(0, 9_999), Hours(), lat, lon, Number(0, 6),
            Unit(out var unit), Number(0, 1), EldField.Blank);
        _unidentified.Add(row with { Check = Check(row, Units[unit], EldFile.UnidentifiedUsername) });
    }

    private (EldField Type, EldField Code) Kind()
    {
        var kind = Pick(DutyKinds);
        return (EldField.Of(kind / 10), EldField.Of(kind % 10));
    }

    private (EldField Latitude, EldField Longitude) Position() => _random.Next(6) switch
    {
        0 => (EldPosition.NotMeasured.Latitude, EldPosition.NotMeasured.Longitude),
        1 => Both(EldPosition.OfMicrodegrees(_random.Next(-90_000_000, 90_000_000), _random.Next(179_000_000), true)),
        _ => Both(EldPosition.OfMicrodegrees(_random.Next(-90_000_000, 90_000_000), -_random.Next(179_000_000))),
    };

    private EldField Unit(out int unit)
    {
        unit = _random.Next(Units.Length);
        return Order(_units, unit);
    }

    private EldField Number(int min, int max) => EldField.Of(_random.Next(min, max + 1));

    private EldField Miles() => Number(0, 9_999_999);

    private EldField Hours() => EldField.OfTenths(_random.Next(1_000_000));

    private T Pick<T>(IReadOnlyList<T> choices) => choices[_random.Next(choices.Count)];

    private static EldUserRow User(int order, int user) =>
        user == 0 ? new(EldField.Of(order), EldField.Of("D"), "Okafor", "Ada")
        : user == 1 ? new(EldField.Of(order), EldField.Of("S"), "Diaz", "Eva")
        : new(EldField.Of(order), EldField.Of("D"), "Driver", "Unidentified");

    private static string Vin(int unit) => unit == 0 ? "1M8GDM9AXKP042788" : "-11111111111111111";

    private static (EldField, EldField) Both(EldPosition position) => (position.Latitude, position.Longitude);

    private static EldField Check(EldDutyRow row, string unit, string username) =>
        EldField.Of(EldCheckValues.Event(row, unit, username).ToString("X2", null));

    private static EldField Order(List<int> used, int one)
    {
        if (!used.Contains(one))
        {
            used.Add(one);
        }

        return EldField.Of(used.IndexOf(one) + 1);
    }
}
