using System.Text.Json.Serialization.Metadata;

namespace Oms.Central.Json;

/// <summary>One released event: its name, the version of its schema, its type, and how it is written.</summary>
/// <remarks>A name or a member once released never changes; a new shape is the next version beside this one.</remarks>
public sealed record EventForm(string Name, int Version, Type Type, JsonTypeInfo Json)
{
    /// <summary>The form of an event in version 1.</summary>
    public static EventForm First<TEvent>(string name, JsonTypeInfo<TEvent> json) => new(name, 1, typeof(TEvent), json);
}
