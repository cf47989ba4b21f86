using Oms.Actors.Journal;
using Oms.Actors.Routing;
using Oms.Entities;

namespace Oms.Actors.Runtime;

/// <summary>A region whatever the types of its entities.</summary>
internal interface IEntityRegion
{
    string Kind { get; }

    /// <exception cref="InvalidDataException">The record cannot be decoded.</exception>
    object Decode(JournalRecord record);

    /// <exception cref="ArgumentException">The command is not of the region's type.</exception>
    ValueTask<Reply<object, object>> AskAnyAsync(EntityAddress address, object command, CommandContext context);

    /// <summary>Fires a reminder; null once it is answered for good.</summary>
    ValueTask<Refusal?> FireAsync(EntityAddress address, FiredReminder reminder, CommandContext context);

    /// <summary>Carries out on this node what another one sent; it is never passed on.</summary>
    ValueTask<ReplyFrame> ServeAsync(EntityAddress address, AskFrame frame);

    /// <summary>Tells the entity, if it is in memory, that it is no longer set aside.</summary>
    void Release(EntityAddress address);

    /// <summary>Sends idle entities away.</summary>
    void Sweep();
}
