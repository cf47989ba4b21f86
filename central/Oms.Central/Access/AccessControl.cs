using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Oms.Central.Hosting;
using Oms.Central.Http;
using Oms.Central.Storage;
using Oms.Entities;

namespace Oms.Central.Access;

/// <summary>Lets a request through to an endpoint that asks for a scope only with a key that has it.</summary>
internal sealed class AccessControl(CentralNode node)
{
    private const string Scheme = "Bearer ";

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<RequiredScope>() is not { } required)
        {
            await next(context);
            return;
        }

        var caller = await FindAsync(context.Request.Headers.Authorization.ToString());
        if (caller is null)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            await Problems.Of(401, "unauthorised", "Give a valid API key: Authorization: Bearer oms_...")
                .ExecuteAsync(context);
            return;
        }

        if (caller.Scope < required.Scope)
        {
            await Problems.Of(403, "forbidden",
                $"This needs a key with the scope {CentralViews.Snake(required.Scope)}.")
                .ExecuteAsync(context);
            return;
        }

        var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? string.Empty;
        if (Refusal(caller, context.Request.Method, route) is { } refusal)
        {
            await refusal.ExecuteAsync(context);
            return;
        }

        caller.AttachTo(context);
        await next(context);
    }

    /// <summary>Why a caller's role forbids a request; null when it does not.</summary>
    /// <param name="route">The route's pattern, such as <c>/orders/{id}</c>.</param>
    public static Answer? Refusal(Caller caller, string method, string route) =>
        caller.Role is { } role && !RoleRights.Of(role).Allow(method, route)
            ? Problems.Of(403, "forbidden", $"The role {CentralViews.Snake(role)} does not include this.")
            : null;

    /// <summary>Who the holder of a key is now; null where it is revoked, or there is none.</summary>
    public static async Task<Caller?> CallerAsync(CentralNode node, string key) =>
        await node.Model.FindKeyAsync(key) is { } doc
        && JsonSerializer.Deserialize(doc, ApiKeyJson.Default.ApiKey) is { Name: not null, Revoked: false } known
            ? new Caller(new Principal(PrincipalKind.ApiKey, key, null), known.Scope, known.Role)
            : null;

    /// <summary>What is stored of a secret.</summary>
    public static string HashOf(string secret) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    private async Task<Caller?> FindAsync(string authorization)
    {
        if (!authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            || ApiKeyText.Parse(authorization[Scheme.Length..].Trim()) is not { } text
            || await node.Model.FindKeyAsync(text.Id) is not { } doc
            || JsonSerializer.Deserialize(doc, ApiKeyJson.Default.ApiKey) is not { Name: { } name } key)
        {
            return null;
        }

        var equal = CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes(HashOf(text.Secret)), Encoding.ASCII.GetBytes(key.SecretSha256));
        return equal && !key.Revoked
            ? new Caller(new Principal(PrincipalKind.ApiKey, text.Id, null), key.Scope, key.Role)
            : null;
    }
}

/// <summary>An API key as its holder has it: <c>oms_{id}_{secret}</c>.</summary>
internal sealed record ApiKeyText(string Id, string Secret)
{
    private const string Prefix = "oms";
    private const int IdBytes = 6;
    private const int SecretBytes = 24;

    /// <summary>Makes a key from 30 random bytes.</summary>
    public static ApiKeyText From(ReadOnlySpan<byte> random) => new(
        Convert.ToHexStringLower(random[..IdBytes]), Convert.ToHexStringLower(random.Slice(IdBytes, SecretBytes)));

    /// <summary>Makes a random key.</summary>
    public static ApiKeyText Make() => From(RandomNumberGenerator.GetBytes(IdBytes + SecretBytes));

    public static ApiKeyText? Parse(string text) =>
        text.Split('_') is [Prefix, { Length: IdBytes * 2 } id, { Length: SecretBytes * 2 } secret]
        && id.All(char.IsAsciiHexDigitLower)
            ? new ApiKeyText(id, secret)
            : null;

    public override string ToString() => $"{Prefix}_{Id}_{Secret}";
}
