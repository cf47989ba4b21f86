using Oms.Actors.Processes;

namespace Oms.Central.Tests.Histories;

/// <summary>One process manager on one shard: events in order, one step at a time, as the runtime feeds it.</summary>
/// <param name="give">Gives a step to its entity; returns the rejection, or null.</param>
internal sealed class ProcessFeed(IProcessManager manager, Func<ProcessStep, object?> give)
{
    private readonly Queue<RecordedEvent> _events = new();
    private readonly LinkedList<ProcessStep> _steps = [];
    private RecordedEvent? _happened;

    public int Waiting => _events.Count;

    public void Add(RecordedEvent happened)
    {
        if (manager.Listens(happened.Address.Kind))
        {
            _events.Enqueue(happened);
        }
    }

    /// <returns>False when there is nothing to do.</returns>
    public bool Step()
    {
        while (_steps.First is null)
        {
            if (!_events.TryDequeue(out _happened))
            {
                return false;
            }

            foreach (var step in manager.React(_happened))
            {
                _ = _steps.AddLast(step);
            }
        }

        var next = _steps.First.Value;
        _steps.RemoveFirst();
        if (give(next) is { } reason)
        {
            foreach (var instead in manager.Compensate(_happened!, next, reason).Reverse())
            {
                _ = _steps.AddFirst(instead);
            }
        }

        return true;
    }
}
