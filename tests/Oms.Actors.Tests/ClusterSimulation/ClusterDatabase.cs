using NodaTime;
using Oms.Testing;

namespace Oms.Actors.Tests.ClusterSimulation;

/// <summary>
/// The database of the simulated cluster, a primary with a synchronous standby: it stops for a while, is restarted,
/// waits for its standby and fails over to it, and its clock drifts and steps.
/// </summary>
/// <remarks>
/// While the standby is away no commit is confirmed. One whose wait is cancelled is there to be read, and gone again
/// after a fail-over: its outcome is unknown, whatever the server says.
/// </remarks>
internal sealed class ClusterDatabase
{
    // Two steps within one lease would be more than its margin covers.
    private static readonly Duration StepAgainAfter = ClusterWorld.Options.Ttl * 2;

    private readonly ClusterWorld _world;
    private readonly double _rate;
    private Duration _stepped = Duration.Zero;
    private Instant _steppedAt = Instant.MinValue;
    private TaskCompletionSource? _goesOn;
    private TaskCompletionSource<bool>? _standby;
    private bool _isDown;
    private int _sessions;

    public ClusterDatabase(ClusterWorld world, double rate)
    {
        (_world, _rate) = (world, rate);
        Observers = new ObserverCheck(world, ClusterWorld.Options);
        Meeting = new MemoryClusterStore(world.Store, () => Now) { Renewed = Observers.Renewed };
    }

    public MemoryClusterStore Meeting { get; }

    public ObserverCheck Observers { get; }

    /// <summary>Completes when what has befallen it is over.</summary>
    public Task Trouble { get; private set; } = Task.CompletedTask;

    private Instant Now => ClusterWorld.Noon + ((_world.Now - ClusterWorld.Noon) * _rate) + _stepped;

    /// <summary>What befalls a call on its way to being carried out.</summary>
    public async Task<JournalFault> ReachAsync(bool writes)
    {
        var session = _sessions;
        await _world.JitterAsync();
        if (_goesOn is { } goesOn)
        {
            await goesOn.Task;
        }

        if (_isDown || session != _sessions)
        {
            return writes && session != _sessions ? JournalFault.UnknownWithoutEffect : JournalFault.Unavailable;
        }

        if (!writes || _standby is not { } standby)
        {
            return JournalFault.None;
        }

        if (_world.Random.Next(3) == 0)
        {
            _world.Count("database: wait for the standby cancelled");
            return JournalFault.UnknownWithEffect;
        }

        return await standby.Task ? JournalFault.None : JournalFault.UnknownWithoutEffect;
    }

    public void StepClock()
    {
        if (_world.Now - StepAgainAfter >= _steppedAt)
        {
            _world.Count("database: clock step");
            _stepped += Duration.FromMilliseconds(_world.Random.Next(-900, 900));
            _steppedAt = _world.Now;
        }
    }

    /// <summary>Lets something befall it, unless something does already.</summary>
    public void Befall()
    {
        if (Trouble.IsCompleted)
        {
            Trouble = _world.Random.Next(3) switch
            {
                0 => StopAsync(),
                1 => RestartAsync(),
                _ => LoseStandbyAsync(),
            };
        }
    }

    private async Task StopAsync()
    {
        _world.Count("database: stopped and continued");
        _goesOn = new TaskCompletionSource();
        await PauseAsync(100, 15_000);
        _goesOn.SetResult();
        _goesOn = null;
    }

    private async Task RestartAsync()
    {
        _world.Count("database: restarted");
        (_isDown, _sessions) = (true, _sessions + 1);
        await PauseAsync(100, 12_000);
        _isDown = false;
    }

    private async Task LoseStandbyAsync()
    {
        _world.Count("database: standby away");
        _standby = new TaskCompletionSource<bool>();
        await PauseAsync(1, 3_000);

        // Up to here the standby has heard of it, though it confirmed nothing.
        var standby = _world.Store.Copy();
        Action promote = Meeting.Remember();
        promote += _world.Projection.Remember();
        await PauseAsync(500, 12_000);
        var comesBack = _world.Random.Next(2) == 0;
        if (!comesBack)
        {
            _world.Count("database: failed over");
            (_isDown, _sessions) = (true, _sessions + 1);
            _world.Store.GoBackTo(standby);
            promote();
        }

        _standby.SetResult(comesBack);
        _standby = null;
        await PauseAsync(100, 5_000);
        _isDown = false;
    }

    private Task PauseAsync(int millisecondsMin, int millisecondsMax) =>
        Task.Delay(TimeSpan.FromMilliseconds(_world.Random.Next(millisecondsMin, millisecondsMax)), _world.Time);
}
