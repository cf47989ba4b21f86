using NodaTime;
using NodaTime.Extensions;
using Oms.Actors;
using Oms.Actors.Journal;
using Oms.Actors.Postgres.Cells;
using Oms.Actors.Routing;
using Oms.Central.Access;
using Oms.Central.Channels;
using Oms.Central.Claims;
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
using Oms.Central.Orders;
using Oms.Central.Payments;
using Oms.Central.Processes;
using Oms.Central.Products;
using Oms.Central.Storage;
using Oms.Central.Transfers;
using Oms.Central.Transparency;
using Oms.Entities;
using Oms.Epcis.Mapping;
using Queues = System.Threading.Channels;

namespace Oms.Central.Hosting;

/// <summary>One node of the centre without its HTTP server: entities, process managers, read models, ingest.</summary>
internal sealed class CentralNode : IAsyncDisposable
{
    private const int DepotSnapshotEvery = 50;
    private const int PaymentsAskedMax = 1_024;

    private readonly CentralNodeServices _services;
    private readonly CheckpointSigner _signer;
    private readonly Queues.Channel<string> _paymentsAsked = Queues.Channel.CreateBounded<string>(
        new Queues.BoundedChannelOptions(PaymentsAskedMax) { FullMode = Queues.BoundedChannelFullMode.DropWrite });

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
        Customers = new CustomerVault(services.Stores.CustomerKeys, services.Keys, Clock);
        Erasures = new ErasureLedger(services.DataDirectory);

        (Orders, PastOrders) = RegisterWithPast<Order, OrderCommand, OrderEvent, OrderRejection>(
            OrderId.Kind,
            new FormCodec<OrderEvent>(OrderEvents.Forms),
            new JsonSnapshotCodec<Order>(1, OrderJson.Default.Order),
            new(OrderWireJson.Default.OrderCommand, OrderWireJson.Default.OrderRejection, OrderWireJson.Default.Order));
        (Stock, PastStock) = RegisterWithPast<StockItem, StockCommand, StockEvent, StockRejection>(
            StockItem.Kind,
            new FormCodec<StockEvent>(StockEvents.Forms),
            new JsonSnapshotCodec<StockItem>(1, StockJson.Default.StockItem),
            new(
                StockWireJson.Default.StockCommand,
                StockWireJson.Default.StockRejection,
                StockWireJson.Default.StockItem),
            snapshotEvery: 1_000);
        Transfers = Register<Transfer, TransferCommand, TransferEvent, TransferRejection>(
            Transfer.Kind,
            new FormCodec<TransferEvent>(TransferEvents.Forms),
            new JsonSnapshotCodec<Transfer>(1, TransferJson.Default.Transfer),
            new(
                TransferWireJson.Default.TransferCommand,
                TransferWireJson.Default.TransferRejection,
                TransferWireJson.Default.Transfer));
        Routes = Register<DeliveryRoute, RouteCommand, RouteEvent, RouteRejection>(
            DeliveryRoute.Kind,
            new FormCodec<RouteEvent>(RouteEvents.Forms),
            new JsonSnapshotCodec<DeliveryRoute>(1, RouteJson.Default.DeliveryRoute),
            new(
                RouteWireJson.Default.RouteCommand,
                RouteWireJson.Default.RouteRejection,
                RouteWireJson.Default.DeliveryRoute));
        CheckOuts = Register<CheckOutCustody, CustodyCommand, CustodyEvent, CustodyRejection>(
            CheckOutCustody.Kind,
            new FormCodec<CustodyEvent>(CustodyEvents.Forms),
            new JsonSnapshotCodec<CheckOutCustody>(1, CustodyJson.Default.CheckOutCustody),
            new(
                CustodyWireJson.Default.CustodyCommand,
                CustodyWireJson.Default.CustodyRejection,
                CustodyWireJson.Default.CheckOutCustody));
        Depots = Register<Depot, DepotCommand, DepotEvent, DepotRejection>(
            Depot.Kind,
            new FormCodec<DepotEvent>(DepotEvents.Forms),
            new JsonSnapshotCodec<Depot>(1, DepotJson.Default.Depot),
            new(DepotWireJson.Default.DepotCommand, DepotWireJson.Default.DepotRejection, DepotWireJson.Default.Depot),
            DepotSnapshotEvery);
        Claims = Register<Claim, ClaimCommand, ClaimEvent, ClaimRejection>(
            Claim.Kind,
            new FormCodec<ClaimEvent>(ClaimEvents.Forms),
            new JsonSnapshotCodec<Claim>(1, ClaimJson.Default.Claim),
            new(ClaimWireJson.Default.ClaimCommand, ClaimWireJson.Default.ClaimRejection, ClaimWireJson.Default.Claim));
        Vehicles = Register<FleetVehicle, FleetVehicleCommand, FleetVehicleEvent, FleetVehicleRejection>(
            FleetVehicle.Kind,
            new FormCodec<FleetVehicleEvent>(FleetVehicleEvents.Forms),
            new JsonSnapshotCodec<FleetVehicle>(1, FleetVehicleJson.Default.FleetVehicle),
            new(
                FleetVehicleWireJson.Default.FleetVehicleCommand,
                FleetVehicleWireJson.Default.FleetVehicleRejection,
                FleetVehicleWireJson.Default.FleetVehicle));
        Products = Register<Product, ProductCommand, ProductEvent, ProductRejection>(
            Product.Kind,
            new FormCodec<ProductEvent>(ProductEvents.Forms),
            new JsonSnapshotCodec<Product>(1, ProductJson.Default.Product),
            new(
                ProductWireJson.Default.ProductCommand,
                ProductWireJson.Default.ProductRejection,
                ProductWireJson.Default.Product));
        Gtins = Register<GtinOwner, GtinCommand, GtinEvent, GtinRejection>(
            GtinOwner.Kind,
            new FormCodec<GtinEvent>(GtinEvents.Forms),
            new JsonSnapshotCodec<GtinOwner>(1, ProductJson.Default.GtinOwner),
            new(
                ProductWireJson.Default.GtinCommand,
                ProductWireJson.Default.GtinRejection,
                ProductWireJson.Default.GtinOwner));
        Locations = Register<Location, LocationCommand, LocationEvent, LocationRejection>(
            Location.Kind,
            new FormCodec<LocationEvent>(LocationEvents.Forms),
            new JsonSnapshotCodec<Location>(1, LocationJson.Default.Location),
            new(
                LocationWireJson.Default.LocationCommand,
                LocationWireJson.Default.LocationRejection,
                LocationWireJson.Default.Location));
        Channels = Register<Channel, ChannelCommand, ChannelEvent, ChannelRejection>(
            Channel.Kind,
            new FormCodec<ChannelEvent>(ChannelEvents.Forms),
            new JsonSnapshotCodec<Channel>(1, ChannelJson.Default.Channel),
            new(
                ChannelWireJson.Default.ChannelCommand,
                ChannelWireJson.Default.ChannelRejection,
                ChannelWireJson.Default.Channel));
        Accounts = Register<CustomerAccount, CustomerCommand, CustomerEvent, CustomerRejection>(
            CustomerAccount.Kind,
            new FormCodec<CustomerEvent>(CustomerEvents.Forms),
            new JsonSnapshotCodec<CustomerAccount>(1, CustomerJson.Default.CustomerAccount),
            new(
                CustomerWireJson.Default.CustomerCommand,
                CustomerWireJson.Default.CustomerRejection,
                CustomerWireJson.Default.CustomerAccount));
        Log = Register<CustodyLog, LogCommand, LogEvent, LogRejection>(
            CustodyLog.Kind,
            new FormCodec<LogEvent>(LogEvents.Forms),
            new JsonSnapshotCodec<CustodyLog>(1, LogJson.Default.CustodyLog),
            new(LogWireJson.Default.LogCommand, LogWireJson.Default.LogRejection, LogWireJson.Default.CustodyLog),
            DepotSnapshotEvery);
        ApiKeys = Register<ApiKey, ApiKeyCommand, ApiKeyEvent, ApiKeyRejection>(
            ApiKey.Kind,
            new FormCodec<ApiKeyEvent>(ApiKeyEvents.Forms),
            new JsonSnapshotCodec<ApiKey>(1, ApiKeyJson.Default.ApiKey),
            new(
                ApiKeyWireJson.Default.ApiKeyCommand,
                ApiKeyWireJson.Default.ApiKeyRejection,
                ApiKeyWireJson.Default.ApiKey));

        CapturedEvents = Register<CapturedEvent, CapturedEventCommand, CapturedEventEvent, CapturedEventRejection>(
            CapturedEvent.Kind,
            new FormCodec<CapturedEventEvent>(CapturedEventForms.Forms),
            new JsonSnapshotCodec<CapturedEvent>(1, EpcisJson.Default.CapturedEvent),
            new(
                EpcisWireJson.Default.CapturedEventCommand,
                EpcisWireJson.Default.CapturedEventRejection,
                EpcisWireJson.Default.CapturedEvent));
        CaptureJobs = Register<CaptureJob, CaptureJobCommand, CaptureJobEvent, CaptureJobRejection>(
            CaptureJob.Kind,
            new FormCodec<CaptureJobEvent>(CaptureJobForms.Forms),
            new JsonSnapshotCodec<CaptureJob>(1, EpcisJson.Default.CaptureJob),
            new(
                EpcisWireJson.Default.CaptureJobCommand,
                EpcisWireJson.Default.CaptureJobRejection,
                EpcisWireJson.Default.CaptureJob));
        NamedQueries = Register<NamedQuery, NamedQueryCommand, NamedQueryEvent, NamedQueryRejection>(
            NamedQuery.Kind,
            new FormCodec<NamedQueryEvent>(NamedQueryForms.Forms),
            new JsonSnapshotCodec<NamedQuery>(1, EpcisJson.Default.NamedQuery),
            new(
                EpcisWireJson.Default.NamedQueryCommand,
                EpcisWireJson.Default.NamedQueryRejection,
                EpcisWireJson.Default.NamedQuery));

        Subscriptions = Register<Subscription, SubscriptionCommand, SubscriptionEvent, SubscriptionRejection>(
            Subscription.Kind,
            new FormCodec<SubscriptionEvent>(SubscriptionForms.Forms),
            new JsonSnapshotCodec<Subscription>(1, EpcisJson.Default.Subscription),
            new(
                EpcisWireJson.Default.SubscriptionCommand,
                EpcisWireJson.Default.SubscriptionRejection,
                EpcisWireJson.Default.Subscription));

        Payments = Register<Payment, PaymentCommand, PaymentEvent, PaymentRejection>(
            Payment.Kind,
            new FormCodec<PaymentEvent>(PaymentEvents.Forms),
            new JsonSnapshotCodec<Payment>(1, PaymentJson.Default.Payment),
            new(
                PaymentWireJson.Default.PaymentCommand,
                PaymentWireJson.Default.PaymentRejection,
                PaymentWireJson.Default.Payment));

        System.Register(new AllocationProcess());
        System.Register(new TransferProcess());
        System.Register(new DispatchProcess());
        System.Register(new CustodyProcess());
        System.Register(new EpcisCaptureProcess());
        System.Register(new MergeProcess());
        System.Register(new ViewsProjection(Model, ViewsProjection.ProjectionName, CentralViews.All));
        System.Register(new ViewsProjection(Model, ViewsProjection.Keys, CentralViews.Keys));
        System.Register(new MovementsProjection(Model));
        System.Register(new RecordsProjection(Model));
        System.Register(new LogProjection(Model));
        System.Register(new EpcisProjection(Model, services.Epcis));
        System.Register(Feed);
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

    /// <summary>What makes readable what is personal of customers.</summary>
    internal CustomerVault Customers { get; }

    internal ErasureLedger Erasures { get; }

    internal LiveFeed Feed { get; }

    internal IngestService Ingest { get; }

    internal IShardRegion<Order, OrderCommand, OrderEvent, OrderRejection> Orders { get; }

    /// <summary>Orders as they were.</summary>
    internal PastReader<Order, OrderCommand, OrderEvent, OrderRejection> PastOrders { get; }

    internal IShardRegion<StockItem, StockCommand, StockEvent, StockRejection> Stock { get; }

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

    /// <summary>The payment provider and approval limits, as configured.</summary>
    internal PaymentSettings PaymentSettings => _services.Payments;

    /// <summary>Payments that were just asked something, so that the provider is called at once.</summary>
    internal Queues.ChannelReader<string> PaymentsAsked => _paymentsAsked.Reader;

    /// <summary>This start of this node, among others.</summary>
    internal string Name => _services.Owner.ToString("D");

    /// <summary>The newest signed checkpoint; null before the first.</summary>
    internal string? Checkpoint => _signer.Newest;

    /// <summary>The address of an entity of the main tenant.</summary>
    internal static EntityAddress Address(string kind, string id) => EntityAddress.Of(kind, id);

    /// <summary>Says that a payment was asked something. What does not fit here the worker finds by itself.</summary>
    internal void Ask(string payment, ReplyOutcome outcome)
    {
        if (outcome == ReplyOutcome.Accepted)
        {
            _ = _paymentsAsked.Writer.TryWrite(payment);
        }
    }

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

    private IShardRegion<TState, TCommand, TEvent, TRejection> Register<TState, TCommand, TEvent, TRejection>(
        string kind,
        IEventCodec<TEvent> events,
        ISnapshotCodec<TState> snapshots,
        EntityWire<TState, TCommand, TRejection> wire,
        int snapshotEvery = 100)
        where TState : IEntity<TState, TCommand, TEvent, TRejection> =>
        RegisterWithPast(kind, events, snapshots, wire, snapshotEvery).Region;

    private (IShardRegion<TState, TCommand, TEvent, TRejection> Region,
        PastReader<TState, TCommand, TEvent, TRejection> Past)
        RegisterWithPast<TState, TCommand, TEvent, TRejection>(
            string kind,
            IEventCodec<TEvent> events,
            ISnapshotCodec<TState> snapshots,
            EntityWire<TState, TCommand, TRejection> wire,
            int snapshotEvery = 100)
        where TState : IEntity<TState, TCommand, TEvent, TRejection>
    {
        var type = new EntityType<TState, TCommand, TEvent, TRejection>(kind, events)
        {
            Snapshots = snapshots,
            Wire = wire,
            Settings = new EntitySettings { SnapshotEvery = snapshotEvery },
        };
        return (System.Register(type), new PastReader<TState, TCommand, TEvent, TRejection>(_services.Journal, type));
    }
}
