using SQLitePCL;

namespace Oms.Actors.Sqlite;

/// <summary>A statement failed, with SQLite's result code.</summary>
/// <param name="code">The extended result code.</param>
/// <param name="message">What SQLite says.</param>
public sealed class SqliteStatementException(int code, string message) : Exception($"SQLite error {code}: {message}")
{
    /// <summary>The extended result code.</summary>
    public int ExtendedCode { get; } = code;

    /// <summary>The primary result code.</summary>
    public int Code => ExtendedCode & 0xFF;

    internal bool IsUniqueViolation =>
        ExtendedCode is raw.SQLITE_CONSTRAINT_UNIQUE or raw.SQLITE_CONSTRAINT_PRIMARYKEY;
}
