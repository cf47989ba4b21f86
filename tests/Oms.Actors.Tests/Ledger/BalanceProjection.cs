using Oms.Actors.Processes;

namespace Oms.Actors.Tests.Ledger;

/// <summary>Balances by account, kept in memory.</summary>
public sealed class BalanceProjection : IProjection
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, long> _balances = new(StringComparer.Ordinal);
    private readonly Dictionary<int, long> _positions = [];

    public string Name => "balances";

    public bool PassesOverUndecodable { get; init; }

    /// <summary>Called before each batch; a test lets it fail.</summary>
    public Action<IReadOnlyList<RecordedEvent>> BeforeApply { get; set; } = _ => { };

    public IReadOnlyDictionary<string, long> Balances
    {
        get
        {
            lock (_gate)
            {
                return new SortedDictionary<string, long>(_balances, StringComparer.Ordinal);
            }
        }
    }

    /// <summary>What brings it back to what it is now: a store that crashes, and had not synced what it
    /// confirmed.</summary>
    public Action Remember()
    {
        lock (_gate)
        {
            var (balances, positions) = (_balances.ToList(), _positions.ToList());
            return () =>
            {
                lock (_gate)
                {
                    _balances.Clear();
                    _positions.Clear();
                    balances.ForEach(balance => _balances.Add(balance.Key, balance.Value));
                    positions.ForEach(position => _positions.Add(position.Key, position.Value));
                }
            };
        }
    }

    public bool Listens(string kind) => kind == AccountKind.Name;

    public Task<long> ReadPositionAsync(int shard, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return Task.FromResult(_positions.GetValueOrDefault(shard));
        }
    }

    public Task ApplyAsync(int shard, long after, IReadOnlyList<RecordedEvent> events, long offset)
    {
        BeforeApply(events);
        lock (_gate)
        {
            foreach (var happened in events)
            {
                if (happened.Position.Offset <= _positions.GetValueOrDefault(shard))
                {
                    throw new InvalidOperationException($"{happened.Position} was applied before.");
                }

                var change = happened.Event switch
                {
                    AccountEvent.Deposited e => e.Amount,
                    AccountEvent.Received e => e.Amount,
                    AccountEvent.Refunded e => e.Amount,
                    AccountEvent.Sent e => -e.Amount,
                    AccountEvent.Withdrawn e => -e.Amount,
                    _ => 0,
                };
                _balances[happened.Address.Id] = _balances.GetValueOrDefault(happened.Address.Id) + change;
            }

            _positions[shard] = offset;
        }

        return Task.CompletedTask;
    }

    public Task ResetAsync()
    {
        lock (_gate)
        {
            _balances.Clear();
            _positions.Clear();
        }

        return Task.CompletedTask;
    }
}
