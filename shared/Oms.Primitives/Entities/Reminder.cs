using NodaTime;

namespace Oms.Entities;

/// <summary>A durable timer: at <paramref name="DueAt"/> or later the entity is given <paramref
/// name="Command"/>.</summary>
/// <param name="Name">Unique within the entity, <c>[a-z0-9-]{1,40}</c>.</param>
/// <param name="DueAt">The earliest instant at which it fires.</param>
/// <param name="Command">What the entity is then asked, built from its state at the time of firing.</param>
public sealed record Reminder<TCommand>(string Name, Instant DueAt, TCommand Command);
