using System.Text.Json.Serialization.Metadata;

namespace Oms.Central.Json;

/// <summary>One released event: its name, the version of its schema, its type, and how it is written.</summary>
/// <remarks>
/// A name or a member once released never changes; a new shape is the next version beside this one. The older shape
/// stays, to be read for ever and to be written until all nodes of a cluster understand the newer one.
/// </remarks>
/// <param name="Type">The event as the domain knows it today.</param>
/// <param name="Json">How this version is written.</param>
public sealed record EventForm(string Name, int Version, Type Type, JsonTypeInfo Json)
{
    /// <summary>What a node of this build says it understands: never below the <see cref="Since"/> of any form, nor
    /// below what is said of frames between nodes.</summary>
    public const int Newest = 2;

    /// <summary>The format of the cluster from which on it may be written.</summary>
    public int Since { get; init; } = 1;

    /// <summary>What was read in this version as today's event.</summary>
    public Func<object, object> ToToday { get; private init; } = read => read;

    /// <summary>Today's event as this version has it.</summary>
    public Func<object, object> FromToday { get; private init; } = happened => happened;

    /// <summary>The form of an event in version 1.</summary>
    public static EventForm First<TEvent>(string name, JsonTypeInfo<TEvent> json) => new(name, 1, typeof(TEvent), json);

    /// <summary>An older form of an event.</summary>
    /// <param name="toToday">Brings what was read up to today's event; pure.</param>
    /// <param name="fromToday">Leaves out what this version does not have; pure.</param>
    public static EventForm Older<TEvent, TOlder>(
        string name,
        int version,
        JsonTypeInfo<TOlder> json,
        Func<TOlder, TEvent> toToday,
        Func<TEvent, TOlder> fromToday)
        where TEvent : class
        where TOlder : class => new(name, version, typeof(TEvent), json)
        {
            ToToday = read => toToday((TOlder)read),
            FromToday = happened => fromToday((TEvent)happened),
        };
}
