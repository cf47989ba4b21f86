namespace Oms.Actors.Tests.ClusterSimulation;

/// <summary>Runs one node's work on the simulation's thread, unless the node's process is stopped.</summary>
internal sealed class PausableScheduler(TaskScheduler simulation) : TaskScheduler
{
    private readonly Queue<Task> _held = [];

    public bool IsPaused { get; private set; }

    public void Pause() => IsPaused = true;

    public void Resume()
    {
        IsPaused = false;
        while (_held.TryDequeue(out var task))
        {
            QueueTask(task);
        }
    }

    protected override void QueueTask(Task task)
    {
        if (IsPaused)
        {
            _held.Enqueue(task);
            return;
        }

        _ = Task.Factory.StartNew(
            static state => ((PausableScheduler, Task))state! is var (self, next) ? self.Run(next) : false,
            (this, task),
            CancellationToken.None,
            TaskCreationOptions.DenyChildAttach,
            simulation);
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks() => _held;

    private bool Run(Task task)
    {
        if (IsPaused)
        {
            _held.Enqueue(task);
            return false;
        }

        return TryExecuteTask(task);
    }
}
