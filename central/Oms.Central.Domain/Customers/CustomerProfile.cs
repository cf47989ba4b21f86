using System.Text.Json.Serialization;
using Oms.Central.Json;
using Oms.Central.Locations;
using Oms.Central.Orders;

namespace Oms.Central.Customers;

[JsonConverter(typeof(SnakeCaseEnumConverter<ContactKind>))]
public enum ContactKind
{
    Email,
    Phone,
}

/// <summary>A way to reach a customer.</summary>
/// <param name="Label">Whose or what for, up to 64 characters.</param>
public sealed record CustomerContact(ContactKind Kind, string Value, string? Label = null);

/// <summary>Where a customer is.</summary>
/// <param name="Label">Such as <c>shipping</c>, 1 to 64 characters.</param>
public sealed record CustomerAddress(string Label, PostalAddress Address);

/// <summary>The customer's number in another system; the two together name one customer.</summary>
public sealed record ExternalReference(string System, string Reference);

/// <summary>What a customer likes, such as <c>leave-at</c>: <c>back door</c>.</summary>
/// <param name="Value">1 to 500 characters.</param>
public sealed record CustomerPreference(string Name, string Value);

/// <summary>All that is personal of a customer. It is never stored but encrypted.</summary>
/// <param name="Name">1 to 200 characters.</param>
/// <param name="Contacts">Up to 20; the first of a kind is the preferred one.</param>
/// <param name="Addresses">Up to 20.</param>
/// <param name="Preferences">Up to 50, each name once.</param>
/// <param name="References">Up to 20.</param>
/// <param name="Language">An ISO 639-1 code, such as <c>en</c>.</param>
public sealed record CustomerProfile(
    string Name,
    IReadOnlyList<CustomerContact>? Contacts = null,
    IReadOnlyList<CustomerAddress>? Addresses = null,
    IReadOnlyList<CustomerPreference>? Preferences = null,
    IReadOnlyList<ExternalReference>? References = null,
    string? Language = null)
{
    private const int NameMax = 200;
    private const int ListMax = 20;
    private const int PreferencesMax = 50;
    private const int ValueMax = 500;
    private const int EmailMax = 254;
    private const int PhoneDigitsMin = 5;
    private const int PhoneMax = 32;

    /// <summary>The first member that is out of its range; null when all are good.</summary>
    public CustomerRejection.Invalid? Fault()
    {
        if (!IsText(Name, NameMax))
        {
            return new("/profile/name", $"It must have 1 to {NameMax} characters, none a control character.");
        }

        foreach (var (i, contact) in (Contacts ?? []).Index())
        {
            if (contact.Kind == ContactKind.Email ? !IsEmail(contact.Value) : !IsPhone(contact.Value))
            {
                return new($"/profile/contacts/{i}/value", contact.Kind == ContactKind.Email
                    ? $"It must be an e-mail address of up to {EmailMax} characters."
                    : $"It must be a number of at least {PhoneDigitsMin} digits, with + - ( ) . / and spaces at most.");
            }

            if (contact.Label is { } label && !OrderTerms.IsName(label))
            {
                return new($"/profile/contacts/{i}/label", "It must have 1 to 64 characters.");
            }
        }

        foreach (var (i, address) in (Addresses ?? []).Index())
        {
            if (!OrderTerms.IsName(address.Label) || !LocationTerms.IsAddress(address.Address))
            {
                return new(
                    $"/profile/addresses/{i}", "A label, lines, a city, a postal code and a country of two letters.");
            }
        }

        return ListFault();
    }

    /// <summary>The e-mail addresses, each as it is compared: trimmed, in lower case.</summary>
    public IEnumerable<string> Emails() =>
        (Contacts ?? []).Where(contact => contact.Kind == ContactKind.Email).Select(contact => Plain(contact.Value));

    /// <summary>An e-mail address as it is compared.</summary>
    public static string Plain(string email) => email.Trim().ToLowerInvariant();

    private CustomerRejection.Invalid? ListFault() =>
        Contacts?.Count > ListMax ? new("/profile/contacts", $"Up to {ListMax}.")
        : Addresses?.Count > ListMax ? new("/profile/addresses", $"Up to {ListMax}.")
        : Preferences is { } likes && (likes.Count > PreferencesMax
            || !likes.All(each => OrderTerms.IsName(each.Name) && IsText(each.Value, ValueMax))
            || likes.Select(each => each.Name).Distinct(StringComparer.Ordinal).Count() < likes.Count)
            ? new("/profile/preferences", $"Up to {PreferencesMax}, each name once; values up to {ValueMax} long.")
        : References is { } references && (references.Count > ListMax
            || !references.All(each => OrderTerms.IsName(each.System) && OrderTerms.IsName(each.Reference)))
            ? new("/profile/references", $"Up to {ListMax}, of 1 to 64 characters.")
        : Language is { } language && !(language.Length == 2 && language.All(char.IsAsciiLetterLower))
            ? new("/profile/language", "It must be a code of ISO 639-1, such as en.")
        : null;

    private static bool IsEmail(string text) =>
        text.Length is >= 3 and <= EmailMax
        && text.Split('@') is [{ Length: > 0 }, { Length: > 0 }]
        && !text.Any(c => char.IsControl(c) || char.IsWhiteSpace(c));

    private static bool IsPhone(string text) =>
        text.Length <= PhoneMax
        && text.Count(char.IsAsciiDigit) >= PhoneDigitsMin
        && text.All(c => char.IsAsciiDigit(c) || c is '+' or '-' or '(' or ')' or '.' or '/' or ' ');

    private static bool IsText(string text, int charsMax) =>
        text.Length >= 1 && text.Length <= charsMax && !text.Any(char.IsControl);
}
