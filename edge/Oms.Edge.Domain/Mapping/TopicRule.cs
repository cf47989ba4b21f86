namespace Oms.Edge.Mapping;

/// <summary>How one foreign topic is read.</summary>
/// <param name="Topic">The topic, with <c>{id}</c> where the device's id stands.</param>
/// <param name="Kind">The kind of device.</param>
/// <param name="Message">The native message that it becomes.</param>
/// <param name="Fields">What goes where.</param>
public sealed record TopicRule(string Topic, string Kind, string Message, IReadOnlyList<FieldRule> Fields);

/// <summary>How one member is read.</summary>
/// <param name="From">Where it stands in the foreign payload: names and indexes joined by dots, as
/// <c>zones.0.ret</c>.</param>
/// <param name="To">Where it goes in the native message, in the same form.</param>
public sealed record FieldRule(string From, string To)
{
    /// <summary>The unit of the foreign value; null when it is the native one. See <see cref="Units"/>.</summary>
    public string? Unit { get; init; }

    /// <summary>Whether a payload without it is refused.</summary>
    public bool Required { get; init; }

    /// <summary>Foreign words and the native values, as JSON, that they stand for.</summary>
    public IReadOnlyDictionary<string, System.Text.Json.JsonElement>? Values { get; init; }
}
