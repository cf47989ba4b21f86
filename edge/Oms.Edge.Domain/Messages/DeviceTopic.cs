using System.Text.RegularExpressions;

namespace Oms.Edge.Messages;

/// <summary>A native topic, <c>oms/v1/{depot}/{kind}/{id}/{message}</c>.</summary>
public sealed partial record DeviceTopic(string Depot, string Kind, string Id, string Message)
{
    private const string Prefix = "oms/v1/";

    /// <summary>Reads a topic; null when it is not one of the native form.</summary>
    public static DeviceTopic? Parse(string topic)
    {
        if (!topic.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return null;
        }

        var parts = topic[Prefix.Length..].Split('/');
        return parts.Length == 4 && Array.TrueForAll(parts, part => IsName(part))
            ? new DeviceTopic(parts[0], parts[1], parts[2], parts[3])
            : null;
    }

    /// <summary>Whether a text can be a depot's or a device's id: 1 to 64 of <c>A-Z a-z 0-9 . _ -</c>.</summary>
    public static bool IsName(string? name) => name is not null && NameForm().IsMatch(name);

    public override string ToString() => $"{Prefix}{Depot}/{Kind}/{Id}/{Message}";

    [GeneratedRegex(@"\A[A-Za-z0-9._-]{1,64}\z")]
    private static partial Regex NameForm();
}
