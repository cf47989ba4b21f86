using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using Oms.Testing;

namespace Oms.Actors.Tests.Simulation;

/// <summary>One process of the runtime's world: it has all shards, until another one takes them.</summary>
internal sealed class WorldNode : SimulatedNode
{
    public WorldNode(World world)
        : base(world)
    {
        Begin(new ActorSystem(
            new ActorSystemServices(
                Journal(), world.Time, NullLoggerFactory.Instance, Meters, world.NewGuid(),
                new Random(world.Random.Next()))
            {
                Scheduler = world.Scheduler,
                MayAnswer = _ => !IsRevoked && !IsDead,
            },
            new ActorSystemOptions
            {
                BatchRowsMax = 1 + world.Random.Next(8),
                FeedRecordsMax = world.Random.Next(4) == 0 ? 1 : 200,
                ConsumerBatchMax = 1 + world.Random.Next(6),
                RecoveriesMax = 1 + world.Random.Next(3),
                EntitiesMax = world.Random.Next(4) == 0 ? 2 : 100,
                SweepEvery = Duration.FromMinutes(5),
                Lanes = 1 + world.Random.Next(2),
            }));
    }

    /// <summary>Whether another node has taken over: its lease is gone, whether it knows or not.</summary>
    public bool IsRevoked { get; set; }

    protected override Task<JournalFault> ReachAsync(JournalCall call) =>
        Task.FromResult(call is JournalCall.Acquire && IsRevoked ? JournalFault.Fenced : JournalFault.None);
}
