using Oms.Actors;
using Oms.Central.Hosting;
using Oms.Entities;

namespace Oms.Central.Transparency;

/// <summary>Signs the log as it is, within a second of a commit, and publishes that through the log's entity.</summary>
/// <remarks>
/// It signs only what it read as committed, and the entity takes a checkpoint only of the state it is in; so no two
/// checkpoints contradict each other, whichever node signs. In a cluster the node that has the log's shard does.
/// </remarks>
internal sealed class CheckpointSigner(CentralNode node, CentralNodeServices services) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);
    private static readonly Principal Signer = new(PrincipalKind.System, "checkpoint-signer");

    private readonly CancellationTokenSource _stop = new();
    private readonly EntityAddress _address = CentralNode.Address(CustodyLog.Kind, CustodyLog.Id);
    private readonly ILogger _log = services.Logs.CreateLogger<CheckpointSigner>();
    private Task _loop = Task.CompletedTask;
    private volatile string? _newest;

    public string? Newest => _newest;

    public void Start() =>
        _loop = Task.Factory.StartNew(
            RunAsync, CancellationToken.None, TaskCreationOptions.DenyChildAttach, services.Scheduler).Unwrap();

    public async Task StopAsync()
    {
        if (!_stop.IsCancellationRequested)
        {
            // Not CancelAsync: that would leave the scheduler for the thread pool.
            _stop.Cancel();
        }

        await _loop;
    }

    public void Dispose() => _stop.Dispose();

    private async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await TrySignAsync();
                await Task.Delay(Pause, services.Time, _stop.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task TrySignAsync()
    {
        try
        {
            await SignAsync();
        }
        catch (EntityUnavailableException failure)
        {
            _log.CheckpointDelayed(failure.Message);
        }
    }

    private async Task SignAsync()
    {
        var log = (await node.Log.ReadAsync(_address, _stop.Token)).State;
        if (log.Size == log.SignedSize || !node.System.Owns(_address))
        {
            _newest = log.Note ?? _newest;
            return;
        }

        var root = log.Root();
        var note = services.Keys.SignCheckpoint(log.Size, root);
        var reply = await node.Log.AskAsync(
            _address,
            new LogCommand.Publish(log.Size, root.ToString(), note),
            new CommandContext(node.NewCommandId(), Signer));
        if (reply is { Outcome: ReplyOutcome.Accepted, Events.Count: > 0 })
        {
            _newest = note;
        }
    }
}
