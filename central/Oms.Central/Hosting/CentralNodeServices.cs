using System.Diagnostics.Metrics;
using Oms.Actors.Cluster;
using Oms.Actors.Journal;
using Oms.Actors.Postgres.Cells;
using Oms.Central.Carriers;
using Oms.Central.Costing;
using Oms.Central.Orders;
using Oms.Central.Payments;
using Oms.Central.Pricing;
using Oms.Central.Storage;
using Oms.Epcis.Mapping;

namespace Oms.Central.Hosting;

/// <summary>What a node takes from outside, so that a simulation can hold all of it.</summary>
/// <param name="Journal">Where the events go; the node does not dispose it.</param>
/// <param name="Stores">The read models and the small stores beside the journal; the node does not dispose
/// them.</param>
/// <param name="DataDirectory">Where keys and local files lie.</param>
/// <param name="Time">The only clock and the only source of timers.</param>
/// <param name="Scheduler">Where all work runs.</param>
/// <param name="Owner">The writer's own id, new at every start of the process.</param>
/// <param name="Random">Jitter and ids of commands that no client names; used under a lock.</param>
internal sealed record CentralNodeServices(
    IJournal Journal,
    CentralStores Stores,
    string DataDirectory,
    CentralKeys Keys,
    TimeProvider Time,
    TaskScheduler Scheduler,
    ILoggerFactory Logs,
    IMeterFactory Meters,
    Guid Owner,
    Random Random)
{
    /// <summary>What makes it one node of several; null where it is the only one.</summary>
    public ClusterServices? Cluster { get; init; }

    /// <summary>The databases of the cluster; null where there is none, or it is simulated.</summary>
    public PostgresCells? Cells { get; init; }

    /// <summary>What waits are measured by where it is not <see cref="Time"/>.</summary>
    public TimeProvider? Waits { get; init; }

    /// <summary>How things are named in EPCIS events; the same on every node.</summary>
    public Gs1Names Epcis { get; init; } = Gs1Names.None;

    /// <summary>The payment provider and approval limits.</summary>
    public PaymentSettings Payments { get; init; } = PaymentSettings.None;

    /// <summary>Whoever tells taxes and prices of shipping.</summary>
    public PricePorts Prices { get; init; } = PricePorts.Of(PriceTables.Empty);

    /// <summary>What is checked of orders, and when one counts as stuck.</summary>
    public OrderSettings Orders { get; init; } = OrderSettings.None;

    /// <summary>Who is asked for the labels of which carrier.</summary>
    public CarrierPorts Carriers { get; init; } = CarrierPorts.Of(CarrierSettings.None, TimeProvider.System);

    /// <summary>How the books are kept.</summary>
    public BookSettings Books { get; init; } = BookSettings.Default;

    /// <summary>Appends in flight at once.</summary>
    public int Lanes { get; init; } = 1;
}
