namespace Oms.Actors.Postgres;

/// <summary>Why a journal could not be opened.</summary>
public enum PostgresJournalFault
{
    /// <summary>No server that can be written to answered.</summary>
    Unreachable,

    /// <summary>A newer version of the software wrote it.</summary>
    NewerSchema,

    /// <summary>The database holds tables of something else.</summary>
    NotAJournal,

    /// <summary>Its contents contradict each other.</summary>
    Corrupt,

    /// <summary>The database is another cell, or belongs to another cluster.</summary>
    OtherCell,

    /// <summary>The server's settings could lose what was acknowledged.</summary>
    NotDurable,
}

/// <summary>A journal cannot be opened. The message names the database and the way out, never a password.</summary>
public sealed class PostgresJournalException(
    PostgresJournalFault fault, string database, string message, Exception? cause = null) : Exception(message, cause)
{
    public PostgresJournalFault Fault { get; } = fault;

    /// <summary>Hosts, port and name of the database.</summary>
    public string Database { get; } = database;
}
