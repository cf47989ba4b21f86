using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Oms.Actors;
using Oms.Central.Access;
using Oms.Central.Hosting;
using Oms.Entities;

namespace Oms.Central.Http;

/// <summary>The routes that all kinds of master data have in common.</summary>
/// <param name="root">Such as <c>/locations</c>.</param>
/// <param name="kind">The entities' kind.</param>
/// <param name="isName">Whether a text can be the natural name of one; its id is the name, percent-escaped.</param>
/// <param name="revision">An entity's revision; 0 while there is none of that id.</param>
/// <param name="explain">What a client is told of a refusal.</param>
internal sealed class EntityRoutes<TState, TCommand, TEvent, TRejection>(
    IEndpointRouteBuilder routes,
    CentralNode node,
    KeyedWrites writes,
    IShardRegion<TState, TCommand, TEvent, TRejection> region,
    string root,
    string kind,
    Func<string, bool> isName,
    Func<TState, long> revision,
    Func<TRejection, Answer> explain)
    where TState : IEntity<TState, TCommand, TEvent, TRejection>
{
    /// <summary>Maps the making of one, whose name is in the body.</summary>
    /// <param name="make">The name and the command, or the problem.</param>
    public void Create<TBody>(
        string summary, JsonTypeInfo<TBody> json, Func<TBody, string> name, Func<TBody, TCommand> make)
        where TBody : class =>
        routes.Post<TBody>(root, ApiScope.Integration, 201, summary, context =>
            writes.RunAsync(context, json, addressInBody: true, async (body, command) =>
            {
                if (!isName(name(body)))
                {
                    return Problems.Invalid("/id", "It must have 1 to 48 characters, none a control character.");
                }

                var id = EntityAddress.Join(name(body));
                var reply = await region.AskAsync(CentralNode.Address(kind, id), make(body), command);
                return KeyedWrites.Receipt(
                    reply, id, reply.Events.Count > 0 ? 201 : 200, Explain, $"{root}/{Uri.EscapeDataString(id)}");
            }));

    /// <summary>Maps a command that needs <c>If-Match</c>.</summary>
    /// <param name="path">What follows the id, such as <c>/revise</c>.</param>
    /// <param name="make">The command, of the body and the revision that the caller saw.</param>
    public void Command<TBody>(
        string path,
        string summary,
        JsonTypeInfo<TBody> json,
        Func<TBody, HttpContext, long?, TCommand> make,
        ApiScope scope = ApiScope.Integration)
        where TBody : class =>
        routes.Post<TBody>($"{root}/{{id}}{path}", scope, 200, summary, context =>
            writes.RunAsync(context, json, addressInBody: false, async (body, command) =>
            {
                var (expected, missing) = Preconditions.IfMatch(context);
                if (missing is not null)
                {
                    return missing;
                }

                if (IdOf(context) is not { } id)
                {
                    return Missing();
                }

                var reply = await region.AskAsync(
                    CentralNode.Address(kind, id), make(body, context, expected), command);
                return KeyedWrites.Receipt(reply, id, 200, Explain);
            }));

    /// <summary>Maps the reading of one.</summary>
    public void Read<TView>(string summary, JsonTypeInfo<TView> json, Func<TState, TView> view) =>
        routes.Get<TView>($"{root}/{{id}}", ApiScope.Read, summary, async context =>
            await FindAsync(context) is { } found
                ? Lists.Ok(view(found), json) with { ETag = Preconditions.ETag(revision(found)) }
                : Missing()).ReadsOneEntity();

    /// <summary>Maps the list of all.</summary>
    /// <param name="f1">The query field that the first column answers; likewise the second.</param>
    public void List<TView>(
        string summary,
        JsonTypeInfo<ListBody<TView>> json,
        JsonTypeInfo<TState> stored,
        string f1,
        string f2,
        Func<TState, TView> view) =>
        routes.Get<ListBody<TView>>(root, ApiScope.Read, summary, context =>
            Lists.PageAsync(
                context,
                node,
                kind,
                context.Request.Query[f1],
                context.Request.Query[f2],
                context.Request.Query["q"].ToString().ToUpperInvariant(),
                json,
                (_, doc) => view(JsonSerializer.Deserialize(doc, stored)!)));

    /// <summary>The one that a request is about; null where there is none.</summary>
    public async Task<TState?> FindAsync(HttpContext context)
    {
        if (IdOf(context) is not { } id)
        {
            return default;
        }

        var found = await region.ReadAsync(
            CentralNode.Address(kind, id), Consistency.Of(context), context.RequestAborted);
        return revision(found.State) == 0 ? default : found.State;
    }

    /// <summary>The answer where there is none of that id.</summary>
    public Answer Missing() => Problems.NotFound($"such {kind}");

    private Answer Explain(TRejection rejection) => rejection is null
        ? Problems.Of(409, "illegal-transition", "It was refused before.")
        : explain(rejection);

    private string? IdOf(HttpContext context)
    {
        var id = $"{context.Request.RouteValues["id"]}";
        var name = Uri.UnescapeDataString(id);
        return isName(name) && EntityAddress.Join(name) == id ? id : null;
    }
}
