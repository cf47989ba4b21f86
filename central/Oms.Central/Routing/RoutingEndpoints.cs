using System.Globalization;
using System.Text.Json;
using Oms.Central.Access;
using Oms.Central.Hosting;
using Oms.Central.Http;
using Oms.Central.Inventory;

namespace Oms.Central.Routing;

/// <summary>Routing policies, and what they would do, over HTTP.</summary>
internal static class RoutingEndpoints
{
    private const string Root = "/routing/policies";

    public static void Map(IEndpointRouteBuilder routes, CentralNode node, KeyedWrites writes)
    {
        var policies = new EntityRoutes<RoutingPolicy, RoutingPolicyCommand, RoutingPolicyEvent, RoutingRejection>(
            routes, node, writes, node.RoutingPolicies, Root, RoutingPolicy.Kind, StockItemId.IsLocation,
            policy => policy.Revision, Explain);
        policies.Create(
            "Define a routing policy", CentralJson.Default.DefinePolicyBody, body => body.Id,
            body => new RoutingPolicyCommand.Define(body.Id, body.Terms));
        policies.Command(
            "/revise", "Put a new version of a routing policy into force", CentralJson.Default.RevisePolicyBody,
            (body, _, expected) => new RoutingPolicyCommand.Revise(body.Terms, expected));
        policies.Read("Read a routing policy", CentralJson.Default.PolicyView, PolicyView.Of);
        _ = routes.Get<ListBody<PolicyView>>(Root, ApiScope.Read, "List routing policies", context =>
            Lists.PageAsync(
                context, node, RoutingPolicy.Kind, null, null, context.Request.Query["q"].ToString().ToUpperInvariant(),
                CentralJson.Default.ListBodyPolicyView,
                (_, doc) => PolicyView.Of(JsonSerializer.Deserialize(doc, RoutingJson.Default.RoutingPolicy)!)));
        _ = routes.Get<PolicyVersionView>(
            $"{Root}/{{id}}/versions/{{version}}", ApiScope.Read, "Read a version of a routing policy",
            async context =>
                await policies.FindAsync(context) is { } policy
                    && int.TryParse(
                        $"{context.Request.RouteValues["version"]}", NumberStyles.None, CultureInfo.InvariantCulture,
                        out var version)
                    && version >= 1 && version <= policy.Versions.Count
                    ? Lists.Ok(
                        new PolicyVersionView(policy.Id!, version, policy.Versions[version - 1]),
                        CentralJson.Default.PolicyVersionView)
                    : Problems.NotFound("such version")).ReadsOneEntity();
        _ = routes.Query<SimulateBody, SimulationView>(
            "/routing/simulations", ApiScope.Read, "What a routing policy would do; nothing changes",
            context => new RoutingSimulator(node).RunAsync(context));
    }

    private static Answer Explain(RoutingRejection rejection) =>
        rejection switch
        {
            RoutingRejection.NoSuchPolicy => Problems.NotFound("such routing policy"),
            RoutingRejection.Differs => Problems.Of(
                409, "id-taken", "The id stands for a policy with other terms; revise it instead."),
            RoutingRejection.StaleRevision r => Preconditions.Failed(r.Current),
            RoutingRejection.InvalidTerms r => Problems.Invalid($"/terms{r.Field}", r.Reason),
            RoutingRejection.TooManyVersions r => Problems.Of(
                409, "capacity-exhausted", $"A policy has up to {r.Max} versions; define one of another name."),
            _ => throw new System.Diagnostics.UnreachableException($"No problem document for {rejection}."),
        };
}

internal sealed record DefinePolicyBody(string Id, RoutingTerms Terms);

internal sealed record RevisePolicyBody(RoutingTerms Terms);

/// <summary>A policy as the API shows it.</summary>
/// <param name="Version">The entity's revision, which is also the number of the version in force.</param>
/// <param name="Terms">Those in force.</param>
internal sealed record PolicyView(string Id, long Version, RoutingTerms Terms)
{
    public static PolicyView Of(RoutingPolicy policy) => new(policy.Id!, policy.Revision, policy.Terms!);
}

internal sealed record PolicyVersionView(string Id, int Version, RoutingTerms Terms);
