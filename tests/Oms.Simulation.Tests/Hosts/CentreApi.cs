using System.Collections;
using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Oms.Central.Access;
using Oms.Central.CheckOuts;
using Oms.Central.Depots;
using Oms.Central.Hosting;
using Oms.Central.Http;
using Oms.Central.Ingest;
using Oms.Central.Inventory;
using Oms.Central.Manifests;
using Oms.Central.Orders;
using Oms.Entities;

namespace Oms.Simulation.Tests.Hosts;

/// <summary>The centre's own endpoints, called without sockets and on the caller's thread.</summary>
internal sealed class CentreApi
{
    private static readonly ServiceProvider NoServices = new ServiceCollection().BuildServiceProvider();
    private static readonly Caller Office = new(new Principal(PrincipalKind.ApiKey, "office"), ApiScope.Admin);

    private readonly Failures _failures = new(NullLogger<Failures>.Instance);
    private readonly List<Endpoint> _endpoints;

    public CentreApi(CentralNode node)
    {
        var writes = new KeyedWrites(node);
        var routes = new Routes();
        OrderEndpoints.Map(routes, node, writes);
        StockEndpoints.Map(routes, node, writes);
        ManifestEndpoints.Map(routes, node, writes);
        DepotEndpoints.Map(routes, node, writes);
        CheckOutEndpoints.Map(routes, node);
        EdgeEndpoints.Map(routes, node);
        _endpoints = [.. routes.DataSources.SelectMany(Endpoint.Of)];
    }

    /// <summary>Makes a request.</summary>
    /// <param name="target">Path and query.</param>
    public async Task<CentreAnswer> SendAsync(
        string method, string target, byte[] body, IReadOnlyList<(string Name, string Value)> headers)
    {
        var cut = target.IndexOf('?', StringComparison.Ordinal);
        var path = cut < 0 ? target : target[..cut];
        using var output = new MemoryStream();
        var context = new DefaultHttpContext();
        var request = context.Request;
        (request.Method, request.Path, request.Body) = (method, new PathString(path), new MemoryStream(body));
        (request.ContentLength, request.ContentType) = (body.Length, "application/json");
        request.QueryString = new QueryString(cut < 0 ? "" : target[cut..]);
        foreach (var (name, value) in headers)
        {
            request.Headers[name] = value;
        }

        context.Response.Body = output;
        Office.AttachTo(context);
        await _failures.InvokeAsync(context, CarryOutAsync);
        return new CentreAnswer(
            context.Response.StatusCode,
            output.ToArray(),
            context.Response.Headers["X-OMS-Position"].ToString() is { Length: > 0 } position ? position : null);
    }

    private async Task CarryOutAsync(HttpContext context)
    {
        foreach (var endpoint in _endpoints)
        {
            if (endpoint.Match(context.Request) is { } values)
            {
                context.Request.RouteValues = values;
                await (await endpoint.Handle(context)).ExecuteAsync(context);
                return;
            }
        }

        throw new InvalidOperationException($"No endpoint for {context.Request.Method} {context.Request.Path}.");
    }

    private sealed class Routes : IEndpointRouteBuilder
    {
        public IServiceProvider ServiceProvider => NoServices;

        public ICollection<EndpointDataSource> DataSources { get; } = [];

        public IApplicationBuilder CreateApplicationBuilder() => new ApplicationBuilder(NoServices);
    }

    private sealed record Endpoint(string Method, RoutePattern Pattern, Func<HttpContext, Task<IResult>> Handle)
    {
        // The framework would compile a delegate for each endpoint at each start of a node, which costs more than a
        // run; the product's handlers need none of its binding, so they are taken as they were mapped.
        public static IEnumerable<Endpoint> Of(EndpointDataSource source)
        {
            var entries = (IEnumerable)source.GetType()
                .GetField("_routeEntries", BindingFlags.NonPublic | BindingFlags.Instance)!.GetValue(source)!;
            foreach (var entry in entries)
            {
                yield return new Endpoint(
                    Member<IEnumerable<string>>(entry, "HttpMethods").Single(),
                    Member<RoutePattern>(entry, "RoutePattern"),
                    (Func<HttpContext, Task<IResult>>)Member<Delegate>(entry, "RouteHandler"));
            }
        }

        public RouteValueDictionary? Match(HttpRequest request)
        {
            var parts = request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries);
            if (request.Method != Method || parts.Length != Pattern.PathSegments.Count)
            {
                return null;
            }

            var values = new RouteValueDictionary();
            foreach (var (part, segment) in parts.Zip(Pattern.PathSegments))
            {
                if (segment.Parts.Single() is RoutePatternParameterPart parameter)
                {
                    values[parameter.Name] = Uri.UnescapeDataString(part);
                }
                else if (segment.Parts.Single() is not RoutePatternLiteralPart literal || literal.Content != part)
                {
                    return null;
                }
            }

            return values;
        }

        private static T Member<T>(object entry, string name)
        {
            const BindingFlags Any = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance;
            return (T)(entry.GetType().GetProperty(name, Any)?.GetValue(entry)
                ?? entry.GetType().GetField(name, Any)!.GetValue(entry)!);
        }
    }
}

/// <summary>What the centre answered.</summary>
/// <param name="Position">The position of the effect; null where the answer names none.</param>
internal sealed record CentreAnswer(int Status, byte[] Body, string? Position);
