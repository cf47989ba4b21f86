using Oms.Actors.Journal;

namespace Oms.Actors;

/// <summary>Records that the runtime writes itself; no codec may use their names.</summary>
public static class ReservedEvents
{
    /// <summary>Marks a command that was accepted without events; it takes a sequence number, and nothing
    /// evolves.</summary>
    public const string CommandAccepted = "command.accepted";

    /// <summary>Marks a command that was rejected for good (<see cref="CommandContext.KeepsRejection"/>); its payload
    /// is the rejection in the form in which it crosses to other nodes, <c>{}</c> where the kind has none.</summary>
    public const string CommandRejected = "command.rejected";

    /// <summary>Whether a record is the runtime's own.</summary>
    public static bool IsReserved(JournalRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return record.EventType is CommandAccepted or CommandRejected;
    }
}
