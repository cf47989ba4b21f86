using System.Text.Json.Serialization;

namespace Oms.Cli.Api;

/// <summary>A body without members.</summary>
internal sealed record EmptyBody;

internal sealed record AddDepotBody(string Id, string Name, string? Location);

internal sealed record EnrolmentCodeBody(int ValidForMinutes);

internal sealed record ReleaseEntityBody(string Kind, string Id);

internal sealed record BackupBody(string Directory);

/// <summary>A key with a scope, or with a role from which its scope follows.</summary>
internal sealed record AddKeyBody(
    string Name,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Scope,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Role);

internal sealed record RevokeGatewayKeyBody(string Device, string Reason, long? FromLogIndex);

internal sealed record MoveShardBody(string? Node);

internal sealed record MoveCellBody(string Cell);

/// <summary>The bodies that the verbs send.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(EmptyBody))]
[JsonSerializable(typeof(AddDepotBody))]
[JsonSerializable(typeof(EnrolmentCodeBody))]
[JsonSerializable(typeof(ReleaseEntityBody))]
[JsonSerializable(typeof(BackupBody))]
[JsonSerializable(typeof(AddKeyBody))]
[JsonSerializable(typeof(RevokeGatewayKeyBody))]
[JsonSerializable(typeof(MoveShardBody))]
[JsonSerializable(typeof(MoveCellBody))]
internal sealed partial class BodiesJson : JsonSerializerContext;
