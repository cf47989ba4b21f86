using System.Text.Json.Serialization;

namespace Oms.Actors.Postgres.Peers;

/// <summary>The first frame of either side. JSON; a member that is not known is passed over.</summary>
internal sealed record PeerHello
{
    public required int VersionMin { get; init; }

    public required int VersionMax { get; init; }

    /// <summary>The node's lasting name.</summary>
    public required string Node { get; init; }

    public required Guid Incarnation { get; init; }

    /// <summary>Random bytes, new for every stream.</summary>
    public required byte[] Nonce { get; init; }

    /// <summary>See <see cref="PeerTrust.Way"/>.</summary>
    public required string Authentication { get; init; }

    /// <summary>That who was called knows the secret; null from the caller, and where there is none.</summary>
    public byte[]? Proof { get; init; }

    [JsonIgnore]
    public ProtocolVersions Versions => new(VersionMin, VersionMax);
}

/// <summary>That the caller knows the secret; null where there is none.</summary>
internal sealed record PeerProof(byte[]? Proof);

/// <param name="Reason">See <see cref="PeerEndedException.NameOf"/>.</param>
internal sealed record PeerGoodbye(string? Reason, string? Text);

/// <summary>How the frames around the asks are written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PeerHello))]
[JsonSerializable(typeof(PeerProof))]
[JsonSerializable(typeof(PeerGoodbye))]
internal sealed partial class PeerJson : JsonSerializerContext;
