using Npgsql;
using Xunit;

namespace Oms.Actors.Postgres.Tests;

public sealed class ServerFailuresTests
{
    [Theory]
    [InlineData(PostgresErrorCodes.DiskFull)]
    [InlineData(PostgresErrorCodes.OutOfMemory)]
    [InlineData(PostgresErrorCodes.LockNotAvailable)]
    [InlineData(PostgresErrorCodes.ReadOnlySqlTransaction)]
    public void A_statement_that_the_server_undid_for_want_of_something_wrote_nothing(string code) =>
        Assert.True(ServerFailures.WroteNothing(new PostgresException("no", "ERROR", "ERROR", code)));

    [Theory]
    [InlineData("PANIC", PostgresErrorCodes.DiskFull)]
    [InlineData("FATAL", PostgresErrorCodes.OutOfMemory)]
    [InlineData("FATAL", PostgresErrorCodes.AdminShutdown)]
    [InlineData("ERROR", PostgresErrorCodes.DeadlockDetected)]
    [InlineData("ERROR", PostgresErrorCodes.QueryCanceled)]
    [InlineData("ERROR", PostgresErrorCodes.StatementCompletionUnknown)]
    public void A_server_or_session_that_ended_and_any_other_error_leave_it_unknown(string severity, string code) =>
        Assert.False(ServerFailures.WroteNothing(new PostgresException("no", severity, severity, code)));

    [Fact]
    public void A_connection_that_was_lost_leaves_it_unknown() =>
        Assert.False(ServerFailures.WroteNothing(new NpgsqlException("lost", new IOException())));

    [Fact]
    public void The_failures_of_all_hosts_are_told()
    {
        var failure = new NpgsqlException(
            "no host", new AggregateException(new NpgsqlException("one is away"), new NpgsqlException("two is full")));

        Assert.Equal("one is away two is full", ServerFailures.Text(failure));
    }
}
