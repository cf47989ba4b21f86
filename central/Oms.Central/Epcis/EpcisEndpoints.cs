using Oms.Central.Access;
using Oms.Central.Hosting;
using Oms.Central.Http;

namespace Oms.Central.Epcis;

/// <summary>The REST binding of EPCIS 2.0.</summary>
internal static class EpcisEndpoints
{
    /// <summary>Where the binding begins: the house's own events have <c>/events</c>.</summary>
    public const string Root = "/epcis";

    private const string Versions = "2.0";

    public static void Map(IEndpointRouteBuilder routes, CentralNode node)
    {
        _ = MapPost(
            routes, "/capture", "Capture an EPCIS document", context => CaptureEndpoints.PostAsync(context, node));
        _ = MapGet(routes, "/capture", "Capture jobs", context => CaptureEndpoints.ListAsync(context, node));
        _ = MapGet(routes, "/capture/{id}", "A capture job", context => CaptureEndpoints.GetAsync(context, node))
            .ReadsOneEntity();
        MapOptions(routes, "/capture", "GET, POST, OPTIONS", CaptureEndpoints.Describe);

        _ = MapPost(
            routes, "/events", "Capture one EPCIS event", context => EpcisEventEndpoints.PostAsync(context, node));
        _ = MapGet(routes, "/events", "Query EPCIS events", context => EpcisEventEndpoints.QueryAsync(context, node));
        _ = MapGet(routes, "/events/{id}", "An EPCIS event", context => EpcisEventEndpoints.GetAsync(context, node));
        MapOptions(routes, "/events", "GET, POST, OPTIONS", _ => { });

        _ = MapPost(routes, "/queries", "Name a query", context => NamedQueryEndpoints.PostAsync(context, node));
        _ = MapGet(routes, "/queries", "Named queries", _ => NamedQueryEndpoints.ListAsync(node));
        _ = MapGet(routes, "/queries/{name}", "A named query", context => NamedQueryEndpoints.GetAsync(context, node));
        _ = MapGet(
            routes, "/queries/{name}/events", "Run a named query",
            context => NamedQueryEndpoints.EventsAsync(context, node));
        _ = Describe(
            routes.MapDelete(
                Root + "/queries/{name}",
                (Delegate)((HttpContext context) => NamedQueryEndpoints.DeleteAsync(context, node))),
            ApiScope.Integration,
            "Forget a named query");
        MapOptions(routes, "/queries", "GET, POST, OPTIONS", _ => { });

        const string Subscriptions = "/queries/{name}/subscriptions";
        _ = MapPost(
            routes, Subscriptions, "Subscribe to a named query",
            context => SubscriptionEndpoints.PostAsync(context, node));
        _ = MapGet(
            routes, Subscriptions, "Subscriptions to a named query",
            context => SubscriptionEndpoints.ListAsync(context, node));
        _ = MapGet(
            routes, Subscriptions + "/{subscription}", "A subscription",
            context => SubscriptionEndpoints.GetAsync(context, node)).ReadsOneEntity();
        _ = Describe(
            routes.MapDelete(
                Root + Subscriptions + "/{subscription}",
                (Delegate)((HttpContext context) => SubscriptionEndpoints.DeleteAsync(context, node))),
            ApiScope.Integration,
            "Close a subscription");
        MapOptions(routes, Subscriptions, "GET, POST, OPTIONS", _ => { });

        foreach (var (name, view) in ResourceViews.All)
        {
            _ = MapGet(
                routes, $"/{name}", "Values that events have",
                context => ResourceViews.ListAsync(context, node, view));
            _ = MapGet(
                routes, $"/{name}/{{value}}/events", "Events with a value",
                context => ResourceViews.EventsAsync(context, node, view));
        }
    }

    private static RouteHandlerBuilder MapGet(
        IEndpointRouteBuilder routes, string path, string summary, Func<HttpContext, Task<IResult>> handle) =>
        Describe(routes.MapGet(Root + path, (Delegate)handle), ApiScope.Read, summary);

    private static RouteHandlerBuilder MapPost(
        IEndpointRouteBuilder routes, string path, string summary, Func<HttpContext, Task<IResult>> handle) =>
        Describe(routes.MapPost(Root + path, (Delegate)handle), ApiScope.Integration, summary);

    // Discovery (EPCIS 2.0, section 12.3).
    private static void MapOptions(
        IEndpointRouteBuilder routes, string path, string allowed, Action<IHeaderDictionary> describe)
    {
        _ = Describe(
            routes.MapMethods(Root + path, ["OPTIONS"], (Delegate)((HttpContext context) =>
            {
                context.Response.Headers.Allow = allowed;
                context.Response.Headers["GS1-EPCIS-Min"] = Versions;
                context.Response.Headers["GS1-EPCIS-Max"] = Versions;
                describe(context.Response.Headers);
                return Task.FromResult(Results.NoContent());
            })),
            ApiScope.Read,
            "What this resource takes");
    }

    private static RouteHandlerBuilder Describe(RouteHandlerBuilder endpoint, ApiScope scope, string summary) =>
        endpoint.WithSummary(summary)
            .WithMetadata(new RequiredScope(scope))
            .AddEndpointFilter((context, next) =>
            {
                context.HttpContext.Response.Headers["GS1-EPCIS-Version"] = Versions;
                context.HttpContext.Response.Headers["GS1-CBV-Version"] = Versions;
                return next(context);
            });
}
