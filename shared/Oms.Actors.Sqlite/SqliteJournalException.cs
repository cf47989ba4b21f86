namespace Oms.Actors.Sqlite;

/// <summary>Why a journal could not be opened.</summary>
public enum SqliteJournalFault
{
    /// <summary>Another process uses it.</summary>
    Locked,

    /// <summary>The directory or a file cannot be written.</summary>
    NotWritable,

    /// <summary>A newer version of the software wrote it.</summary>
    NewerSchema,

    /// <summary>The file is no journal.</summary>
    NotAJournal,

    /// <summary>Its pages or its contents contradict each other.</summary>
    Corrupt,

    /// <summary>It was asked for with fewer promises than a journal gives.</summary>
    NotDurable,
}

/// <summary>A journal cannot be opened. The message names the path and the way out.</summary>
public sealed class SqliteJournalException(
    SqliteJournalFault fault, string path, string message, Exception? cause = null) : Exception(message, cause)
{
    public SqliteJournalFault Fault { get; } = fault;

    /// <summary>The file or directory.</summary>
    public string Path { get; } = path;
}
