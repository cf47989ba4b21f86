using Oms.Actors.Routing;
using Oms.Actors.Runtime;
using Oms.Entities;

namespace Oms.Actors.Cluster;

/// <summary>Tells the other nodes how far the logs of this node's shards go, soon after an append.</summary>
/// <remarks>
/// It only saves time: who misses it sees the same at its next look at the table. What moves is gathered for a moment,
/// and one message at most is on its way to each node: what moves meanwhile goes with the next one.
/// </remarks>
/// <threadsafety>Any thread may call any member.</threadsafety>
internal sealed class HeadNews(RuntimeCore core, NodeMembership membership, ClusterServices cluster)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, Listener> _listeners = [];
    private Dictionary<int, long> _moved = [];
    private bool _running;

    /// <summary>A shard of this node has new records, and they are durable.</summary>
    public void Moved(int shard, long head)
    {
        lock (_gate)
        {
            _moved[shard] = head;
            if (_running)
            {
                return;
            }

            _running = true;
        }

        _ = core.Start(RunAsync);
    }

    // The first news after a rest goes at once; what follows it waits for company.
    private async Task RunAsync()
    {
        while (Take() is { } moved && !core.Stopped.IsCancellationRequested)
        {
            foreach (var listener in Listeners())
            {
                if (listener.Add(moved))
                {
                    _ = TellAsync(listener);
                }
            }

            await core.PauseAsync(cluster.Options.NewsEvery);
        }
    }

    private Dictionary<int, long>? Take()
    {
        lock (_gate)
        {
            if (_moved.Count == 0)
            {
                _running = false;
                return null;
            }

            (var moved, _moved) = (_moved, []);
            return moved;
        }
    }

    /// <summary>The nodes that are alive and understand it. Only one round at a time asks.</summary>
    private List<Listener> Listeners()
    {
        var nodes = membership.Map.Table.Nodes
            .Where(row => row.State is not NodeState.Dead && row.Node.Id != membership.Self.Id
                && row.Node.Version >= FrameVersions.Heads)
            .Select(row => row.Node).ToList();
        foreach (var gone in _listeners.Keys.Except(nodes.Select(node => node.Id)).ToList())
        {
            _ = _listeners.Remove(gone);
        }

        List<Listener> listeners = [];
        foreach (var node in nodes)
        {
            if (!_listeners.TryGetValue(node.Id, out var listener))
            {
                _listeners.Add(node.Id, listener = new Listener(node));
            }

            listeners.Add(listener);
        }

        return listeners;
    }

    private async Task TellAsync(Listener listener)
    {
        while (listener.Take() is { } heads)
        {
            var frame = new AskFrame
            {
                Verb = AskVerb.Heads,
                Tenant = EntityAddress.MainTenant,
                Kind = FrameVersions.OfNoEntity,
                Id = FrameVersions.OfNoEntity,
                WaitMilliseconds = (long)cluster.Options.PeerWait.TotalMilliseconds,
                Heads = heads,
            };
            try
            {
                using var late = new CancellationTokenSource(cluster.Options.PeerWait.ToTimeSpan(), core.Waits);
                using var ended = CancellationTokenSource.CreateLinkedTokenSource(late.Token, core.Stopped);
                _ = await cluster.Peers.AskAsync(listener.Node, frame, ended.Token).AsTask().WaitAsync(ended.Token);
            }
            catch (Exception failure) when (Faults.IsContained(failure))
            {
                // It looks at the table by itself; the next news may find it again.
                listener.Forget();
                return;
            }
        }
    }

    /// <summary>A node, and what it has not been told yet: no more than one entry a shard.</summary>
    private sealed class Listener(NodeInfo node)
    {
        private readonly Lock _gate = new();
        private readonly Dictionary<int, long> _untold = [];
        private bool _busy;

        public NodeInfo Node { get; } = node;

        /// <returns>Whether it must be told now: nothing is on its way to it.</returns>
        public bool Add(IReadOnlyDictionary<int, long> moved)
        {
            lock (_gate)
            {
                foreach (var (shard, head) in moved)
                {
                    _untold[shard] = head;
                }

                var wasBusy = _busy;
                _busy = true;
                return !wasBusy;
            }
        }

        public HeadFrame[]? Take()
        {
            lock (_gate)
            {
                if (_untold.Count == 0)
                {
                    _busy = false;
                    return null;
                }

                HeadFrame[] heads =
                    [.. _untold.OrderBy(one => one.Key).Select(one => new HeadFrame(one.Key, one.Value))];
                _untold.Clear();
                return heads;
            }
        }

        public void Forget()
        {
            lock (_gate)
            {
                _untold.Clear();
                _busy = false;
            }
        }
    }
}
