using System.Text.Json.Serialization;
using NodaTime;
using Oms.Central.Json;
using Oms.Entities;
using Decision = Oms.Entities.Decision<Oms.Central.Access.ApiKeyEvent, Oms.Central.Access.ApiKeyRejection>;

namespace Oms.Central.Access;

/// <summary>What a key may do; each scope holds the ones before it.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<ApiScope>))]
public enum ApiScope
{
    Read,
    Integration,
    Admin,
}

/// <summary>What somebody with a key does for a living: it narrows what the key's scope allows.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<ApiRole>))]
public enum ApiRole
{
    /// <summary>Serves customers.</summary>
    Csr,

    /// <summary>Serves customers for the house, and works elsewhere: sees nothing personal.</summary>
    CsrExternal,

    /// <summary>Moves units.</summary>
    Picker,

    /// <summary>Plans routes and sends them out.</summary>
    Dispatcher,
    Supervisor,

    /// <summary>Takes and gives back money.</summary>
    Finance,

    /// <summary>Looks at everything but what is personal, and changes nothing.</summary>
    Auditor,

    /// <summary>A program.</summary>
    Integration,
}

[JsonPolymorphic(TypeDiscriminatorPropertyName = "case")]
[JsonDerivedType(typeof(ApiKeyCommand.Create), "create")]
[JsonDerivedType(typeof(ApiKeyCommand.Revoke), "revoke")]
public abstract record ApiKeyCommand
{
    private ApiKeyCommand()
    {
    }

    /// <param name="SecretSha256">Lower-case hex; the secret itself is never stored.</param>
    public sealed record Create(string Name, ApiScope Scope, string SecretSha256) : ApiKeyCommand
    {
        /// <summary>Null for a key that may do all that its scope allows.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public ApiRole? Role { get; init; }
    }

    public sealed record Revoke : ApiKeyCommand;
}

/// <summary>What happened to an API key. Stored for ever (<see cref="ApiKeyEvents"/>).</summary>
public abstract record ApiKeyEvent
{
    private ApiKeyEvent()
    {
    }

    public sealed record ApiKeyCreated(string Name, ApiScope Scope, string SecretSha256) : ApiKeyEvent
    {
        /// <summary>Null for a key that may do all that its scope allows.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public ApiRole? Role { get; init; }
    }

    public sealed record ApiKeyRevoked : ApiKeyEvent;
}

[JsonPolymorphic(TypeDiscriminatorPropertyName = "case")]
[JsonDerivedType(typeof(ApiKeyRejection.NoSuchKey), "no_such_key")]
[JsonDerivedType(typeof(ApiKeyRejection.Differs), "differs")]
public abstract record ApiKeyRejection
{
    private ApiKeyRejection()
    {
    }

    public sealed record NoSuchKey : ApiKeyRejection;

    public sealed record Differs : ApiKeyRejection;
}

/// <summary>A key by which a program proves who it is.</summary>
/// <param name="Name">Null while there is no such key.</param>
public sealed record ApiKey(string? Name, ApiScope Scope, string SecretSha256, bool Revoked)
    : IEntity<ApiKey, ApiKeyCommand, ApiKeyEvent, ApiKeyRejection>
{
    /// <summary>The kind in every key's address.</summary>
    public const string Kind = "api-key";

    /// <summary>Null for a key that may do all that its scope allows.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ApiRole? Role { get; init; }

    public static ApiKey Initial { get; } = new(null, ApiScope.Read, string.Empty, false);

    public static Decision Decide(ApiKey state, ApiKeyCommand command, Instant now) =>
        (state, command) switch
        {
            ({ Name: null }, ApiKeyCommand.Create c) => Decision.Accept(
                new ApiKeyEvent.ApiKeyCreated(c.Name, c.Scope, c.SecretSha256) { Role = c.Role }),
            (_, ApiKeyCommand.Create c) =>
                (c.Name, c.Scope, c.SecretSha256, c.Role)
                    == (state.Name, state.Scope, state.SecretSha256, state.Role)
                ? Decision.AlreadyDone
                : Decision.Reject(new ApiKeyRejection.Differs()),
            ({ Name: null }, _) => Decision.Reject(new ApiKeyRejection.NoSuchKey()),
            ({ Revoked: true }, ApiKeyCommand.Revoke) => Decision.AlreadyDone,
            _ => Decision.Accept(new ApiKeyEvent.ApiKeyRevoked()),
        };

    public static ApiKey Evolve(ApiKey state, ApiKeyEvent happened) =>
        happened switch
        {
            ApiKeyEvent.ApiKeyCreated e => new ApiKey(e.Name, e.Scope, e.SecretSha256, false) { Role = e.Role },
            _ => state with { Revoked = true },
        };
}

/// <summary>How a key's events and its state are written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(ApiKeyEvent.ApiKeyCreated))]
[JsonSerializable(typeof(ApiKeyEvent.ApiKeyRevoked))]
[JsonSerializable(typeof(ApiKey))]
public sealed partial class ApiKeyJson : JsonSerializerContext;

/// <summary>The released names of a key's events.</summary>
public static class ApiKeyEvents
{
    public static IReadOnlyList<EventForm> Forms { get; } =
    [
        EventForm.First("api-key.created", ApiKeyJson.Default.ApiKeyCreated),
        EventForm.First("api-key.revoked", ApiKeyJson.Default.ApiKeyRevoked),
    ];
}
