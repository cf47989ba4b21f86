namespace Oms.Central.Tests.Histories;

/// <summary>A history of many moves out of one seed, checked after each.</summary>
internal sealed class History
{
    /// <summary>After so many moves everything under way is let come to an end.</summary>
    private const int MovesBetweenSettling = 400;

    /// <summary>More events that wait than this, and the process managers go first.</summary>
    private const int WaitingMax = 300;

    private readonly int _seed;
    private readonly (int Weight, Action<Dice> Make)[] _moves;
    private readonly int _weights;
    private readonly OrderMoves _orders;
    private readonly RouteMoves _routes;

    public History(int seed)
    {
        _seed = seed;
        _orders = new OrderMoves(World);
        var stock = new StockMoves(World);
        var payments = new PaymentMoves(World, _orders);
        var transfers = new TransferMoves(World);
        var money = new MoneyMoves(World, _orders);
        var returns = new ReturnMoves(World);
        var work = new FulfilmentMoves(World);
        var routing = new RoutingMoves(World);
        var purchases = new PurchaseMoves(World);
        _routes = new RouteMoves(World, _orders);
        var waves = new WaveMoves(World);
        var pickUps = new PickUpMoves(World);
        var suppliers = new SupplierMoves(World);
        var exchanges = new ExchangeMoves(World, _orders);
        var claims = new ClaimMoves(World, _orders);
        var subscribers = new SubscriberMoves(World);
        var feed = new FeedMoves(World);
        var changes = new ChangeMoves(World, _orders);
        World.Route = routing.DecideAll;
        _moves =
        [
            (400, dice => World.Deliver(dice)),
            (40, stock.Receive), (40, stock.Reserve), (40, stock.Change), (20, stock.Correct), (10, stock.SetAside),
            (10, stock.Configure), (40, stock.Remind), (30, stock.Repeat), (30, stock.Spoil),
            (60, _orders.Place), (15, _orders.PlaceAgain), (15, _orders.Spoil), (10, _orders.Hold),
            (40, _orders.Cancel), (40, _routes.Load), (40, _routes.Close), (8, _routes.Trouble),
            (25, payments.Open), (60, payments.Ask), (120, payments.Call), (180, payments.Answer), (15, payments.Time),
            (90, payments.CallForOrder), (10, money.Grant), (30, money.Mend), (20, money.ByHand),
            (10, payments.Dispute), (20, payments.Repeat), (20, payments.Spoil),
            (8, transfers.Send), (16, transfers.Arrive), (2, transfers.Close),
            (3, Wait),
            (12, returns.Ask), (8, returns.Judge), (16, returns.Receive), (16, returns.Inspect), (2, returns.GiveUp),
            (6, returns.Find), (20, returns.Match), (8, changes.Propose), (8, changes.End),
            (60, routing.Decide), (12, routing.TellLate), (10, routing.Move), (3, routing.Limit),
            (5, purchases.Order), (5, purchases.Answer), (12, purchases.Receive), (10, purchases.Invoice),
            (60, work.Pick), (60, work.Pack), (20, work.Close), (4, work.Short), (6, work.Undo), (60, work.Unpack),
            (10, work.Decide), (8, work.Split), (4, work.Move), (10, work.Merge),
            (6, waves.Make), (16, waves.Walk), (4, waves.End),
            (10, pickUps.Issue), (10, pickUps.Collect), (6, pickUps.CollectAgain),
            (40, suppliers.Say), (6, exchanges.Propose), (4, claims.Open), (6, claims.Judge), (6, claims.Settle),
            (10, World.Restart), (4, subscribers.Open), (40, subscribers.Tell), (2, subscribers.Restart),
            (24, feed.Read),
        ];
        _weights = _moves.Sum(move => move.Weight);
    }

    public HistoryWorld World { get; } = new();

    /// <summary>Makes the move of a number; the same number in the same state is the same move.</summary>
    /// <exception cref="InvariantBrokenException">Something that must always hold does not.</exception>
    public void Make(int move)
    {
        World.Move = move;
        var dice = new Dice(_seed, move);
        World.Now += NodaTime.Duration.FromMilliseconds(dice.Below(20_000));
        if (move % MovesBetweenSettling == 0)
        {
            World.Settle(dice);
            _routes.Depart();
            _orders.Forget();
        }
        else if (World.Waiting > WaitingMax)
        {
            _ = World.Deliver(dice);
        }
        else
        {
            var at = dice.Below(_weights);
            var index = 0;
            while (at >= _moves[index].Weight)
            {
                at -= _moves[index++].Weight;
            }

            _moves[index].Make(dice);
        }
    }

    /// <summary>Some time passes: promises, lots and authorisations end.</summary>
    private void Wait(Dice dice) =>
        World.Now += dice.OneIn(6)
            ? NodaTime.Duration.FromHours(dice.From(8, 60))
            : NodaTime.Duration.FromMinutes(dice.From(5, 90));
}
