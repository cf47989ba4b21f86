namespace Oms.Testing;

/// <summary>Runs a whole simulation on one thread, in an order that the seed alone decides.</summary>
/// <remarks>Work that escapes to another thread would run in no order at all, so it fails the run instead.</remarks>
public sealed class SimulationScheduler(int seed) : TaskScheduler
{
    private readonly Random _random = new(seed);
    private readonly List<Task> _ready = [];
    private readonly Thread _owner = Thread.CurrentThread;
    private readonly Task?[] _last = new Task?[64];
    private volatile string? _escape;

    /// <summary>How many turns have run.</summary>
    public long Turns { get; private set; }

    /// <summary>Called when nothing is left to run while the simulation is not over; true when it brought more work,
    /// for example by letting time pass.</summary>
    public Func<bool> WhenIdle { get; set; } = () => false;

    /// <summary>Runs the simulation until it is over.</summary>
    /// <param name="simulation">What to run.</param>
    /// <param name="turnsMax">A guard: more turns than this are an endless loop.</param>
    /// <exception cref="InvalidOperationException">Work escaped to another thread, or all of it is waiting.</exception>
    public void Run(Func<Task> simulation, long turnsMax = 10_000_000)
    {
        var main = Task.Factory.StartNew(
            simulation, CancellationToken.None, TaskCreationOptions.DenyChildAttach, this).Unwrap();
        while (!main.IsCompleted && _escape is null)
        {
            if (_ready.Count == 0)
            {
                if (!WhenIdle())
                {
                    break;
                }

                continue;
            }

            if (++Turns > turnsMax)
            {
                throw new InvalidOperationException(
                    $"Seed {seed}: more than {turnsMax} turns; the last were of {string.Join(", ", LastTurns())}.");
            }

            RunOne();
        }

        if (_escape is not null || !main.IsCompleted)
        {
            throw new InvalidOperationException($"Seed {seed}: {_escape ?? "all work is waiting"}.");
        }

        main.GetAwaiter().GetResult();
    }

    protected override void QueueTask(Task task)
    {
        if (Thread.CurrentThread == _owner)
        {
            _ready.Add(task);
        }
        else
        {
            _escape ??= $"work of {WorkOf(task)} escaped to another thread\n{Environment.StackTrace}";
        }
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks() => _ready;

    /// <summary>What the last turns were of, for whoever looks for an endless loop.</summary>
    private IEnumerable<string> LastTurns() => _last
        .GroupBy(WorkOf)
        .OrderByDescending(works => works.Count())
        .Take(5)
        .Select(works => $"{works.Count()} x {works.Key}");

    /// <summary>The type of what a task runs, which names the method that waited for it.</summary>
    private static string WorkOf(Task? task) =>
        ((task?.AsyncState as Delegate)?.Target ?? task?.AsyncState ?? "work").GetType().ToString();

    private void RunOne()
    {
        var next = _random.Next(_ready.Count);
        var task = _ready[next];
        _ready[next] = _ready[^1];
        _ready.RemoveAt(_ready.Count - 1);
        _last[Turns % _last.Length] = task;
        TryExecuteTask(task);
    }
}
