using Oms.Actors;
using Oms.Actors.Codecs;
using Oms.Actors.Journal;
using Oms.Central.Access;
using Oms.Central.Bins;
using Oms.Central.Books;
using Oms.Central.Capacity;
using Oms.Central.Carriers;
using Oms.Central.Channels;
using Oms.Central.Claims;
using Oms.Central.Costing;
using Oms.Central.Custody;
using Oms.Central.Customers;
using Oms.Central.Depots;
using Oms.Central.Epcis;
using Oms.Central.Fleet;
using Oms.Central.Fulfilments;
using Oms.Central.Hosting;
using Oms.Central.Inventory;
using Oms.Central.Locations;
using Oms.Central.Manifests;
using Oms.Central.Orders;
using Oms.Central.Payments;
using Oms.Central.Products;
using Oms.Central.Purchasing;
using Oms.Central.Returns;
using Oms.Central.Routing;
using Oms.Central.Storage;
using Oms.Central.Transfers;
using Oms.Central.Transparency;

namespace Oms.Central.Operations;

/// <summary>Reads every shard's log, and checks all that can be told from it again.</summary>
/// <remarks>
/// Records are read page by page; what is kept meanwhile is 24 bytes for each entity of one shard, the state of that
/// shard's depots and of the log, and one digest for each chain. The system may go on writing: what comes after the
/// check has read a shard is not in it.
/// </remarks>
internal sealed class JournalCheck(CentralNode node)
{
    /// <summary>Records that are read at once; one may hold a whole batch of custody records.</summary>
    public const int RecordsAtOnce = 200;

    private static readonly Dictionary<string, FormCodec<object>> Codecs = new(StringComparer.Ordinal)
    {
        [OrderId.Kind] = new(OrderEvents.Forms),
        [StockItem.Kind] = new(StockEvents.Forms),
        [BinStock.Kind] = new(BinEvents.Forms),
        [Transfer.Kind] = new(TransferEvents.Forms),
        [DeliveryRoute.Kind] = new(RouteEvents.Forms),
        [CheckOutCustody.Kind] = new(CustodyEvents.Forms),
        [Depot.Kind] = new(DepotEvents.Forms),
        [Claim.Kind] = new(ClaimEvents.Forms),
        [CostBook.Kind] = new(CostEvents.Forms),
        [FleetVehicle.Kind] = new(FleetVehicleEvents.Forms),
        [Product.Kind] = new(ProductEvents.Forms),
        [GtinOwner.Kind] = new(GtinEvents.Forms),
        [Location.Kind] = new(LocationEvents.Forms),
        [Channel.Kind] = new(ChannelEvents.Forms),
        [CustomerAccount.Kind] = new(CustomerEvents.Forms),
        [CustodyLog.Kind] = new(LogEvents.Forms),
        [ApiKey.Kind] = new(ApiKeyEvents.Forms),
        [CapturedEvent.Kind] = new(CapturedEventForms.Forms),
        [CaptureJob.Kind] = new(CaptureJobForms.Forms),
        [NamedQuery.Kind] = new(NamedQueryForms.Forms),
        [Subscription.Kind] = new(SubscriptionForms.Forms),
        [Payment.Kind] = new(PaymentEvents.Forms),
        [StoreCredit.Kind] = new(StoreCreditEvents.Forms),
        [RecentOrders.Kind] = new(RecentOrdersEvents.Forms),
        [DocumentSeries.Kind] = new(BookEvents.Series),
        [BillDocument.Kind] = new(BookEvents.Documents),
        [Supplier.Kind] = new(PurchasingEvents.Suppliers),
        [PurchaseOrder.Kind] = new(PurchasingEvents.Orders),
        [RoutingPolicy.Kind] = new(RoutingPolicyEvents.Forms),
        [CapacityBook.Kind] = new(CapacityEvents.Forms),
        [StoredDecision.Kind] = new(StoredDecisionEvents.Forms),
        [ReturnOrder.EntityKind] = new(ReturnEvents.Forms),
        [Exchange.Kind] = new(ExchangeEvents.Forms),
        [FulfilmentOrder.Kind] = new(FulfilmentEvents.Orders),
        [Carrier.Kind] = new(CarrierEvents.Forms),
        [ShippingLabel.Kind] = new(LabelEvents.Forms),
        [CloseOut.Kind] = new(CloseOutEvents.Forms),
        [PickWave.Kind] = new(FulfilmentEvents.Waves),
        [SsccSeries.Kind] = new(FulfilmentEvents.Series),
    };

    /// <summary>The kinds whose events it can read.</summary>
    public static IReadOnlyCollection<string> Kinds => Codecs.Keys;

    private readonly FaultList _faults = new();
    private long _records;

    public async Task<JournalCheckView> RunAsync(CancellationToken cancellationToken)
    {
        // Positions and the log come first: both only ever follow what is in the shards' logs by then.
        var positions = await StoredPositionsAsync();
        var log = new LogCheck(node, _faults);
        await log.RunAsync(cancellationToken);
        var custody = new CustodyCheck(log.Chains, _faults);
        for (var shard = 0; shard < node.Journal.ShardCount; shard++)
        {
            await CheckAsync(shard, custody, cancellationToken);
            var head = await node.Journal.ReadHeadAsync(shard, cancellationToken);
            foreach (var position in positions.Where(position => position.Shard == shard))
            {
                if (position.Offset < 0 || position.Offset > head)
                {
                    _faults.Add(
                        $"{position.Consumer} of shard {shard}",
                        $"It stands at {position.Offset}; the log ends with {head}.");
                }
            }
        }

        foreach (var stray in positions.Where(p => p.Shard < 0 || p.Shard >= node.Journal.ShardCount))
        {
            _faults.Add($"{stray.Consumer} of shard {stray.Shard}", "There is no such shard.");
        }

        custody.Finish();
        return new JournalCheckView(
            _faults.Count == 0,
            new JournalCheckCounts(_records, custody.Records, log.Entries, log.Checkpoints, positions.Count),
            _faults.Count,
            _faults.First);
    }

    /// <summary>Reads an event of any kind.</summary>
    /// <exception cref="InvalidDataException">It is of no known kind, name or form.</exception>
    public static object Read(JournalRecord record) =>
        Codecs.TryGetValue(record.Address.Kind, out var codec)
            ? codec.Read(new EventName(record.EventType, record.EventVersion), record.Payload)
            : throw new InvalidDataException($"No entity is of the kind {record.Address.Kind}.");

    private async Task CheckAsync(int shard, CustodyCheck custody, CancellationToken cancellationToken)
    {
        var check = new ShardCheck();
        var after = 0L;
        IReadOnlyList<JournalRecord> records;
        do
        {
            records = await node.Journal.ReadShardAsync(shard, after, RecordsAtOnce, cancellationToken);
            foreach (var record in records)
            {
                _records++;
                after = record.Offset;
                if (check.Next(record) is { } misplaced)
                {
                    _faults.Add(ShardCheck.PlaceOf(record), misplaced);
                }

                if (record.Address.Shard() % node.Journal.ShardCount != shard)
                {
                    _faults.Add(ShardCheck.PlaceOf(record), "Its address belongs to another shard.");
                }

                CheckContent(record, custody);
            }
        }
        while (records.Count == RecordsAtOnce);
        custody.EndShard();
    }

    private void CheckContent(JournalRecord record, CustodyCheck custody)
    {
        try
        {
            _ = RecordMetaJson.Read(record.Meta.Span);
            if (!ReservedEvents.IsReserved(record) && Read(record) is DepotEvent happened)
            {
                custody.Take(record, happened);
            }
        }
        catch (InvalidDataException failure)
        {
            _faults.Add(ShardCheck.PlaceOf(record), failure.Message);
        }
    }

    /// <summary>How far process managers and read models say that they are.</summary>
    private async Task<List<(string Consumer, int Shard, long Offset)>> StoredPositionsAsync()
    {
        await using var reader = await node.Model.OpenReaderAsync(CancellationToken.None);
        var stored = await reader.ManyAsync(
            "SELECT projection, shard, upto FROM positions",
            row => (Consumer: row.GetString(0), Shard: row.GetInt32(1), Offset: row.GetInt64(2)));
        stored.AddRange(node.System.Lag().Select(lag => (lag.Consumer, lag.Shard, lag.Offset)));
        return stored;
    }
}

/// <summary>What a check found wrong; the first ones are kept, all are counted.</summary>
internal sealed class FaultList
{
    private const int KeptMax = 100;
    private readonly List<JournalFault> _first = [];

    public long Count { get; private set; }

    public IReadOnlyList<JournalFault> First => _first;

    public void Add(string place, string detail)
    {
        Count++;
        if (_first.Count < KeptMax)
        {
            _first.Add(new JournalFault(place, detail));
        }
    }
}

/// <param name="Found">How many faults there are.</param>
/// <param name="Faults">The first hundred, in the order in which they were found.</param>
internal sealed record JournalCheckView(
    bool Healthy, JournalCheckCounts Checked, long Found, IReadOnlyList<JournalFault> Faults);

/// <param name="CustodyRecords">Records of depots: chain, hash, signature and body.</param>
/// <param name="LogEntries">Entries of the transparency log, each compared with the record that it is of.</param>
/// <param name="Checkpoints">Signed checkpoints, each compared with the root over the entries.</param>
/// <param name="Positions">Of read models and process managers.</param>
internal sealed record JournalCheckCounts(
    long Records, long CustodyRecords, long LogEntries, long Checkpoints, int Positions);

/// <param name="Place">Shard, offset and entity of a record, or what else it is about.</param>
internal sealed record JournalFault(string Place, string Detail);
