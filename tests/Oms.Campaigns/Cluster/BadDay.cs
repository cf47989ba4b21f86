using System.Globalization;
using Oms.Testing;

namespace Oms.Campaigns.Cluster;

/// <summary>What goes wrong, one after the other, at random: nodes, the database, the ways between them.</summary>
internal sealed class BadDay
{
    private readonly Random _random;
    private readonly string _log;
    private readonly NodeFaults _nodes;
    private readonly (string Name, Func<Task> Do)[] _kinds;
    private readonly SortedDictionary<string, int> _happened = new(StringComparer.Ordinal);

    /// <param name="folder">Where it may leave files.</param>
    public BadDay(ClusterScene scene, ShardProbes probes, string folder, Random random)
    {
        (_random, _log) = (random, Path.Combine(folder, "day.log"));
        _nodes = new NodeFaults(scene, probes, folder, random);
        var database = new DatabaseFaults(scene, random);
        var ways = new NetworkFaults(scene, random);
        List<(string Name, Func<Task> Do)> kinds = [.. _nodes.Kinds, .. database.Kinds, .. ways.Kinds];
        if (scene.Disk is null)
        {
            Left.Add($"a full disk below the database: {SmallDisk.CannotMount}");
        }

        if (!NodeClocks.CanStep)
        {
            Left.Add("a node's clock stepped: libfaketime.so.1 is not installed (Debian package libfaketime).");
        }

        _kinds = [.. kinds];
    }

    /// <summary>From each kill of one node to the first write to each of its shards.</summary>
    public IReadOnlyCollection<TimeSpan> KillGaps => _nodes.KillGaps;

    /// <summary>What cannot happen on this machine, and why.</summary>
    public List<string> Left { get; } = [];

    /// <summary>What happened how often.</summary>
    public string Tally => string.Join(", ", _kinds.Select(kind => kind.Name).Order(StringComparer.Ordinal)
        .Select(name => $"{name} {_happened.GetValueOrDefault(name)}"));

    public async Task RunAsync(CancellationToken enough)
    {
        // Every kind comes once before any comes twice, so that a short day has as many as it can.
        Queue<(string Name, Func<Task> Do)> next = [];
        try
        {
            while (true)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(_random.Next(500, 3_000)), TimeProvider.System, enough);
                if (next.Count == 0)
                {
                    _random.Shuffle(_kinds);
                    next = new Queue<(string Name, Func<Task> Do)>(_kinds);
                }

                var (name, happen) = next.Dequeue();
                await NoteAsync(name);
                await happen();
                _happened[name] = _happened.GetValueOrDefault(name) + 1;
            }
        }
        catch (OperationCanceledException) when (enough.IsCancellationRequested)
        {
            // The day is over: everything that was broken has been mended by whoever broke it.
        }
    }

    // Whoever looks at a run that went wrong wants to know when what happened.
    private Task NoteAsync(string name) => File.AppendAllTextAsync(
        _log, string.Create(CultureInfo.InvariantCulture, $"{TimeProvider.System.GetUtcNow():HH:mm:ss.fff} {name}\n"));
}
