using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Oms.Actors;
using Oms.Central.Hosting;
using Oms.Central.Http;
using Oms.Central.Orders;
using Oms.Central.Storage;
using Oms.Entities;

namespace Oms.Central.Access;

/// <summary>API keys over HTTP.</summary>
internal static class ApiKeyEndpoints
{
    public static void Map(IEndpointRouteBuilder routes, CentralNode node, KeyedWrites writes)
    {
        _ = routes.Post<CreateApiKeyBody>("/api-keys", ApiScope.Admin, 201, "Make an API key", context =>
                writes.RunAsync(
                    context,
                    CentralJson.Default.CreateApiKeyBody,
                    addressInBody: true,
                    (body, command) => CreateAsync(node, body, command, context.RequestAborted)))
            .Produces<ApiKeyView>(StatusCodes.Status201Created);
        _ = routes.Post<Manifests.EmptyBody>("/api-keys/{id}/revoke", ApiScope.Admin, 200, "Revoke an API key",
            context =>
            writes.RunAsync(context, CentralJson.Default.EmptyBody, addressInBody: false, async (_, command) =>
            {
                var id = $"{context.Request.RouteValues["id"]}";
                if (!EntityAddress.IsId(id))
                {
                    return Problems.NotFound("such key");
                }

                var reply = await node.ApiKeys.AskAsync(
                    CentralNode.Address(ApiKey.Kind, id), new ApiKeyCommand.Revoke(), command);
                await WaitAsync(node, reply, context.RequestAborted);
                return KeyedWrites.Receipt(reply, id, 200, _ => Problems.NotFound("such key"));
            }));
    }

    private static async Task<Answer> CreateAsync(
        CentralNode node, CreateApiKeyBody body, CommandContext command, CancellationToken cancellationToken)
    {
        if (!OrderTerms.IsName(body.Name))
        {
            return Problems.Invalid("/name", "It must have 1 to 64 characters.");
        }

        if ((body.Role is { } role ? RoleRights.Of(role).Scope : body.Scope) is not { } scope
            || (body.Scope ?? scope) != scope)
        {
            return Problems.Invalid("/scope", "Give a scope, or a role, whose scope follows from it.");
        }

        // The key follows from the request's id and a secret, so a repeated request gets the same one.
        var key = ApiKeyText.From(SHA512.HashData(
            Encoding.UTF8.GetBytes($"api-key/v1\n{node.Keys.EnrolmentCode(command.Id.Value)}")));
        var reply = await node.ApiKeys.AskAsync(
            CentralNode.Address(ApiKey.Kind, key.Id),
            new ApiKeyCommand.Create(body.Name, scope, AccessControl.HashOf(key.Secret)) { Role = body.Role },
            command);
        await WaitAsync(node, reply, cancellationToken);
        var answer = KeyedWrites.Receipt(
            reply, key.Id, 201, _ => Problems.Of(409, "illegal-transition", "The key exists with other terms."));
        return reply.Outcome == ReplyOutcome.Accepted
            ? answer with
            {
                Body = JsonSerializer.SerializeToUtf8Bytes(
                    new ApiKeyView(key.Id, key.ToString(), scope, body.Role), CentralJson.Default.ApiKeyView),
            }
            : answer;
    }

    /// <summary>Keys are looked up in the read model, so the answer waits until it knows.</summary>
    private static Task WaitAsync(
        CentralNode node, Reply<ApiKeyEvent, ApiKeyRejection> reply, CancellationToken cancellationToken) =>
        reply.Outcome == ReplyOutcome.Accepted
            ? node.System.WaitForAsync(ViewsProjection.Keys, reply.Position, cancellationToken)
            : Task.CompletedTask;
}

/// <param name="Scope">What it may do; it may be left out where a role is given, and follows from it.</param>
/// <param name="Role">Null for all that the scope allows.</param>
internal sealed record CreateApiKeyBody(string Name, ApiScope? Scope = null, ApiRole? Role = null);

/// <param name="Key">What its holder sends; shown only here.</param>
/// <param name="Role">Null for a key that may do all that its scope allows.</param>
internal sealed record ApiKeyView(
    string Id,
    string Key,
    ApiScope Scope,
    [property: System.Text.Json.Serialization.JsonIgnore(
        Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)]
    ApiRole? Role = null);
