using System.Collections.Frozen;
using NodaTime;
using Oms.Custody;
using Oms.Custody.CheckOuts;
using Oms.Edge.Devices;

namespace Oms.Edge.People;

/// <summary>Who may sign in at a depot's kiosk. Immutable.</summary>
public sealed class PeopleRegistry
{
    private const int IdCharsMax = 64;
    private readonly FrozenDictionary<string, Person> _people;
    private readonly FrozenDictionary<string, Person> _byBadge;

    private PeopleRegistry(IReadOnlyList<Person> people)
    {
        _people = people.ToFrozenDictionary(person => person.Id, StringComparer.OrdinalIgnoreCase);
        _byBadge = people
            .Where(person => person.BadgeSha256 is not null)
            .ToFrozenDictionary(person => person.BadgeSha256!, StringComparer.Ordinal);
    }

    public static PeopleRegistry Empty { get; } = new([]);

    /// <summary>Builds a registry.</summary>
    /// <returns>The registry, or what is wrong with the list; exactly one of them.</returns>
    public static (PeopleRegistry? Registry, string? Fault) Of(IReadOnlyList<Person> people)
    {
        var fault = people.Select(Check).FirstOrDefault(wrong => wrong is not null)
            ?? Twice("person", people.Select(person => person.Id), StringComparer.OrdinalIgnoreCase)
            ?? Twice("badge", people.Select(person => person.BadgeSha256).OfType<string>(), StringComparer.Ordinal);
        return fault is null ? (new PeopleRegistry(people), null) : (null, fault);
    }

    /// <summary>Somebody by their id; null for nobody. Capital or small letters are the same.</summary>
    public Person? Find(string id) => _people.GetValueOrDefault(id);

    /// <summary>The time zone of a driver's home terminal; null where none is named.</summary>
    public DateTimeZone? HomeTerminalOf(string driver) =>
        Find(driver)?.HomeTerminalZone is { } zone ? DateTimeZoneProviders.Tzdb[zone] : null;

    /// <summary>Whose badge a token is; null for nobody's.</summary>
    /// <param name="devices">Badges in the device file count, too; their holders need not be in the people
    /// file.</param>
    public Person? FindBadge(string token, DeviceRegistry devices) =>
        _byBadge.GetValueOrDefault(DeviceRegistry.HashOf(token))
        ?? (devices.FindBadge(token) is { } badge
            ? Find(badge.Person) ?? new Person(
                badge.Person,
                badge.Person,
                badge.Role,
                badge.TokenSha256,
                null)
            : null);

    private static string? Check(Person person) =>
        person is null ? "A person is null."
        : person.Id.Length is 0 or > IdCharsMax || person.Id.AsSpan().ContainsAnyExceptInRange('!', '~')
            ? $"The id '{person.Id}' is not 1 to {IdCharsMax} printable ASCII characters without a space."
        : person.Name.Length is 0 or > CheckOutBounds.NameCharsMax
            ? $"The name of '{person.Id}' has not 1 to {CheckOutBounds.NameCharsMax} characters."
        : person.BadgeSha256 is { } badge && !Digest.TryParse(badge, out _)
            ? $"badge_sha256 of '{person.Id}' is not 64 lower-case hexadecimal digits."
        : person.PinHash is { } hash && !PinHash.IsHash(hash)
            ? $"pin_hash of '{person.Id}' is not what oms-edge --hash-pin prints."
        : person.Role is Role.System ? $"'{person.Id}' has the role system, which is no person's."
        : person.HomeTerminalZone is { } zone && DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone) is null
            ? $"home_terminal_zone of '{person.Id}' is '{zone}', which is no time zone such as America/Chicago."
        : person is { BadgeSha256: null, PinHash: null } ? $"'{person.Id}' has neither badge nor PIN."
        : null;

    private static string? Twice(string what, IEnumerable<string> ids, StringComparer comparer)
    {
        var seen = new HashSet<string>(comparer);
        return ids.FirstOrDefault(id => !seen.Add(id)) is { } twice ? $"The {what} '{twice}' is there twice." : null;
    }
}
