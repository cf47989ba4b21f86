using System.Text.Json;

namespace Oms.Epcis;

/// <summary>Which members an object has, and the rule of each.</summary>
/// <param name="what">What the object is, for messages.</param>
/// <param name="members">The members the standard names.</param>
/// <param name="required">Those that must be there.</param>
/// <param name="extensible">Whether members of a user's namespace may stand beside them.</param>
internal sealed class Shape(
    string what, IReadOnlyDictionary<string, Rule> members, IReadOnlyList<string> required, bool extensible = true)
{
    /// <summary>This shape with more members.</summary>
    public Shape With(string name, IReadOnlyDictionary<string, Rule> more, params IReadOnlyList<string> alsoRequired)
    {
        var all = new Dictionary<string, Rule>(members, StringComparer.Ordinal);
        foreach (var (member, rule) in more)
        {
            all[member] = rule;
        }

        return new Shape(name, all, [.. required, .. alsoRequired], extensible);
    }

    /// <summary>Checks an object.</summary>
    public void Check(JsonElement value, string path, Checking checking)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            checking.Add("wrong-type", path, $"{what} must be an object.");
            return;
        }

        foreach (var name in required.Where(name => !value.TryGetProperty(name, out _)))
        {
            checking.Add("missing", JsonPath.Member(path, name), $"{what} must have the member {name}.");
        }

        foreach (var member in value.EnumerateObject())
        {
            var place = JsonPath.Member(path, member.Name);
            if (members.TryGetValue(member.Name, out var rule))
            {
                rule(member.Value, place, checking);
            }
            else
            {
                CheckExtension(member.Name, place, checking);
            }
        }
    }

    private void CheckExtension(string name, string place, Checking checking)
    {
        var colon = name.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0 || !extensible)
        {
            checking.Add(
                "unknown-member",
                place,
                $"{what} has no member {name}."
                + (extensible ? " A member of your own is written prefix:name, its prefix defined in @context." : ""));
        }
        else if (!checking.Context.Defines(name[..colon]) && !name.Contains("://", StringComparison.Ordinal)
            && !name.StartsWith("urn:", StringComparison.Ordinal))
        {
            checking.Add("context", place, $"The prefix {name[..colon]} is not defined; define it in @context.");
        }
    }
}
