using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using NodaTime;
using Oms.Entities;

namespace Oms.Actors.Routing;

/// <summary>How a kind's commands, rejections and states cross from node to node.</summary>
/// <remarks>Families of cases carry the case's name (<c>JsonPolymorphic</c>).</remarks>
public sealed record EntityWire<TState, TCommand, TRejection>(
    JsonTypeInfo<TCommand> Commands, JsonTypeInfo<TRejection> Rejections, JsonTypeInfo<TState> States);

/// <summary>Turns typed commands and replies into frames and back.</summary>
internal sealed class FrameCodec<TState, TCommand, TEvent, TRejection>(
    EntityWire<TState, TCommand, TRejection> wire, IEventCodec<TEvent> events)
{
    public AskFrame Ask(EntityAddress address, TCommand command, CommandContext context, Duration wait) => new()
    {
        Verb = AskVerb.Ask,
        Tenant = address.Tenant,
        Kind = address.Kind,
        Id = address.Id,
        WaitMilliseconds = (long)wait.TotalMilliseconds,
        CommandId = context.Id.Value,
        PrincipalKind = context.Principal.Kind.ToString(),
        PrincipalId = context.Principal.Id,
        OnBehalfOf = context.Principal.OnBehalfOf,
        Causation = context.Causation,
        Correlation = context.Correlation,
        Fingerprint = context.Fingerprint,
        KeepsRejection = context.KeepsRejection,
        Command = JsonSerializer.SerializeToElement(command, wire.Commands),
    };

    public static AskFrame Read(EntityAddress address, ReadConsistency consistency, Duration wait) => new()
    {
        Verb = AskVerb.Read,
        Tenant = address.Tenant,
        Kind = address.Kind,
        Id = address.Id,
        Strict = consistency is ReadConsistency.Strict,
        WaitMilliseconds = (long)wait.TotalMilliseconds,
    };

    /// <param name="now">Null where the clock of events runs faster than what waits are measured by.</param>
    /// <exception cref="ArgumentException">The principal is of a kind that this node does not know.</exception>
    public static CommandContext Context(AskFrame frame, Instant? now) => new(
        new CommandId(frame.CommandId),
        new Principal(Enum.Parse<PrincipalKind>(frame.PrincipalKind), frame.PrincipalId, frame.OnBehalfOf))
    {
        Causation = frame.Causation,
        Correlation = frame.Correlation,
        Fingerprint = frame.Fingerprint,
        KeepsRejection = frame.KeepsRejection,
        Deadline = now + Duration.FromMilliseconds(frame.WaitMilliseconds),
    };

    /// <exception cref="JsonException">The command is not of a form that this node knows.</exception>
    public TCommand Command(AskFrame frame) =>
        frame.Command is { } command && command.Deserialize(wire.Commands) is { } read
            ? read
            : throw new JsonException("The frame carries no command.");

    /// <param name="format">The format in force: an event goes to a peer in a form that the peer knows.</param>
    public ReplyFrame Reply(in Reply<TEvent, TRejection> reply, int format) => new()
    {
        Outcome = reply.Outcome,
        Retry = reply.Retry,
        RetryAfterMilliseconds = (long)Math.Ceiling(reply.RetryAfter.TotalMilliseconds),
        IncidentId = reply.IncidentId,
        Quarantine = QuarantineFrame.Of(reply.Quarantine),
        Shard = reply.Position.Shard,
        Offset = reply.Position.Offset,
        Version = reply.Version,
        Repeated = reply.Repeated,
        Events = reply.Events.Count == 0 ? null : [.. Frames(reply.Events, events.Writing(format))],
        Rejection = reply.Rejection is { } rejection
            ? JsonSerializer.SerializeToElement(rejection, wire.Rejections)
            : null,
    };

    /// <exception cref="JsonException">A part is not of a form that this node knows.</exception>
    /// <exception cref="InvalidDataException">An event is not known.</exception>
    public Reply<TEvent, TRejection> Reply(EntityAddress address, ReplyFrame frame) => new(frame.Outcome)
    {
        Retry = frame.Retry,
        RetryAfter = Duration.FromMilliseconds(frame.RetryAfterMilliseconds),
        IncidentId = frame.IncidentId,
        Quarantine = frame.Quarantine?.RowOf(address),
        Position = new ShardPosition(frame.Shard, frame.Offset),
        Version = frame.Version,
        Repeated = frame.Repeated,
        Events = frame.Events is null ? [] : [.. frame.Events.Select(Event)],
        Rejection = frame.Rejection is { } rejection ? rejection.Deserialize(wire.Rejections) : default,
    };

    public ReplyFrame View(EntityView<TState> view) => new()
    {
        Outcome = ReplyOutcome.Accepted,
        Shard = view.Position.Shard,
        Offset = view.Position.Offset,
        Version = view.Version,
        State = JsonSerializer.SerializeToElement(view.State, wire.States),
    };

    /// <exception cref="JsonException">The state is not of a form that this node knows.</exception>
    public EntityView<TState> View(ReplyFrame frame) => new(
        frame.State is { } state && state.Deserialize(wire.States) is { } read
            ? read
            : throw new JsonException("The answer carries no state."),
        frame.Version,
        new ShardPosition(frame.Shard, frame.Offset));

    private static IEnumerable<EventFrame> Frames(IEnumerable<TEvent> all, IEventCodec<TEvent> codec)
    {
        foreach (var happened in all)
        {
            var output = new System.Buffers.ArrayBufferWriter<byte>();
            codec.Write(happened, output);
            using var payload = JsonDocument.Parse(output.WrittenMemory);
            var name = codec.NameOf(happened);
            yield return new EventFrame(name.Type, name.Version, payload.RootElement.Clone());
        }
    }

    private TEvent Event(EventFrame frame) => events.Read(
        new EventName(frame.Type, frame.Version), JsonSerializer.SerializeToUtf8Bytes(frame.Payload));
}
