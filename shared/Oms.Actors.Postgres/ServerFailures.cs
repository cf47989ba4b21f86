using Npgsql;

namespace Oms.Actors.Postgres;

/// <summary>What stands behind a failure of Npgsql.</summary>
internal static class ServerFailures
{
    /// <summary>The failures of all hosts that were tried, or the one failure.</summary>
    public static string Text(NpgsqlException failure) => failure.InnerException is AggregateException hosts
        ? string.Join(" ", hosts.Flatten().InnerExceptions.Select(host => host.Message))
        : failure.Message;

    /// <summary>The refusal of a server that could lose what was acknowledged, or null.</summary>
    public static PostgresJournalException? Refusal(NpgsqlException failure) =>
        failure.InnerException is AggregateException hosts
            ? hosts.Flatten().InnerExceptions.OfType<PostgresJournalException>().FirstOrDefault()
            : failure.InnerException as PostgresJournalException;

    /// <summary>The server said that it undid the statement, and why trying again later makes sense.</summary>
    /// <remarks>
    /// All else is unknown: a connection that ended, a timeout, a session that was terminated (the commit may have come
    /// first), a deadlock (engine, section 5.3).
    /// </remarks>
    public static bool WroteNothing(NpgsqlException failure) => failure is PostgresException
    {
        InvariantSeverity: "ERROR",
        SqlState: PostgresErrorCodes.InsufficientResources
            or PostgresErrorCodes.DiskFull
            or PostgresErrorCodes.OutOfMemory
            or PostgresErrorCodes.ConfigurationLimitExceeded
            or PostgresErrorCodes.LockNotAvailable
            or PostgresErrorCodes.ReadOnlySqlTransaction,
    };
}
