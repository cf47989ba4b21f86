using Oms.Entities;

namespace Oms.Actors.Runtime;

/// <summary>The last command ids of an entity and what is known of those before.</summary>
/// <remarks>
/// An id that is not in the ring can have been used only if an id was forgotten. Of version 7 ids it keeps the newest
/// time that was forgotten: one made later than that is new for certain, whatever the clients' clocks show.
/// </remarks>
internal sealed class CommandRing(int capacity)
{
    private const int CapacityMin = 4;
    private const short None = -1;

    private Guid[] _ids = [];
    private long[] _tickets = [];
    private short[] _next = [];
    private short[] _buckets = [];
    private int _count;
    private int _oldest;

    /// <summary>The newest time of a forgotten version 7 id, Unix milliseconds; -1 when none was forgotten.</summary>
    public long ForgottenUntil { get; private set; } = -1;

    /// <summary>Whether an id without a time was forgotten.</summary>
    public bool ForgotUntimed { get; private set; }

    /// <summary>The ticket of the newest forgotten id: until it is durable the journal does not know all of
    /// them.</summary>
    public long ForgottenTicket { get; private set; }

    /// <summary>Takes up what an earlier ring had forgotten.</summary>
    public void Restore(long forgottenUntil, bool forgotUntimed) =>
        (ForgottenUntil, ForgotUntimed) = (forgottenUntil, forgotUntimed);

    /// <summary>What is forgotten if every id of this ring and one more is: the form that a snapshot keeps.</summary>
    public (long Until, bool Untimed) ForgetAll(CommandId newest)
    {
        var forgotten = Forget((ForgottenUntil, ForgotUntimed), newest);
        for (var i = 0; i < _count; i++)
        {
            forgotten = Forget(forgotten, new CommandId(_ids[i]));
        }

        return forgotten;
    }

    public bool Contains(CommandId id)
    {
        if (_count == 0)
        {
            return false;
        }

        for (var at = _buckets[Bucket(id.Value)]; at != None; at = _next[at])
        {
            if (_ids[at] == id.Value)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether an id that is not in the ring may be one of those forgotten.</summary>
    public bool MayHaveForgotten(CommandId id) =>
        id.IsVersion7 ? ForgottenUntil >= 0 && id.UnixMilliseconds <= ForgottenUntil : ForgotUntimed;

    /// <param name="ticket">The lane's ticket of the command; 0 when it is durable already.</param>
    public void Add(CommandId id, long ticket)
    {
        if (_count == _ids.Length)
        {
            if (_count < capacity)
            {
                Grow();
            }
            else
            {
                ForgetOldest();
            }
        }

        var at = (_oldest + _count) % _ids.Length;
        _count++;
        _tickets[at] = ticket;
        Link(at, id.Value);
    }

    private void Grow()
    {
        var ids = new Guid[Math.Max(CapacityMin, _ids.Length * 2)];
        var tickets = new long[ids.Length];
        for (var i = 0; i < _count; i++)
        {
            ids[i] = _ids[(_oldest + i) % _ids.Length];
            tickets[i] = _tickets[(_oldest + i) % _ids.Length];
        }

        (_ids, _tickets, _oldest) = (ids, tickets, 0);
        _next = new short[ids.Length];
        _buckets = new short[ids.Length];
        _buckets.AsSpan().Fill(None);
        for (var i = 0; i < _count; i++)
        {
            Link(i, ids[i]);
        }
    }

    private void Link(int at, Guid id)
    {
        _ids[at] = id;
        ref var bucket = ref _buckets[Bucket(id)];
        (_next[at], bucket) = (bucket, (short)at);
    }

    private void ForgetOldest()
    {
        var id = new CommandId(_ids[_oldest]);
        (ForgottenUntil, ForgotUntimed) = Forget((ForgottenUntil, ForgotUntimed), id);
        ForgottenTicket = _tickets[_oldest];
        ref var link = ref _buckets[Bucket(id.Value)];
        while (link != _oldest)
        {
            link = ref _next[link];
        }

        link = _next[_oldest];
        _oldest = (_oldest + 1) % _ids.Length;
        _count--;
    }

    private static (long Until, bool Untimed) Forget((long Until, bool Untimed) before, CommandId id) =>
        id.IsVersion7 ? (Math.Max(before.Until, id.UnixMilliseconds), before.Untimed) : (before.Until, true);

    private int Bucket(Guid id) => id.GetHashCode() & (_buckets.Length - 1);
}
