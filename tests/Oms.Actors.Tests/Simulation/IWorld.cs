using Oms.Actors.Tests.Ledger;
using Oms.Entities;
using Oms.Testing;

namespace Oms.Actors.Tests.Simulation;

/// <summary>What the clients of a simulated world meet.</summary>
internal interface IWorld
{
    Random Random { get; }

    ManualTime Time { get; }

    /// <summary>What clients saw, in order.</summary>
    List<string> History { get; }

    /// <summary>What clients were promised.</summary>
    List<Promise> Promises { get; }

    /// <summary>The newest version of each entity that any client was told of.</summary>
    Dictionary<EntityAddress, long> Acknowledged { get; }

    /// <summary>How many minutes after the beginning a hold or a reservation may still last.</summary>
    int HoldMinutesMax { get; }

    /// <summary>Calls a node that may be alive, over a bad network.</summary>
    Task<T> CallAsync<T>(Func<IWorldNode, Task<T>> call);

    void Acknowledge(EntityAddress address, long version) =>
        Acknowledged[address] = Math.Max(Acknowledged.GetValueOrDefault(address), version);
}

/// <summary>One process as a client meets it.</summary>
internal interface IWorldNode
{
    IShardRegion<Account, AccountCommand, AccountEvent, AccountRejection> Accounts { get; }

    IShardRegion<Stock, StockCommand, StockEvent, string> Stocks { get; }
}
