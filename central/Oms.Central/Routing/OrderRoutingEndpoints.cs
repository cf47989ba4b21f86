using System.Text.Json;
using NodaTime;
using Oms.Central.Access;
using Oms.Central.Hosting;
using Oms.Central.Http;
using Oms.Central.Manifests;
using Oms.Central.Orders;
using Oms.Entities;

namespace Oms.Central.Routing;

/// <summary>Where orders leave from and why, over HTTP.</summary>
internal static class OrderRoutingEndpoints
{
    private const string Decisions = "/routing/decisions";

    public static void Map(IEndpointRouteBuilder routes, CentralNode node, KeyedWrites writes)
    {
        _ = routes.Get<OrderRoutingView>(
            "/orders/{id}/routing", ApiScope.Read, "Where an order leaves from, and why from there", async context =>
                await OrderEndpoints.FindAsync(node, context) is { } order
                    ? Lists.Ok(await ViewAsync(node, order, context), CentralJson.Default.OrderRoutingView)
                        with
                    { ETag = Preconditions.ETag(order.Revision) }
                    : Problems.NotFound("such order")).ReadsOneEntity();
        OrderEndpoints.Command<RerouteBody>(
            routes, node, writes, "/orders/{id}/reroute", "Have another location looked for",
            CentralJson.Default.RerouteBody,
            (body, _, command, expected) => new OrderCommand.Reroute(
                body.Exclude, body.Reason, command.Principal.ToString(), expected),
            (body, _, _) => FaultOf(body.Reason));
        OrderEndpoints.Command<TurnDownBody>(
            routes, node, writes, "/orders/{id}/lines/{line}/reject", "Turn a line down at its location",
            CentralJson.Default.TurnDownBody,
            (body, context, command, expected) => new OrderCommand.TurnDown(
                OrderEndpoints.Number(context, "line"), body.Reason, command.Principal.ToString(), expected),
            (body, _, _) => FaultOf(body.Reason));
        _ = routes.Get<DecisionView>(
            $"{Decisions}/{{id}}", ApiScope.Read, "Read a routing decision, with all that it was made from",
            async context => await FindAsync(node, context) is { Terms: { } terms } found
                ? Lists.Ok(
                    new DecisionView(
                        found.Id!, terms.Order, terms.Policy, terms.Version, found.At, terms.Inputs, terms.Decision),
                    CentralJson.Default.DecisionView)
                : Problems.NotFound("such routing decision")).ReadsOneEntity();
        _ = routes.Query<EmptyBody, ReplayView>(
            $"{Decisions}/{{id}}/replay", ApiScope.Read, "Make a routing decision again; nothing changes",
            async context =>
            {
                if (await FindAsync(node, context) is not { Terms: { } terms } found)
                {
                    return Problems.NotFound("such routing decision");
                }

                var again = found.Replay();
                return Lists.Ok(
                    new ReplayView(found.Id!, Bytes(again).AsSpan().SequenceEqual(Bytes(terms.Decision)), again),
                    CentralJson.Default.ReplayView);
            }).ReadsOneEntity();
    }

    private static byte[] Bytes(RoutingDecision decision) =>
        JsonSerializer.SerializeToUtf8Bytes(decision, RoutingJson.Default.RoutingDecision);

    private static Answer? FaultOf(string reason) =>
        OrderTerms.IsName(reason)
            ? null
            : Problems.Invalid("/reason", "It must have 1 to 64 characters, none a control character.");

    private static async Task<StoredDecision?> FindAsync(CentralNode node, HttpContext context)
    {
        var id = OrderEndpoints.Text(context, "id");
        return EntityAddress.IsId(id)
            ? (await node.RoutingDecisions.ReadAsync(
                CentralNode.Address(StoredDecision.Kind, id), Consistency.Of(context), context.RequestAborted)).State
            : null;
    }

    private static async Task<OrderRoutingView> ViewAsync(CentralNode node, Order order, HttpContext context)
    {
        var decisions = new List<OrderDecisionView>();
        foreach (var made in order.Routing?.Decisions ?? [])
        {
            var stored = (await node.RoutingDecisions.ReadAsync(
                CentralNode.Address(StoredDecision.Kind, made.Decision), context.RequestAborted)).State;
            decisions.Add(new OrderDecisionView(
                made.Number,
                made.Decision,
                made.Policy,
                made.Version,
                made.InputsSha256,
                made.At,
                made.Unserved,
                stored.Terms?.Decision.Planned ?? [],
                stored.Terms?.Decision.Waiting ?? [],
                stored.Terms?.Decision.Exact ?? false,
                stored.Terms?.Decision.Scores ?? [],
                stored.Terms?.Decision.Locations ?? []));
        }

        return new OrderRoutingView(
            order.Id,
            order.Routing?.Problem,
            [.. order.Lines.Select(line => new LineRoutingView(
                line.Number,
                order.FindLocation(line),
                line.Route is not null,
                line.Route?.Due,
                line.Route?.Waits ?? false,
                line.Route?.Attempts ?? 0,
                line.Route?.TurnedDown ?? []))],
            decisions);
    }
}

/// <param name="Exclude">The location that is not to serve the order any more; null for a decision about all lines,
/// which may stay where they are.</param>
/// <param name="Reason">1 to 64 characters.</param>
internal sealed record RerouteBody(string Reason, string? Exclude = null);

/// <param name="Reason">1 to 64 characters.</param>
internal sealed record TurnDownBody(string Reason);

/// <param name="Problem">Why lines have no location; null where all have one.</param>
internal sealed record OrderRoutingView(
    string Order, string? Problem, IReadOnlyList<LineRoutingView> Lines, IReadOnlyList<OrderDecisionView> Decisions);

/// <param name="ShipFrom">Null where no location is chosen yet.</param>
/// <param name="Routed">Whether routing chooses it; else the order names it.</param>
/// <param name="Due">Why a location is to be decided; null where none is.</param>
/// <param name="Waits">Whether the decision knew that the units wait there.</param>
/// <param name="Attempts">How often another location was looked for because of what happened at one.</param>
/// <param name="TurnedDown">Locations that turned it down, or were excluded.</param>
internal sealed record LineRoutingView(
    int Line,
    string? ShipFrom,
    bool Routed,
    string? Due,
    bool Waits,
    int Attempts,
    IReadOnlyCollection<string> TurnedDown);

/// <param name="Unserved">How many lines no location may serve.</param>
/// <param name="Planned">Where units were to leave from.</param>
/// <param name="Waiting">Units that nobody had: those of a line that has something already stay where they are.</param>
/// <param name="Scores">What the plan counts by each rank.</param>
/// <param name="Locations">What became of every location that was looked at, and why.</param>
internal sealed record OrderDecisionView(
    int Number,
    string Decision,
    string Policy,
    int Version,
    string InputsSha256,
    Instant At,
    int Unserved,
    IReadOnlyList<PlannedUnits> Planned,
    IReadOnlyList<WaitingUnits> Waiting,
    bool Exact,
    IReadOnlyList<RankScore> Scores,
    IReadOnlyList<LocationVerdict> Locations);

internal sealed record DecisionView(
    string Id,
    string Order,
    string Policy,
    int Version,
    Instant At,
    RoutingInputs Inputs,
    RoutingDecision Decision);

/// <param name="Same">Whether it is the stored decision, byte by byte.</param>
internal sealed record ReplayView(string Id, bool Same, RoutingDecision Decision);
