using System.Globalization;
using Oms.Campaigns.Cluster.Money;

namespace Oms.Campaigns.Cluster.Goods;

/// <summary>Goods that are routed, picked, packed and shipped, come back, are exchanged, bought, sent by a supplier,
/// and go from one location to another, through any node: one life after the other, each with products of its
/// own.</summary>
/// <param name="clock">The centre's.</param>
internal sealed class GoodsLoad(
    PatientCaller caller, FaultyProvider provider, TimeProvider clock, int seed, WriteHistory history)
{
    private const int Clients = 4;

    /// <summary>Lives that a client sees through however short the day is, so that all clients together have lived
    /// each kind.</summary>
    private const int LivesMin = 2;

    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan SettleLimit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan PatienceMin = TimeSpan.FromSeconds(1);

    private readonly Buyer _buyer = new(caller, history, "Goods", clock);
    private readonly List<LifeEnd> _ends = [];
    private readonly SortedDictionary<string, int> _lives = new(StringComparer.Ordinal);

    public IReadOnlyList<string> Wrong => _buyer.Wrong;

    /// <summary>Keys that were used, each at least three times.</summary>
    public int Keys => _buyer.Keys;

    /// <summary>What must be read at the end.</summary>
    public int Facts => _ends.Sum(end => end.Facts.Count);

    /// <summary>How many lives of each kind were seen through.</summary>
    public string Tally => string.Join(", ", _lives.Select(kind =>
        string.Create(CultureInfo.InvariantCulture, $"{kind.Key} {kind.Value}")));

    public async Task RunAsync(CancellationToken enough)
    {
        foreach (var (index, (path, json)) in Places.First.Index())
        {
            _ = await _buyer.DoAsync(
                path, json, string.Create(CultureInfo.InvariantCulture, $"{seed}/goods/{index}"), entity: null);
        }

        await Task.WhenAll(Enumerable.Range(0, Clients).Select(client => ClientAsync(client, enough)));
    }

    /// <summary>Everything is where its life left it, to the unit and the cent; no number was given to two packages;
    /// and every key is still answered as it was.</summary>
    public async Task CheckAsync()
    {
        var began = TimeProvider.System.GetTimestamp();
        var payments = new PaymentChecks(_buyer, provider);
        foreach (var end in _ends)
        {
            foreach (var fact in end.Facts)
            {
                var left = SettleLimit - TimeProvider.System.GetElapsedTime(began);
                _ = await _buyer.UntilAsync(
                    fact.Path, $"\"{fact.Expected}\"", json => fact.Read(json) == fact.Expected,
                    left > PatienceMin ? left : PatienceMin);
            }

            foreach (var payment in end.Payments)
            {
                await payments.CheckAsync(payment);
            }
        }

        foreach (var twice in _ends.SelectMany(end => end.Packages).GroupBy(sscc => sscc).Where(of => of.Count() > 1))
        {
            _buyer.Note($"{twice.Count()} packages have the number {twice.Key}");
        }

        await _buyer.RepeatAsync();
    }

    private async Task ClientAsync(int client, CancellationToken enough)
    {
        var random = new Random(unchecked((seed * 1_000) + 900 + client));
        var desk = new GoodsDesk(_buyer, seed, client);
        var (warehouse, customers, suppliers) = (
            new WarehouseLives(desk, clock, random), new CustomerLives(desk), new SupplierLives(desk, random));
        (string Name, Func<string, Task<LifeEnd>> LiveAsync)[] kinds =
        [
            ("routed", warehouse.RouteAsync), ("returned", customers.ReturnAsync),
            ("sent by a supplier", suppliers.DropShipAsync), ("picked short", warehouse.ShortAsync),
            ("exchanged", customers.ExchangeAsync), ("bought", suppliers.PurchaseAsync),
            ("picked in waves", warehouse.WaveAsync), ("transferred", warehouse.TransferAsync),
        ];
        try
        {
            for (var number = 0; number < LivesMin || !enough.IsCancellationRequested; number++)
            {
                var (kind, liveAsync) = kinds[((client * LivesMin) + number) % kinds.Length];
                var end = await liveAsync(string.Create(
                    CultureInfo.InvariantCulture, $"GOODS-{seed}-{client}-{number}"));
                lock (_ends)
                {
                    _ends.Add(end with { Packages = desk.TakePackages() });
                    _lives[kind] = _lives.GetValueOrDefault(kind) + 1;
                }

                await Task.Delay(
                    Rest, TimeProvider.System, number + 1 < LivesMin ? CancellationToken.None : enough);
            }
        }
        catch (OperationCanceledException) when (enough.IsCancellationRequested)
        {
            // The day is over; a life that was begun has been seen to its end.
        }
    }
}
