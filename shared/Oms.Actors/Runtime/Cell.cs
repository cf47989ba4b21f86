using System.Diagnostics;

namespace Oms.Actors.Runtime;

/// <summary>What became of a message that was posted.</summary>
internal enum Posted
{
    Taken,
    Full,

    /// <summary>The entity has left memory; a new cell takes its place.</summary>
    Closed,
}

/// <summary>The mailbox of one entity and its turns: any thread posts, one at a time processes.</summary>
/// <remarks>
/// The mailbox is one word: a stack of messages that a turn takes as a whole and reverses. Null means idle. Whoever
/// changes null to a message schedules a turn; the turn holds the right to run until it puts null back, also while it
/// waits for the journal, so messages that arrive meanwhile stay in the mailbox (the stash).
/// </remarks>
internal abstract class Cell : IThreadPoolWorkItem
{
    private const int MessagesPerTurn = 64;
    private static readonly MailboxMark Running = new();
    private static readonly MailboxMark Closed = new();

    private Message? _head;
    private Message? _taken;
    private int _left;

    /// <summary>When the entity was last used, by the system's timestamps.</summary>
    public long LastUsed { get; protected set; }

    /// <summary>The next cell in the region's list.</summary>
    public LinkedListNode<Cell>? Node { get; set; }

    public bool IsClosed => ReferenceEquals(Volatile.Read(ref _head), Closed);

    protected abstract RuntimeCore Core { get; }

    /// <summary>Puts a message into the mailbox. At most twice <paramref name="capacity"/> wait in all: those of the
    /// turn under way and as many behind it.</summary>
    public Posted Post(Message message, int capacity)
    {
        while (true)
        {
            var head = Volatile.Read(ref _head);
            if (ReferenceEquals(head, Closed))
            {
                return Posted.Closed;
            }

            var depth = head?.Depth ?? 0;
            if (depth + Volatile.Read(ref _left) >= capacity)
            {
                return Posted.Full;
            }

            message.Next = head;
            message.Depth = depth + 1;
            if (ReferenceEquals(Interlocked.CompareExchange(ref _head, message, head), head))
            {
                if (head is null)
                {
                    Schedule();
                }

                return Posted.Taken;
            }
        }
    }

    /// <summary>One turn.</summary>
    public void Execute()
    {
        BeginTurn();
        for (var budget = MessagesPerTurn; ;)
        {
            while (_taken is { } message)
            {
                if (budget-- == 0)
                {
                    Schedule();
                    return;
                }

                // Read before processing: an answered message may be in use again before Process returns.
                var next = message.Next;
                if (!Process(message))
                {
                    if (Waits() is { } wait)
                    {
                        // Nothing of the cell is touched after this call: the next turn may have begun.
                        _ = ResumeAfterAsync(wait);
                        return;
                    }

                    continue;
                }

                _taken = next;
                Volatile.Write(ref _left, _left - 1);
            }

            if (IsClosed || (!TakeAll() && GoIdle()))
            {
                return;
            }
        }
    }

    /// <summary>Processes a message, or says that the cell must first wait for <see cref="Waits"/>.</summary>
    protected abstract bool Process(Message message);

    /// <summary>What the cell waits for; null when that has been done already.</summary>
    protected abstract Task? Waits();

    protected abstract void BeginTurn();

    /// <summary>Called when a new run of messages was taken from the mailbox.</summary>
    protected abstract void BatchTaken();

    /// <summary>Whether nothing but the message in progress is in the mailbox; then it takes no more
    /// messages.</summary>
    protected bool TryClose() =>
        _left == 1 && ReferenceEquals(Interlocked.CompareExchange(ref _head, Closed, Running), Running);

    private async Task ResumeAfterAsync(Task wait)
    {
        await wait;
        Schedule();
    }

    private void Schedule() => Core.Schedule(this);

    private bool TakeAll()
    {
        var newest = Interlocked.Exchange(ref _head, Running);
        if (ReferenceEquals(newest, Running))
        {
            return false;
        }

        Debug.Assert(newest is not null, "Only the holder of the turn puts null back.");
        Volatile.Write(ref _left, newest.Depth);
        Message? oldest = null;
        for (var message = newest; message is not null && !ReferenceEquals(message, Running);)
        {
            (message.Next, oldest, message) = (oldest, message, message.Next);
        }

        _taken = oldest;
        BatchTaken();
        return true;
    }

    private bool GoIdle() => ReferenceEquals(Interlocked.CompareExchange(ref _head, null, Running), Running);
}
