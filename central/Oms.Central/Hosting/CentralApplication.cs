using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging.Console;
using Oms.Actors.Postgres.Peers;
using Oms.Central.Access;
using Oms.Central.Bins;
using Oms.Central.Books;
using Oms.Central.Carriers;
using Oms.Central.Channels;
using Oms.Central.CheckOuts;
using Oms.Central.Claims;
using Oms.Central.Costing;
using Oms.Central.Customers;
using Oms.Central.Depots;
using Oms.Central.Epcis;
using Oms.Central.Events;
using Oms.Central.Fleet;
using Oms.Central.Fulfilments;
using Oms.Central.Http;
using Oms.Central.Imports;
using Oms.Central.Ingest;
using Oms.Central.Inventory;
using Oms.Central.Locations;
using Oms.Central.Manifests;
using Oms.Central.Operations;
using Oms.Central.Orders;
using Oms.Central.Payments;
using Oms.Central.Products;
using Oms.Central.Purchasing;
using Oms.Central.Reports;
using Oms.Central.Returns;
using Oms.Central.Routing;
using Oms.Central.Settlements;
using Oms.Central.Transfers;
using Oms.Central.Transparency;
using Oms.Contracts;

namespace Oms.Central.Hosting;

/// <summary>The HTTP server and what it serves.</summary>
internal static class CentralApplication
{
    private const int BodyBytesMax = 8 << 20;

    private static readonly TimeSpan StartWait = TimeSpan.FromSeconds(1);

    /// <param name="peers">How peers are known; null where the node is the only one.</param>
    public static WebApplication Build(CentralOptions options, PeerOptions? peers)
    {
        // Else a file's settings are watched, with every folder below the current one: each write to a database there
        // is then looked at.
        var builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions { Args = ["--hostBuilder:reloadConfigOnChange=false"] });
        if (options.Cluster is not { } cluster)
        {
            _ = builder.WebHost.UseUrls(options.Listen);
        }
        else
        {
            // The API first: whoever asks for the node's address means that one.
            _ = builder.WebHost.ConfigureKestrel(kestrel =>
            {
                Listen(kestrel, new Uri(options.Listen));
                kestrel.Listen(IPEndPoint.Parse(cluster.Listen), listen => listen.UsePeers(peers!));
            });
        }

        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = BodyBytesMax;
        });
        _ = builder.Logging.ClearProviders().AddJsonConsole(json => json.UseUtcTimestamp = true)
            .AddConsoleFormatter<ScrubbedJsonFormatter, ConsoleFormatterOptions>()
            .SetMinimumLevel(options.LogLevel)
            .AddFilter("Microsoft", LogLevel.Warning)

            // One line for each of 256 shards says nothing that the figures do not.
            .AddFilter("Oms.Actors", LogLevel.Warning);
        _ = builder.Services.Configure<ConsoleLoggerOptions>(
            console => console.FormatterName = ScrubbedJsonFormatter.FormatterName);
        _ = builder.Services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, CentralJson.Default);
            json.SerializerOptions.TypeInfoResolverChain.Insert(1, EdgeJson.Default);
            json.SerializerOptions.PropertyNamingPolicy = System.Text.Json.JsonNamingPolicy.SnakeCaseLower;
        });
        _ = builder.Services.AddOpenApi("openapi", openApi =>
            openApi.OpenApiVersion = Microsoft.OpenApi.OpenApiSpecVersion.OpenApi3_1);
        _ = builder.Services.AddSingleton<Failures>().AddSingleton<PrometheusText>();
        var application = builder.Build();

        // Before anything is counted: what was added up without it would be missing.
        _ = application.Services.GetRequiredService<PrometheusText>();
        return application;
    }

    /// <param name="provider">Whoever moves the money of cards; null where nobody is configured.</param>
    public static void Map(WebApplication application, CentralNode node, IPaymentProvider? provider)
    {
        var failures = application.Services.GetRequiredService<Failures>();
        var access = new AccessControl(node);
        var admission = new Admission(TimeProvider.System);
        var reads = new Reads(node);
        var writes = new KeyedWrites(node);

        // Routing comes first by name, so that the steps after it know which endpoint is asked for.
        _ = application.Use(next => context => failures.InvokeAsync(context, next));
        _ = application.Use(next => context => node.IsServing || IsServedAtStart(context.Request.Path)
            ? next(context)
            : Starting.ExecuteAsync(context));
        _ = application.UseRouting();
        _ = application.Use(next => context => admission.InvokeAsync(context, next));
        _ = application.Use(next => context => access.InvokeAsync(context, next));
        _ = application.Use(next => context => CardNumberGuard.InvokeAsync(context, next));
        _ = application.Use(next => context => reads.InvokeAsync(context, next));

        OrderEndpoints.Map(application, node, writes);
        StockEndpoints.Map(application, node, writes);
        BinEndpoints.Map(application, node, writes);
        TransferEndpoints.Map(application, node, writes);
        ManifestEndpoints.Map(application, node, writes);
        DepotEndpoints.Map(application, node, writes);
        CheckOutEndpoints.Map(application, node);
        ClaimEndpoints.Map(application, node, writes);
        PaymentEndpoints.Map(application, node, writes);
        StoreCreditEndpoints.Map(application, node, writes);
        OrderMoneyEndpoints.Map(application, node, writes);
        CallbackEndpoints.Map(application, node, provider);
        ReconciliationEndpoints.Map(application, node, writes);
        VehicleEndpoints.Map(application, node);
        ProductEndpoints.Map(application, node, writes);
        LocationEndpoints.Map(application, node, writes);
        ChannelEndpoints.Map(application, node, writes);
        CustomerEndpoints.Map(application, node, writes);
        SupplierEndpoints.Map(application, node, writes);
        BookEndpoints.Map(application, node);
        BookReconciliationEndpoints.Map(application, node);
        PurchaseEndpoints.Map(application, node, writes);
        ReorderEndpoints.Map(application, node);
        ValuationEndpoints.Map(application, node);
        ReportEndpoints.Map(application, node);
        RoutingEndpoints.Map(application, node, writes);
        FulfilmentEndpoints.Map(application, node, writes);
        WaveEndpoints.Map(application, node, writes);
        CarrierEndpoints.Map(application, node, writes);
        LabelEndpoints.Map(application, node);
        CloseOutEndpoints.Map(application, node, writes);
        OrderRoutingEndpoints.Map(application, node, writes);
        ReturnEndpoints.Map(application, node, writes);
        ExchangeEndpoints.Map(application, node, writes);
        ImportEndpoints.Map(application, node);
        EventEndpoints.Map(application, node);
        EpcisEndpoints.Map(application, node);
        LogEndpoints.Map(application, node);
        WitnessEndpoints.Map(application, node);
        EdgeEndpoints.Map(application, node);
        ApiKeyEndpoints.Map(application, node, writes);
        OperationsEndpoints.Map(application, node, writes);
        ClusterEndpoints.Map(application, node, writes);
        HealthEndpoints.Map(application, node);
        _ = application.MapOpenApi("/{documentName}.json");
    }

    private static bool IsServedAtStart(PathString path) => path == "/health/live" || path == PeerEndpoint.Path;

    private static Answer Starting =>
        Problems.Of(503, "starting", "The node is reading its journal; try again.") with { RetryAfter = StartWait };

    private static void Listen(KestrelServerOptions kestrel, Uri url)
    {
        if (IPAddress.TryParse(url.Host.Trim('[', ']'), out var address))
        {
            kestrel.Listen(address, url.Port);
        }
        else if (url.Host == "localhost")
        {
            kestrel.ListenLocalhost(url.Port);
        }
        else
        {
            kestrel.ListenAnyIP(url.Port);
        }
    }
}
