using NodaTime;
using NodaTime.Extensions;
using Oms.Actors;
using Oms.Actors.Journal;
using Oms.Actors.Postgres.Cells;
using Oms.Central.Access;
using Oms.Central.Bins;
using Oms.Central.Books;
using Oms.Central.Carriers;
using Oms.Central.Channels;
using Oms.Central.Claims;
using Oms.Central.Costing;
using Oms.Central.Custody;
using Oms.Central.Customers;
using Oms.Central.Depots;
using Oms.Central.Epcis;
using Oms.Central.Events;
using Oms.Central.Fleet;
using Oms.Central.Http;
using Oms.Central.Imports;
using Oms.Central.Ingest;
using Oms.Central.Inventory;
using Oms.Central.Locations;
using Oms.Central.Manifests;
using Oms.Central.Operations;
using Oms.Central.Orders;
using Oms.Central.Payments;
using Oms.Central.Pricing;
using Oms.Central.Processes;
using Oms.Central.Products;
using Oms.Central.Purchasing;
using Oms.Central.Reports;
using Oms.Central.Returns;
using Oms.Central.Routing;
using Oms.Central.Settlements;
using Oms.Central.Storage;
using Oms.Central.Transfers;
using Oms.Central.Transparency;
using Oms.Entities;
using Oms.Epcis.Mapping;

namespace Oms.Central.Hosting;

/// <summary>One node of the centre without its HTTP server: entities, process managers, read models, ingest.</summary>
internal sealed partial class CentralNode : IAsyncDisposable
{

    private readonly CentralNodeServices _services;
    private readonly CheckpointSigner _signer;
    private readonly PaymentBell _bell;

    /// <summary>Opens the stores beside the journal and registers everything; nothing runs yet.</summary>
    public CentralNode(CentralNodeServices services)
    {
        _services = services;
        Clock = services.Time.ToClock();
        Feed = new LiveFeed(services.Journal);
        System = new ActorSystem(new ActorSystemServices(
            services.Journal, services.Time, services.Logs, services.Meters, services.Owner, services.Random)
        {
            Scheduler = services.Scheduler,
            Waits = services.Waits,
            Cluster = services.Cluster is { } cluster ? cluster with
            {
                Looked = Feed.Seen,
                Heard = Feed.Seen,
            }
            : null,
        },
            new ActorSystemOptions { Lanes = services.Lanes });
        Model = services.Stores.Views;
        Requests = new RequestStore(services.Stores.Requests, Clock);
        Telemetry = new TelemetryStore(services.Stores.Telemetry, services.Time);
        Witnesses = new WitnessStore(services.Stores.Telemetry, Clock);
        Frauds = new FraudStore(services.Stores.Telemetry);
        Imports = new ImportStore(services.Stores.Telemetry, services.Keys, Clock);
        Reconciliations = new ReconciliationStore(services.Stores.Telemetry, Clock);
        Customers = new CustomerVault(services.Stores.CustomerKeys, services.Keys, Clock);
        Erasures = new ErasureLedger(services.DataDirectory);

        Orders = System.Register(CentralEntities.Orders);
        Stock = System.Register(CentralEntities.Stock);
        PastOrders = new(services.Journal, CentralEntities.Orders);
        PastStock = new(services.Journal, CentralEntities.Stock);
        Bins = System.Register(CentralEntities.Bins);
        Transfers = System.Register(CentralEntities.Transfers);
        Routes = System.Register(CentralEntities.Routes);
        CheckOuts = System.Register(CentralEntities.CheckOuts);
        Depots = System.Register(CentralEntities.Depots);
        Claims = System.Register(CentralEntities.Claims);
        Vehicles = System.Register(CentralEntities.Vehicles);
        Products = System.Register(CentralEntities.Products);
        Gtins = System.Register(CentralEntities.Gtins);
        Locations = System.Register(CentralEntities.Locations);
        Channels = System.Register(CentralEntities.Channels);
        Accounts = System.Register(CentralEntities.Accounts);
        Log = System.Register(CentralEntities.Log);
        ApiKeys = System.Register(CentralEntities.ApiKeys);

        CapturedEvents = System.Register(CentralEntities.CapturedEvents);
        CaptureJobs = System.Register(CentralEntities.CaptureJobs);
        NamedQueries = System.Register(CentralEntities.NamedQueries);

        Subscriptions = System.Register(CentralEntities.Subscriptions);

        Payments = System.Register(CentralEntities.Payments);

        DocumentSeries = System.Register(CentralEntities.DocumentSeries);
        Documents = System.Register(CentralEntities.Documents);
        Suppliers = System.Register(CentralEntities.Suppliers);
        Purchases = System.Register(CentralEntities.Purchases);
        CostBooks = System.Register(CentralEntities.CostBooks);
        PastCosts = new(services.Journal, CentralEntities.CostBooks);
        RoutingPolicies = System.Register(CentralEntities.RoutingPolicies);
        RoutingDecisions = System.Register(CentralEntities.RoutingDecisions);
        Capacities = System.Register(CentralEntities.Capacities);

        StoreCredits = System.Register(CentralEntities.StoreCredits);

        Recent = System.Register(CentralEntities.Recent);

        Returns = System.Register(CentralEntities.Returns);
        Exchanges = System.Register(CentralEntities.Exchanges);
        PastReturns = new(services.Journal, CentralEntities.Returns);
        PastClaims = new(services.Journal, CentralEntities.Claims);

        Fulfilments = System.Register(CentralEntities.Fulfilments);
        PastFulfilments = new(services.Journal, CentralEntities.Fulfilments);
        Waves = System.Register(CentralEntities.Waves);
        SsccSeries = System.Register(CentralEntities.SsccSeries);
        Carriers = System.Register(CentralEntities.Carriers);
        Labels = System.Register(CentralEntities.Labels);
        CloseOuts = System.Register(CentralEntities.CloseOuts);

        foreach (var manager in ProcessManagers.All(services.Books.Currency.Code))
        {
            System.Register(manager);
        }

        System.Register(new ViewsProjection(Model, ViewsProjection.ProjectionName, CentralViews.All));
        System.Register(new ViewsProjection(Model, ViewsProjection.Keys, CentralViews.Keys));
        System.Register(new OrderIndexProjection(Model));
        System.Register(new MovementsProjection(Model));
        System.Register(new BooksProjection(Model));
        System.Register(new ReportsProjection(Model));
        System.Register(new SettledMovesProjection(Model));
        System.Register(new RecordsProjection(Model));
        System.Register(new LogProjection(Model));
        System.Register(new EpcisProjection(Model, services.Epcis));
        System.Register(Feed);
        _bell = new PaymentBell(services.Journal);
        System.Register(_bell);
        _routing = new RoutingBell(services.Journal);
        System.Register(_routing);
        var labels = new LabelBell(services.Journal);
        var closeOuts = new CloseOutBell(services.Journal);
        var returns = new ReturnBell(services.Journal);
        (LabelsAsked, CloseOutsSealed, ReturnsBrought) = (labels, closeOuts, returns);
        System.Register(labels);
        System.Register(closeOuts);
        System.Register(returns);
        _signer = new CheckpointSigner(this, services);
        Ingest = new IngestService(this, services);
    }

    internal ActorSystem System { get; }

    /// <summary>Whether other nodes may own what this one is asked for.</summary>
    internal bool IsMember => _services.Cluster is not null;

    /// <summary>How many shards the log has, of all nodes.</summary>
    internal int ShardCount => _services.Journal.ShardCount;

    /// <summary>Whether it has recovered, so that requests are answered.</summary>
    internal bool IsServing { get; set; }

    internal IClock Clock { get; }

    internal TimeProvider Time => _services.Time;

    internal IJournal Journal => _services.Journal;

    /// <summary>The databases where the nodes meet; null where this is the only node.</summary>
    internal PostgresCells? Cells => _services.Cells;

    internal CentralKeys Keys => _services.Keys;

    /// <summary>How things are named to partners.</summary>
    internal Gs1Names EpcisNames => _services.Epcis;

    internal ILoggerFactory Logs => _services.Logs;

    internal string DataDirectory => _services.DataDirectory;

    internal ITables Model { get; }

    internal RequestStore Requests { get; }

    internal TelemetryStore Telemetry { get; }

    internal WitnessStore Witnesses { get; }

    internal FraudStore Frauds { get; }

    internal ImportStore Imports { get; }

    /// <summary>Settlement reports and what came of holding them against the payments.</summary>
    internal ReconciliationStore Reconciliations { get; }

    /// <summary>What makes readable what is personal of customers.</summary>
    /// <summary>What the standing audit has found.</summary>
    internal AuditFindings Findings { get; } = new();

    internal CustomerVault Customers { get; }

    internal ErasureLedger Erasures { get; }

    internal LiveFeed Feed { get; }

    internal IngestService Ingest { get; }

    internal IShardRegion<Order, OrderCommand, OrderEvent, OrderRejection> Orders { get; }

    /// <summary>Orders as they were.</summary>
    internal PastReader<Order, OrderCommand, OrderEvent, OrderRejection> PastOrders { get; }

    internal IShardRegion<StockItem, StockCommand, StockEvent, StockRejection> Stock { get; }

    internal IShardRegion<BinStock, BinCommand, BinEvent, BinRejection> Bins { get; }

    /// <summary>Stock items as they were.</summary>
    internal PastReader<StockItem, StockCommand, StockEvent, StockRejection> PastStock { get; }

    internal IShardRegion<Transfer, TransferCommand, TransferEvent, TransferRejection> Transfers { get; }

    internal IShardRegion<DeliveryRoute, RouteCommand, RouteEvent, RouteRejection> Routes { get; }

    internal IShardRegion<CheckOutCustody, CustodyCommand, CustodyEvent, CustodyRejection> CheckOuts { get; }

    internal IShardRegion<Depot, DepotCommand, DepotEvent, DepotRejection> Depots { get; }

    internal IShardRegion<Claim, ClaimCommand, ClaimEvent, ClaimRejection> Claims { get; }

    internal IShardRegion<FleetVehicle, FleetVehicleCommand, FleetVehicleEvent, FleetVehicleRejection> Vehicles { get; }

    internal IShardRegion<Product, ProductCommand, ProductEvent, ProductRejection> Products { get; }

    internal IShardRegion<GtinOwner, GtinCommand, GtinEvent, GtinRejection> Gtins { get; }

    internal IShardRegion<Location, LocationCommand, LocationEvent, LocationRejection> Locations { get; }

    internal IShardRegion<Channel, ChannelCommand, ChannelEvent, ChannelRejection> Channels { get; }

    internal IShardRegion<CustomerAccount, CustomerCommand, CustomerEvent, CustomerRejection> Accounts { get; }

    internal IShardRegion<CustodyLog, LogCommand, LogEvent, LogRejection> Log { get; }

    internal IShardRegion<ApiKey, ApiKeyCommand, ApiKeyEvent, ApiKeyRejection> ApiKeys { get; }

    internal IShardRegion<CapturedEvent, CapturedEventCommand, CapturedEventEvent, CapturedEventRejection>
        CapturedEvents
    { get; }

    internal IShardRegion<CaptureJob, CaptureJobCommand, CaptureJobEvent, CaptureJobRejection> CaptureJobs { get; }

    internal IShardRegion<NamedQuery, NamedQueryCommand, NamedQueryEvent, NamedQueryRejection> NamedQueries { get; }

    internal IShardRegion<Subscription, SubscriptionCommand, SubscriptionEvent, SubscriptionRejection> Subscriptions
    { get; }

    internal IShardRegion<Payment, PaymentCommand, PaymentEvent, PaymentRejection> Payments { get; }

    internal IShardRegion<DocumentSeries, SeriesCommand, SeriesEvent, SeriesRejection> DocumentSeries { get; }

    internal IShardRegion<BillDocument, DocumentCommand, DocumentEvent, DocumentRejection> Documents { get; }

    internal IShardRegion<Supplier, SupplierCommand, SupplierEvent, SupplierRejection> Suppliers { get; }

    internal IShardRegion<PurchaseOrder, PurchaseCommand, PurchaseEvent, PurchaseRejection> Purchases { get; }

    internal IShardRegion<CostBook, CostCommand, CostEvent, CostRejection> CostBooks { get; }

    /// <summary>Cost books as they were.</summary>
    internal PastReader<CostBook, CostCommand, CostEvent, CostRejection> PastCosts { get; }

    internal IShardRegion<RoutingPolicy, RoutingPolicyCommand, RoutingPolicyEvent, RoutingRejection> RoutingPolicies
    { get; }
    internal IShardRegion<StoreCredit, StoreCreditCommand, StoreCreditEvent, StoreCreditRejection> StoreCredits { get; }

    /// <summary>Whoever tells taxes and prices of shipping.</summary>
    internal PricePorts Prices => _services.Prices;

    /// <summary>The payment provider and approval limits, as configured.</summary>
    internal PaymentSettings PaymentSettings => _services.Payments;

    /// <summary>Payments that were just asked something, so that the provider is called at once.</summary>
    internal Bell PaymentsAsked => _bell;

    /// <summary>This start of this node, among others.</summary>
    internal string Name => _services.Owner.ToString("D");

    /// <summary>The newest signed checkpoint; null before the first.</summary>
    internal string? Checkpoint => _signer.Newest;

    /// <summary>The address of an entity of the main tenant.</summary>
    internal static EntityAddress Address(string kind, string id) => EntityAddress.Of(kind, id);

    /// <summary>A fresh id for a command that no client names.</summary>
    internal CommandId NewCommandId()
    {
        Span<byte> random = stackalloc byte[10];
        lock (_services.Random)
        {
            _services.Random.NextBytes(random);
        }

        return CommandId.Version7(Clock.GetCurrentInstant().ToUnixTimeMilliseconds(), random);
    }

    /// <summary>Recovers from the journal and begins to serve.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await System.StartAsync(cancellationToken);
        _signer.Start();
    }

    /// <summary>Waits until every API key of the log is known, so that no holder is turned away for a
    /// start.</summary>
    public async Task WaitUntilKeysAreKnownAsync(CancellationToken cancellationToken)
    {
        // A shard that stands still has told why; the keys of the others are still worth serving.
        foreach (var lag in System.Lag().Where(lag => lag is { Consumer: ViewsProjection.Keys, Stopped: null }))
        {
            await System.WaitForAsync(lag.Consumer, new ShardPosition(lag.Shard, lag.Head), cancellationToken);
        }
    }

    /// <summary>Waits until every process manager and read model has done all that is committed now.</summary>
    public Task WaitUntilIdleAsync(CancellationToken cancellationToken) => System.WaitUntilIdleAsync(cancellationToken);

    /// <summary>Refuses new commands and lets the batch in flight end.</summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        await _signer.StopAsync();
        await System.DrainAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _signer.StopAsync();
        _signer.Dispose();
        await System.DisposeAsync();
    }
}
