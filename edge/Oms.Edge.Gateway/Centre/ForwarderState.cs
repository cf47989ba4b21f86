using System.Text.Json.Serialization;
using Oms.Contracts;

namespace Oms.Edge.Gateway.Centre;

/// <summary>What the forwarder remembers over a restart. All of it can be learnt again from the centre.</summary>
internal sealed record ForwarderState
{
    /// <summary>The incarnation that was enrolled; null before.</summary>
    public string? Incarnation { get; init; }

    public EnrolmentGrant? Grant { get; init; }

    /// <summary>Every record up to this one is durable at the centre.</summary>
    public long HighWater { get; init; }

    /// <summary>The manifests after this number are to be asked for.</summary>
    public long ManifestsAfter { get; init; }

    /// <summary>The newest checkpoint of the transparency log.</summary>
    public string? Checkpoint { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ForwarderState))]
internal sealed partial class ForwarderJson : JsonSerializerContext;
