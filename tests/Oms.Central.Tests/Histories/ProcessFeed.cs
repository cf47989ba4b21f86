using Oms.Actors.Processes;
using Oms.Entities;

namespace Oms.Central.Tests.Histories;

/// <summary>One process manager on one shard: events in order, one step at a time, as the runtime feeds it.</summary>
/// <remarks>As many events as the manager allows are under way at once; steps to one entity keep their order.</remarks>
/// <param name="give">Gives a step to its entity; returns the rejection, or null.</param>
internal sealed class ProcessFeed(IProcessManager manager, Func<ProcessStep, object?> give)
{
    private readonly Queue<RecordedEvent> _events = new();
    private readonly List<UnderWay> _begun = [];

    public int Waiting => _events.Count + _begun.Count;

    public void Add(RecordedEvent happened)
    {
        if (manager.Listens(happened.Address.Kind))
        {
            _events.Enqueue(happened);
        }
    }

    /// <returns>False when there is nothing to do.</returns>
    public bool Step(Dice dice)
    {
        while (_begun.Count < manager.EventsAtOnce && _events.TryDequeue(out var happened))
        {
            if (manager.React(happened) is { Count: > 0 } steps)
            {
                _begun.Add(new UnderWay(happened, new Queue<ProcessStep>(steps)));
            }
        }

        if (_begun.Count == 0)
        {
            return false;
        }

        var one = Free(dice);
        if (one.Rejected is { } rejected)
        {
            foreach (var instead in manager.Compensate(one.Happened, rejected, one.Reason!))
            {
                _ = give(instead);
            }

            one.Rejected = null;
        }
        else
        {
            var next = one.Steps.Dequeue();
            (one.Rejected, one.Reason) = give(next) is { } reason ? (next, reason) : (null, null);
        }

        if (one is { Rejected: null, Steps.Count: 0 })
        {
            _ = _begun.Remove(one);
        }

        return true;
    }

    /// <summary>An event whose next step waits for no other; a rejection is made up for only by the first.</summary>
    private UnderWay Free(Dice dice)
    {
        var busy = new HashSet<EntityAddress>();
        var free = new List<UnderWay>();
        foreach (var one in _begun)
        {
            if (free.Count == 0 || (one.Rejected is null && !busy.Contains(one.Steps.Peek().To)))
            {
                free.Add(one);
            }

            busy.UnionWith(one.To);
        }

        return dice.Of(free);
    }

    private sealed class UnderWay(RecordedEvent happened, Queue<ProcessStep> steps)
    {
        public RecordedEvent Happened { get; } = happened;

        public Queue<ProcessStep> Steps { get; } = steps;

        public IReadOnlyList<EntityAddress> To { get; } = [.. steps.Select(step => step.To)];

        public ProcessStep? Rejected { get; set; }

        public object? Reason { get; set; }
    }
}
