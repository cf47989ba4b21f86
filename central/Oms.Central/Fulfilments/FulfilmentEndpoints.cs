using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using NodaTime.Text;
using Oms.Actors;
using Oms.Central.Access;
using Oms.Central.Hosting;
using Oms.Central.Http;
using Oms.Central.Orders;
using Oms.Central.Storage;
using Oms.Entities;

namespace Oms.Central.Fulfilments;

/// <summary>Fulfilment orders over HTTP.</summary>
internal static class FulfilmentEndpoints
{
    private const string Root = "/fulfilment-orders";
    private const string NameRule = "It must have 1 to 64 characters, none a control character.";

    public static void Map(IEndpointRouteBuilder routes, CentralNode node, KeyedWrites writes)
    {
        Command(
            routes, node, writes, "/hold", 200, "Stop pickers and packers", CentralJson.Default.FulfilmentReasonBody,
            (body, _, command, expected) =>
                new FulfilmentCommand.Hold(body.Reason, command.Principal.ToString(), expected));
        Command(
            routes, node, writes, "/release", 200, "Let pickers and packers go on", CentralJson.Default.EmptyBody,
            (_, _, _, expected) => new FulfilmentCommand.Release(expected));
        Command(
            routes, node, writes, "/schedule", 200, "Begin it later", CentralJson.Default.ScheduleBody,
            (body, _, _, expected) => new FulfilmentCommand.Schedule(body.Until, expected));
        Command(
            routes, node, writes, "/cancel", 202, "Give all of it back to the order",
            CentralJson.Default.FulfilmentReasonBody,
            (body, _, command, expected) =>
                new FulfilmentCommand.Cancel(body.Reason, command.Principal.ToString(), expected));
        Command(
            routes, node, writes, "/reopen", 202, "Pack it anew", CentralJson.Default.FulfilmentReasonBody,
            (body, _, command, _) => new FulfilmentCommand.Reopen(body.Reason, command.Principal.ToString()),
            ifMatch: false, reason: body => body.Reason);
        Command(
            routes, node, writes, "/shorts", 201, "Say that units are not to be found",
            CentralJson.Default.ShortPickBody,
            (body, _, command, _) => new FulfilmentCommand.ShortPick(
                body.Line, body.Quantity, body.Reason, command.Principal.ToString()),
            ifMatch: false);
        Command(
            routes, node, writes, "/packages/{sscc}/void", 200, "Take all units out of a package",
            CentralJson.Default.FulfilmentReasonBody,
            (body, sscc, _, _) => new FulfilmentCommand.VoidPackage(sscc, body.Reason), ifMatch: false,
            reason: body => body.Reason);
        FulfilmentWrites.Map(routes, node, writes);
        PackageEndpoints.Map(routes, node, writes);
        FulfilmentGroupEndpoints.Map(routes, node, writes);
        PickUpEndpoints.Map(routes, node, writes);

        _ = routes.Get<ListBody<FulfilmentView>>(Root, ApiScope.Read, "List fulfilment orders", context =>
            ListAsync(context, node));
        _ = routes.Get<FulfilmentView>($"{Root}/{{id}}", ApiScope.Read, "Read a fulfilment order", async context =>
        {
            var id = $"{context.Request.RouteValues["id"]}";
            if (!EntityAddress.IsId(id))
            {
                return FulfilmentAnswers.Missing;
            }

            var (of, problem) = await AsOf.ReadAsync(
                context, CentralNode.Address(FulfilmentOrder.Kind, id), node.Fulfilments, node.PastFulfilments);
            return problem ?? (of?.Work is null
                ? FulfilmentAnswers.Missing
                : Lists.Ok(FulfilmentView.Of(id, of), CentralJson.Default.FulfilmentView)
                    with
                { ETag = AsOf.ETag(context, of.Revision) });
        }).ReadsOneEntity().ShowsThePast();
        _ = routes.Get<PackageView>("/packages/{sscc}", ApiScope.Read, "Find a package", async context =>
            await FindAsync(node, $"{context.Request.RouteValues["sscc"]}") is { } package
                ? Lists.Ok(package, CentralJson.Default.PackageView)
                : Problems.NotFound("such package"));
    }

    private static Task<IResult> ListAsync(HttpContext context, CentralNode node)
    {
        var query = context.Request.Query;
        var due = query["due"].ToString();
        var day = LocalDatePattern.Iso.Parse(due);
        return due.Length > 0 && !day.Success
            ? Task.FromResult<IResult>(Problems.Invalid("due", "It must be a day, such as 2026-11-30."))
            : Lists.PageAsync(
                context, node, FulfilmentOrder.Kind, query["status"], query["location"],
                string.Join(
                    ' ',
                    [
                        query["order"].ToString().ToUpperInvariant(),
                        query["q"].ToString().ToUpperInvariant(),
                        due.Length > 0 ? FulfilmentView.DueTerm(day.Value) : string.Empty,
                    ]),
                CentralJson.Default.ListBodyFulfilmentView,
                (id, doc) => FulfilmentView.Of(
                    id, JsonSerializer.Deserialize(doc, FulfilmentJson.Default.FulfilmentOrder)!));
    }

    /// <summary>A number is of one package, ever.</summary>
    private static async Task<PackageView?> FindAsync(CentralNode node, string sscc)
    {
        if (!Gs1.Sscc.TryParse(sscc, out _))
        {
            return null;
        }

        foreach (var row in (await node.Model.PageAsync(FulfilmentOrder.Kind, null, null, sscc, null, 1)).Rows)
        {
            var of = JsonSerializer.Deserialize(row.Doc, FulfilmentJson.Default.FulfilmentOrder)!;
            if (of.Packages.Find(package => package.Sscc == sscc) is { } package)
            {
                return PackageView.Of(row.Id, of, package);
            }
        }

        return null;
    }

    private static void Command<TBody>(
        IEndpointRouteBuilder routes,
        CentralNode node,
        KeyedWrites writes,
        string path,
        int status,
        string summary,
        JsonTypeInfo<TBody> json,
        Func<TBody, string, CommandContext, long?, FulfilmentCommand> make,
        bool ifMatch = true,
        Func<TBody, string>? reason = null)
        where TBody : class =>
        routes.Post<TBody>($"{Root}/{{id}}{path}", ApiScope.Integration, status, summary, context =>
            writes.RunAsync(context, json, addressInBody: false, async (body, command) =>
            {
                var (expected, missing) = ifMatch ? Preconditions.IfMatch(context) : (null, null);
                if (missing is not null)
                {
                    return missing;
                }

                var id = $"{context.Request.RouteValues["id"]}";
                return !EntityAddress.IsId(id) ? FulfilmentAnswers.Missing
                    : reason is not null && !OrderTerms.IsName(reason(body)) ? Problems.Invalid("/reason", NameRule)
                    : KeyedWrites.Receipt(
                        await node.Fulfilments.AskAsync(
                            CentralNode.Address(FulfilmentOrder.Kind, id),
                            make(body, $"{context.Request.RouteValues["sscc"]}", command, expected),
                            command),
                        id, status, FulfilmentAnswers.Explain);
            }));
}
