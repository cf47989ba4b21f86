using System.Text.Json;

namespace Oms.Cli.Checking;

/// <summary>Reads one value of a case file, and says which member of which case is wrong.</summary>
/// <param name="owner">The case, for messages.</param>
internal sealed class CaseReader(JsonElement value, string owner)
{
    /// <summary>The same value under another name.</summary>
    public CaseReader Named(string name) => new(value, $"case \"{name}\"");

    /// <summary>A member that is there and is not null.</summary>
    public bool Has(string member) =>
        value.ValueKind == JsonValueKind.Object
        && value.TryGetProperty(member, out var found) && found.ValueKind != JsonValueKind.Null;

    /// <summary>An object; null where it is not there.</summary>
    public CaseReader? Member(string member) =>
        !Has(member) ? null
        : value.GetProperty(member) is { ValueKind: JsonValueKind.Object } found ? new CaseReader(found, owner)
        : throw Fault(member, "it must be an object");

    /// <summary>A text; null where it is not there.</summary>
    public string? Text(string member) => Has(member) ? new CaseReader(value.GetProperty(member), owner).AsText(member)
        : null;

    /// <summary>The items of an array; none where it is not there.</summary>
    public IReadOnlyList<CaseReader> Items(string member) =>
        !Has(member) ? []
        : value.GetProperty(member) is { ValueKind: JsonValueKind.Array } found
            ? [.. found.EnumerateArray().Select(item => new CaseReader(item, owner))]
        : throw Fault(member, "it must be an array");

    /// <summary>This value as an array of a length.</summary>
    public IReadOnlyList<CaseReader> Array(string member, int length) =>
        value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == length
            ? [.. value.EnumerateArray().Select(item => new CaseReader(item, owner))]
            : throw Fault(member, $"an item must be an array of {length}");

    /// <summary>This value as a text.</summary>
    public string AsText(string member) =>
        value.ValueKind == JsonValueKind.String ? value.GetString()! : throw Fault(member, "it must be a text");

    /// <summary>This value as a whole number from 0 on.</summary>
    public int AsNumber(string member, int max) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= 0 && number <= max
            ? number
            : throw Fault(member, $"it must be a whole number from 0 to {max}");

    /// <summary>This value as a number.</summary>
    public double AsDouble(string member) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number)
            ? number
            : throw Fault(member, "it must be a number");

    /// <summary>Refuses members that have no meaning, so that a mistyped one is not passed over.</summary>
    public void AllowOnly(IReadOnlyCollection<string> members)
    {
        foreach (var other in value.EnumerateObject().Where(one => !members.Contains(one.Name)))
        {
            throw Fault(other.Name, $"there is no such member; there are {string.Join(", ", members)}");
        }
    }

    public InvalidDataException Fault(string member, string what) => new($"{owner}, {member}: {what}.");
}
