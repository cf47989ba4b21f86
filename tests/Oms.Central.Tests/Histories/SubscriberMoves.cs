using System.Text.Json;
using NodaTime;
using Oms.Central.Epcis;

namespace Oms.Central.Tests.Histories;

/// <summary>Subscribers that do not hear, or hear and do not say so; and nodes that end while they tell them.</summary>
internal sealed class SubscriberMoves
{
    private const int OpenMax = 4;
    private static readonly string[] Kinds = ["order", "manifest", "fulfilment-order"];

    private readonly HistoryWorld _world;
    private readonly Dictionary<string, SubscriberOracle> _subscribers = new(StringComparer.Ordinal);
    private readonly Teller[] _nodes;

    public SubscriberMoves(HistoryWorld world)
    {
        _world = world;
        _nodes = [new(this, "node-1"), new(this, "node-2")];
        world.Recorded.Recorded += row =>
        {
            foreach (var subscriber in _subscribers.Values)
            {
                subscriber.Expect(row);
            }
        };
    }

    public void Open(Dice dice)
    {
        var id = $"sub-{_world.Move}";
        if (_subscribers.Count < OpenMax)
        {
            var kind = dice.Of(Kinds);
            var open = new SubscriptionCommand.Open(new SubscriptionTerms(
                kind, JsonElement.Parse("{}"), "http://listener", null,
                dice.OneIn(3) ? new QuerySchedule("0", null, null, null, null, null) : null, dice.OneIn(2), null));
            _subscribers.Add(id, new SubscriberOracle(id, kind, _world.Now.ToUnixTimeTicks()));
            _ = _world.Subscriptions.Do(id, open);
            _world.Subscriptions.Again(id, open);
        }
        else if (dice.OneIn(6))
        {
            var closed = dice.Of(_subscribers.Keys.ToList());
            _ = _world.Subscriptions.Do(closed, new SubscriptionCommand.Close());
        }
    }

    /// <summary>A clock strikes, the read model moves on, and a node tells who is to be told.</summary>
    public void Tell(Dice dice)
    {
        foreach (var (id, state) in _world.Subscriptions.All.ToList())
        {
            foreach (var reminder in Subscription.Reminders(state).Where(each => each.DueAt <= _world.Now))
            {
                _ = _world.Subscriptions.Do(id, reminder.Command);
            }
        }

        _world.Recorded.Project(dice);
        dice.Of(_nodes).Step(dice);
        Forget();
    }

    /// <summary>A node ends with what it was doing.</summary>
    public void Restart(Dice dice)
    {
        var index = dice.Below(_nodes.Length);
        _nodes[index] = new Teller(this, _nodes[index].Node);
    }

    private void Forget()
    {
        foreach (var (id, state) in _world.Subscriptions.All.Where(each => !each.Value.IsOpen).ToList())
        {
            _world.Count("events told to subscribers", _subscribers[id].Told);
            _world.Count("runs told again", _subscribers[id].Repeated);
            _ = _subscribers.Remove(id);
            _world.Subscriptions.Forget(id);
        }

        _world.Recorded.Forget(_world.Subscriptions.All.Values
            .Select(state => state.Last?.Ticks ?? state.OpenedAt!.Value.ToUnixTimeTicks())
            .Append(_world.Now.ToUnixTimeTicks()).Min());
    }

    /// <summary>The product's own deliverer on one node, and the way to the subscribers.</summary>
    private sealed class Teller : IDeliverySide
    {
        private readonly SubscriberMoves _moves;
        private readonly SubscriptionRuns _runs;
        private readonly List<TaskCompletionSource<string?>> _posted = [];
        private IReadOnlyList<(string Id, Subscription State)> _seen = [];
        private Task _step = Task.CompletedTask;
        private Dice _dice = new(0, 0);

        public Teller(SubscriberMoves moves, string node)
        {
            (_moves, Node) = (moves, node);
            _runs = new SubscriptionRuns(
                this, new SettledEvents(() => moves._world.Recorded.LagAsync(_dice), HistoryWorld.Shards));
        }

        public string Node { get; }

        public Instant Now => _moves._world.Now;

        /// <summary>Looks at all subscriptions, or has one answer come that it waits for.</summary>
        public void Step(Dice dice)
        {
            _dice = dice;
            if (_posted.Count > 0)
            {
                var index = dice.Below(_posted.Count);
                var answered = _posted[index];
                _posted.RemoveAt(index);
                answered.SetResult(dice.OneIn(4) ? "It did not answer in time." : null);
            }
            else
            {
                _step = _runs.StepAsync(CancellationToken.None);
            }

            if (_step.IsCompleted)
            {
                _step.GetAwaiter().GetResult();
            }
        }

        // The read model is a little behind.
        public Task<IReadOnlyList<(string Id, Subscription State)>> OpenAsync()
        {
            if (_dice.OneIn(4) && _seen.Count > 0)
            {
                return Task.FromResult(_seen);
            }

            _seen = [.. _moves._world.Subscriptions.All.Where(each => each.Value.IsOpen)
                .Select(each => (each.Key, each.Value))];
            return Task.FromResult(_seen);
        }

        public Task<List<EventRow>> FindAsync(Subscription state, Instant upTo, int limit) =>
            Task.FromResult(_moves._world.Recorded.Find(
                state.Terms!.Query, state.Last, state.OpenedAt!.Value, upTo, limit));

        // Whether it hears is decided now; what it answers, and whether that comes through, later.
        public Task<string?> PostAsync(
            string id, long run, SubscriptionTerms terms, IReadOnlyList<EventRow> told,
            CancellationToken cancellationToken)
        {
            if (_dice.OneIn(5) || !_moves._subscribers.TryGetValue(id, out var subscriber))
            {
                return Task.FromResult<string?>("It cannot be reached.");
            }

            subscriber.Hear(run, told);
            var answer = new TaskCompletionSource<string?>();
            _posted.Add(answer);
            return answer.Task;
        }

        public Task<Subscription?> AskAsync(string id, SubscriptionCommand command) =>
            Task.FromResult(_moves._world.Subscriptions.Do(id, command) is null
                ? _moves._world.Subscriptions[id]
                : null);
    }
}
