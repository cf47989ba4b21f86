using System.Collections.Concurrent;
using System.Threading.Channels;
using Oms.Actors.Journal;
using Oms.Actors.Processes;

namespace Oms.Central.Payments;

/// <summary>Tells the worker of payments that were just asked something, so that the provider is called at
/// once.</summary>
/// <remarks>It keeps nothing: what was asked while nobody listened, or does not fit, the worker finds by
/// itself.</remarks>
internal sealed class PaymentBell(IJournal journal) : IProjection
{
    private const int WaitingMax = 1_024;

    private readonly Channel<string> _asked = Channel.CreateBounded<string>(WaitingMax);
    private readonly ConcurrentDictionary<string, byte> _waiting = new(StringComparer.Ordinal);

    /// <summary>Has a payment looked at. One that waits already waits once.</summary>
    public void Ring(string payment)
    {
        if (_waiting.TryAdd(payment, 0) && !_asked.Writer.TryWrite(payment))
        {
            _ = _waiting.TryRemove(payment, out _);
        }
    }

    /// <summary>The next payment with something to ask.</summary>
    public async ValueTask<string> NextAsync(CancellationToken cancellationToken)
    {
        var payment = await _asked.Reader.ReadAsync(cancellationToken);
        _ = _waiting.TryRemove(payment, out _);
        return payment;
    }

    public string Name => "payment-bell";

    public bool Listens(string kind) => kind == Payment.Kind;

    public Task<long> ReadPositionAsync(int shard, CancellationToken cancellationToken) =>
        journal.ReadHeadAsync(shard, cancellationToken);

    /// <summary>It keeps nothing that could be lost.</summary>
    public Task<IReadOnlyDictionary<int, long>> ReadPositionsAsync(
        IReadOnlyCollection<int> shards, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyDictionary<int, long>>(new Dictionary<int, long>());

    public Task ApplyAsync(int shard, long after, IReadOnlyList<RecordedEvent> events, long offset)
    {
        foreach (var happened in events)
        {
            if (happened.Event is PaymentEvent.TransactionRequested or PaymentEvent.ProviderNotified)
            {
                Ring(happened.Address.Id);
            }
        }

        return Task.CompletedTask;
    }

    /// <summary>It holds nothing that could be rebuilt.</summary>
    public Task ResetAsync() => Task.CompletedTask;
}
