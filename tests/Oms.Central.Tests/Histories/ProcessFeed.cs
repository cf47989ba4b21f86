using Oms.Actors.Processes;
using Oms.Entities;

namespace Oms.Central.Tests.Histories;

/// <summary>One process manager on one shard: events in order, one step at a time, as the runtime feeds it.</summary>
/// <remarks>As many events as the manager allows are under way at once; steps to one entity keep their order. Where it
/// is interrupted, it goes on behind its position: what is repeated has its answer already, for each step is known by
/// its event and its number.</remarks>
/// <param name="give">Gives a step to its entity; returns the rejection, or null.</param>
/// <param name="written">A step as it crosses from node to node.</param>
internal sealed class ProcessFeed(
    IProcessManager manager, Func<ProcessStep, object?> give, Func<ProcessStep, string> written)
{
    private readonly Queue<RecordedEvent> _events = new();
    private readonly List<UnderWay> _begun = [];
    private long _head;

    public int Waiting => _events.Count + _begun.Count;

    /// <summary>The last event before which all have come to their end.</summary>
    public long Position { get; private set; }

    public void Add(RecordedEvent happened)
    {
        Must(happened.Position.Offset == ++_head, $"After {_head - 1} comes {happened.Position.Offset}.");
        if (manager.Listens(happened.Address.Kind))
        {
            _events.Enqueue(happened);
        }
        else if (Waiting == 0)
        {
            Position = _head;
        }
    }

    /// <returns>False when there is nothing to do.</returns>
    public bool Step(Dice dice)
    {
        do
        {
            while (_begun.Count < manager.EventsAtOnce && _events.TryDequeue(out var happened))
            {
                _begun.Add(new UnderWay(happened, manager.React(happened)));
            }

            MoveOn();
        }
        while (_begun.Count == 0 && _events.Count > 0);
        if (_begun.Count == 0)
        {
            return false;
        }

        Take(Free(dice));
        MoveOn();
        return true;
    }

    /// <summary>Interrupts it: from its position on all is done again, and asks for the same (I13).</summary>
    public void Restart()
    {
        foreach (var one in _begun)
        {
            var again = manager.React(one.Happened);
            Must(
                again.Select(written).SequenceEqual(one.Steps.Select(written), StringComparer.Ordinal),
                $"{manager.Name} asks for something else when it hears {one.Happened.Event} again.");
            one.Repeat();
        }
    }

    private void Take(UnderWay one)
    {
        var step = one.Steps[one.Next];
        if (one.IsToMakeUp)
        {
            foreach (var instead in one.MakeUp(manager))
            {
                _ = give(instead);
            }
        }
        else if (!one.IsRepeated)
        {
            one.Answer(give(step));
        }
        else
        {
            one.Go();
        }
    }

    /// <summary>What has ended, and all before it, is behind the position.</summary>
    private void MoveOn()
    {
        var ended = _begun.FindIndex(one => !one.IsOver);
        ended = ended < 0 ? _begun.Count : ended;
        if (ended > 0)
        {
            Must(_begun[ended - 1].Happened.Position.Offset > Position, "It goes back.");
            Position = _begun[ended - 1].Happened.Position.Offset;
            _begun.RemoveRange(0, ended);
        }

        Position = Waiting == 0 ? _head : Position;
        Must(Position <= _head, $"It is at {Position}, the log at {_head}.");
    }

    /// <summary>An event whose next step waits for no other; a rejection is made up for only by the first.</summary>
    private UnderWay Free(Dice dice)
    {
        var busy = new HashSet<EntityAddress>();
        var free = new List<UnderWay>();
        foreach (var one in _begun.Where(one => !one.IsOver))
        {
            if (free.Count == 0 || (!one.IsToMakeUp && !busy.Contains(one.Steps[one.Next].To)))
            {
                free.Add(one);
            }

            busy.UnionWith(one.Steps.Select(step => step.To));
        }

        return dice.Of(free);
    }

    private void Must(bool holds, string detail) =>
        InvariantBrokenException.Unless(holds, "I13", manager.Name, detail);

    private sealed class UnderWay(RecordedEvent happened, IReadOnlyList<ProcessStep> steps)
    {
        // What each step was answered; the rejection, or null.
        private readonly List<object?> _answers = [];
        private readonly HashSet<int> _madeUp = [];
        private bool _wasRejected;

        public RecordedEvent Happened { get; } = happened;

        public IReadOnlyList<ProcessStep> Steps { get; } = steps;

        /// <summary>The step that is next.</summary>
        public int Next { get; private set; }

        public bool IsOver => Next == Steps.Count;

        /// <summary>Whether the step was given before the manager was interrupted.</summary>
        public bool IsRepeated => Next < _answers.Count;

        /// <summary>Whether the step was rejected, which is to be made up for.</summary>
        public bool IsToMakeUp => !IsOver && _wasRejected;

        public void Answer(object? rejection)
        {
            _answers.Add(rejection);
            Go();
        }

        /// <summary>Goes on with the answer that the step had.</summary>
        public void Go()
        {
            _wasRejected = _answers[Next] is not null;
            Next += _wasRejected ? 0 : 1;
        }

        /// <summary>What makes up for the rejection; nothing where it did before.</summary>
        public IReadOnlyList<ProcessStep> MakeUp(IProcessManager manager)
        {
            var instead = manager.Compensate(Happened, Steps[Next], _answers[Next]!);
            instead = _madeUp.Add(Next) ? instead : [];
            (Next, _wasRejected) = (Next + 1, false);
            return instead;
        }

        /// <summary>All of it comes again; why a step was rejected nobody knows any more.</summary>
        public void Repeat()
        {
            (Next, _wasRejected) = (0, false);
            for (var i = 0; i < _answers.Count; i++)
            {
                _answers[i] = _answers[i] is null ? null : RejectedBefore.Instance;
            }
        }
    }
}
