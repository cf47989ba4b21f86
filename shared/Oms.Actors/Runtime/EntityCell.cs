using Oms.Actors.Writing;
using Oms.Entities;

namespace Oms.Actors.Runtime;

/// <summary>What the lane and the system know of an entity whatever its kind.</summary>
internal abstract class EntityCell : Cell
{
    private volatile int _version;
    private long _lastOffset;

    protected EntityCell(RuntimeCore core, EntityAddress address, Shard shard)
    {
        (Core, Address, Shard) = (core, address, shard);
        LastUsed = core.Now.ToUnixTimeTicks();
    }

    public EntityAddress Address { get; }

    public Shard Shard { get; }

    /// <summary>Grows when the lane finds that the entity's tentative state was wrong.</summary>
    public int Version => _version;

    /// <summary>The offset of the entity's newest committed record.</summary>
    public long LastOffset
    {
        get => Volatile.Read(ref _lastOffset);
        set => Volatile.Write(ref _lastOffset, value);
    }

    public ShardPosition LastPosition => new(Shard.Index, LastOffset);

    protected override RuntimeCore Core { get; }

    /// <summary>Voids the entity's tentative state, and every entry decided on it.</summary>
    public void Void() => _version = unchecked(_version + 1);
}
