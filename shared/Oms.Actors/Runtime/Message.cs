namespace Oms.Actors.Runtime;

/// <summary>A link of a mailbox: a command, a read, or an order from the runtime itself.</summary>
internal abstract class Message
{
    /// <summary>The message that was posted before this one, and after the mailbox is emptied the one after
    /// it.</summary>
    public Message? Next { get; set; }

    /// <summary>How many messages were in the mailbox with this one.</summary>
    public int Depth { get; set; }

    /// <summary>Answers that it was not carried out and may be tried again.</summary>
    public abstract void Refuse(Refusal refusal);
}

/// <summary>Marks a state of the mailbox itself; never processed.</summary>
internal sealed class MailboxMark : Message
{
    public override void Refuse(Refusal refusal) => throw new InvalidOperationException("A mark is no message.");
}

/// <summary>Tells the entity to leave memory if it is still idle.</summary>
internal sealed class Passivate : Message
{
    public override void Refuse(Refusal refusal)
    {
    }
}

/// <summary>Tells the entity to forget that it was set aside.</summary>
internal sealed class Released : Message
{
    public override void Refuse(Refusal refusal)
    {
    }
}
