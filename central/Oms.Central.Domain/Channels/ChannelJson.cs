using System.Text.Json.Serialization;
using Oms.Central.Json;

namespace Oms.Central.Channels;

/// <summary>How a channel's events and its state are written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(ChannelEvent.ChannelDefined))]
[JsonSerializable(typeof(ChannelEvent.ChannelRevised))]
[JsonSerializable(typeof(ChannelEvent.ChannelSuspended))]
[JsonSerializable(typeof(ChannelEvent.ChannelResumed))]
[JsonSerializable(typeof(ChannelEvent.AllocationSet))]
[JsonSerializable(typeof(ChannelEvent.AllocationEnded))]
[JsonSerializable(typeof(Channel))]
public sealed partial class ChannelJson : JsonSerializerContext;

/// <summary>The released names of a channel's events.</summary>
public static class ChannelEvents
{
    public static IReadOnlyList<EventForm> Forms { get; } =
    [
        EventForm.First("channel.defined", ChannelJson.Default.ChannelDefined),
        EventForm.First("channel.revised", ChannelJson.Default.ChannelRevised),
        EventForm.First("channel.suspended", ChannelJson.Default.ChannelSuspended),
        EventForm.First("channel.resumed", ChannelJson.Default.ChannelResumed),
        EventForm.First("channel.allocation-set", ChannelJson.Default.AllocationSet),
        EventForm.First("channel.allocation-ended", ChannelJson.Default.AllocationEnded),
    ];
}
