using NodaTime;
using Oms.Actors.Cluster;

namespace Oms.Actors.Tests.ClusterSimulation;

/// <summary>Sees from outside whether whoever declares others dead has been in steady contact with the database for as
/// long as it must (engine, 5.3 rule 4).</summary>
internal sealed class ObserverCheck(ClusterWorld world, ClusterOptions options)
{
    private const double Drift = 1.05;

    private readonly Dictionary<Guid, (Instant Since, Instant Last)> _contacts = [];

    // A heartbeat is confirmed within the pause between two, or it counts for none.
    private Duration GapMax => (options.Ttl + options.Heartbeat) * Drift;

    private Duration SteadyMin => options.ObserveFor / Drift;

    public void Renewed(Guid node) => _contacts[node] =
        (_contacts.TryGetValue(node, out var contact) && world.Now - contact.Last <= GapMax
            ? contact.Since
            : world.Now, world.Now);

    public void Declares(Guid observer)
    {
        world.Count("others declared dead");
        var contact = _contacts[observer];
        if (world.Now - contact.Last > GapMax || world.Now - contact.Since < SteadyMin)
        {
            world.Fail($"Node {observer} declares others dead at {world.Now}, after contact from {contact.Since} to "
                + $"{contact.Last} only.");
        }
    }
}
