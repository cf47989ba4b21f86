using Oms.Central.Access;
using Oms.Central.CheckOuts;
using Oms.Central.Claims;
using Oms.Central.Depots;
using Oms.Central.Events;
using Oms.Central.Http;
using Oms.Central.Ingest;
using Oms.Central.Inventory;
using Oms.Central.Manifests;
using Oms.Central.Operations;
using Oms.Central.Orders;
using Oms.Central.Transparency;
using Oms.Contracts;

namespace Oms.Central.Hosting;

/// <summary>The HTTP server and what it serves.</summary>
internal static class CentralApplication
{
    private const int BodyBytesMax = 8 << 20;

    public static WebApplication Build(CentralOptions options)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(options.Listen);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = BodyBytesMax;
        });
        _ = builder.Logging.ClearProviders().AddJsonConsole(json => json.UseUtcTimestamp = true)
            .SetMinimumLevel(options.LogLevel)
            .AddFilter("Microsoft", LogLevel.Warning)

            // One line for each of 256 shards says nothing that the figures do not.
            .AddFilter("Oms.Actors", LogLevel.Warning);
        _ = builder.Services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, CentralJson.Default);
            json.SerializerOptions.TypeInfoResolverChain.Insert(1, EdgeJson.Default);
            json.SerializerOptions.PropertyNamingPolicy = System.Text.Json.JsonNamingPolicy.SnakeCaseLower;
        });
        _ = builder.Services.AddOpenApi("openapi", openApi =>
            openApi.OpenApiVersion = Microsoft.OpenApi.OpenApiSpecVersion.OpenApi3_1);
        _ = builder.Services.AddSingleton<Failures>().AddSingleton<PrometheusText>();
        return builder.Build();
    }

    public static void Map(WebApplication application, CentralNode node)
    {
        var failures = application.Services.GetRequiredService<Failures>();
        var access = new AccessControl(node);
        var reads = new Reads(node);
        var writes = new KeyedWrites(node);

        // Routing comes first by name, so that the steps after it know which endpoint is asked for.
        _ = application.Use(next => context => failures.InvokeAsync(context, next));
        _ = application.UseRouting();
        _ = application.Use(next => context => access.InvokeAsync(context, next));
        _ = application.Use(next => context => reads.InvokeAsync(context, next));

        OrderEndpoints.Map(application, node, writes);
        StockEndpoints.Map(application, node, writes);
        ManifestEndpoints.Map(application, node, writes);
        DepotEndpoints.Map(application, node, writes);
        CheckOutEndpoints.Map(application, node);
        ClaimEndpoints.Map(application, node, writes);
        EventEndpoints.Map(application, node);
        LogEndpoints.Map(application, node);
        EdgeEndpoints.Map(application, node);
        ApiKeyEndpoints.Map(application, node, writes);
        OperationsEndpoints.Map(application, node, writes);
        HealthEndpoints.Map(application, node);
        _ = application.MapOpenApi("/{documentName}.json");
    }
}
