using NodaTime;
using Oms.Actors.Cluster;
using Oms.Actors.Journal;
using Oms.Journal.Conformance;
using Oms.Testing;

namespace Oms.Actors.Tests;

public sealed class MemoryClusterStoreTests : ClusterStoreConformance
{
    private Instant _now = Instant.FromUtc(2026, 3, 1, 12, 0);

    protected override Task<(IClusterStore Store, IJournal Journal)> OpenAsync()
    {
        var shards = new MemoryStore(Shards);
        var place = new MemoryClusterStore(shards, () => _now);
        return Task.FromResult<(IClusterStore, IJournal)>(
            (new MemoryClusterLink(place, (_, call) => Task.FromResult(call())), new MemoryJournal(shards)));
    }

    protected override Task PassAsync(Duration time)
    {
        _now += time;
        return Task.CompletedTask;
    }
}
