using System.Text;
using Oms.Mqtt.Codec;

namespace Oms.Mqtt;

/// <summary>Topic names and filters: their rules and their matching (MQTT 5.0 section 4.7).</summary>
public static class MqttTopic
{
    private const int BytesMax = ushort.MaxValue;
    private const string SharePrefix = "$share/";

    /// <summary>Whether a topic can be published to: 1 to 65 535 bytes, no wildcard, no control character.</summary>
    public static bool IsValidName(string topic)
    {
        ArgumentNullException.ThrowIfNull(topic);
        return topic.Length > 0 && !topic.AsSpan().ContainsAny('+', '#') && IsWellFormed(topic);
    }

    /// <summary>Whether a filter can be subscribed to (4.7.1-1: # last and alone; 4.7.1-2: + alone; 4.8.2).</summary>
    public static bool IsValidFilter(string filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        if (filter.Length == 0 || !IsWellFormed(filter))
        {
            return false;
        }

        var rest = filter.AsSpan();
        if (filter.StartsWith(SharePrefix, StringComparison.Ordinal))
        {
            rest = rest[SharePrefix.Length..];
            var slash = rest.IndexOf('/');
            // 4.8.2-1 and 4.8.2-2: a share name of at least one character, no wildcard, then a filter.
            if (slash <= 0 || rest[..slash].ContainsAny('+', '#') || slash + 1 == rest.Length)
            {
                return false;
            }

            rest = rest[(slash + 1)..];
        }

        return HasWildcardsInPlace(rest);
    }

    /// <summary>Whether the filter is a shared subscription, which only a broker can serve.</summary>
    public static bool IsShared(string filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return filter.StartsWith(SharePrefix, StringComparison.Ordinal);
    }

    /// <summary>Whether a published topic falls under a filter. Both must be valid.</summary>
    /// <remarks>A leading wildcard never matches a topic that begins with $ (4.7.2-1).</remarks>
    public static bool Matches(string filter, string topic)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentNullException.ThrowIfNull(topic);
        return !(topic is ['$', ..] && filter is ['+' or '#', ..]) && Covers(filter, topic);
    }

    /// <summary>Whether <paramref name="wide"/> matches every topic that <paramref name="narrow"/> does.</summary>
    /// <remarks>Exact: a level is covered by the same level or by +, a tail by #.</remarks>
    public static bool Includes(string wide, string narrow)
    {
        ArgumentNullException.ThrowIfNull(wide);
        ArgumentNullException.ThrowIfNull(narrow);
        return !(narrow is ['$', ..] && wide is ['+' or '#', ..]) && Covers(wide, narrow);
    }

    private static bool Covers(ReadOnlySpan<char> filter, ReadOnlySpan<char> topic)
    {
        while (true)
        {
            var filterLevel = Level(filter, out var filterRest, out var filterEnds);
            if (filterLevel is "#")
            {
                return true;
            }

            var topicLevel = Level(topic, out var topicRest, out var topicEnds);
            // A # in the narrower filter stands for any tail, so only a # covers it.
            if (topicLevel is "#" || (filterLevel is not "+" && !filterLevel.SequenceEqual(topicLevel)))
            {
                return false;
            }

            if (topicEnds || filterEnds)
            {
                // "a/#" also matches "a" itself (4.7.1.2).
                return (topicEnds && filterEnds) || (topicEnds && filterRest is "#");
            }

            filter = filterRest;
            topic = topicRest;
        }
    }

    private static ReadOnlySpan<char> Level(ReadOnlySpan<char> text, out ReadOnlySpan<char> rest, out bool ends)
    {
        var slash = text.IndexOf('/');
        ends = slash < 0;
        rest = ends ? default : text[(slash + 1)..];
        return ends ? text : text[..slash];
    }

    private static bool HasWildcardsInPlace(ReadOnlySpan<char> filter)
    {
        while (true)
        {
            var level = Level(filter, out var rest, out var ends);
            if ((level.ContainsAny('+', '#') && level.Length > 1) || (level is "#" && !ends))
            {
                return false;
            }

            if (ends)
            {
                return true;
            }

            filter = rest;
        }
    }

    private static bool IsWellFormed(string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        if (length > BytesMax)
        {
            return false;
        }

        var bytes = length <= 512 ? stackalloc byte[length] : new byte[length];
        // A lone surrogate becomes a replacement character here, so look for it in the source.
        return Encoding.UTF8.GetBytes(text, bytes) == length
            && MqttText.IsIdentifier(bytes)
            && !HasLoneSurrogate(text);
    }

    private static bool HasLoneSurrogate(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(text[i]))
            {
                return true;
            }
        }

        return false;
    }
}
