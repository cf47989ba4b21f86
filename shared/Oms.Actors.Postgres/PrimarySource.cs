using Npgsql;

namespace Oms.Actors.Postgres;

/// <summary>A way to the server that accepts writes, of one host or of several.</summary>
/// <param name="Made">What is to be disposed in the end.</param>
/// <param name="Source">What opens connections.</param>
public sealed record PrimarySource(NpgsqlDataSource Made, NpgsqlDataSource Source)
{
    private const string Question = "select pg_is_in_recovery()";

    /// <summary>Builds it.</summary>
    /// <remarks>
    /// Among several hosts the primary is looked for, again once a second. One host alone is asked once for each new
    /// connection, not each time one is taken from the pool: a primary that becomes a standby ends its connections.
    /// </remarks>
    /// <param name="check">Asked of each new connection besides; what it throws closes the connection.</param>
    /// <param name="checkAsync">The same.</param>
    public static PrimarySource Build(
        NpgsqlDataSourceBuilder builder,
        Action<NpgsqlConnection>? check = null,
        Func<NpgsqlConnection, Task>? checkAsync = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var text = builder.ConnectionStringBuilder;
        text.TargetSessionAttributes = null;
        if (text.Host?.Contains(',', StringComparison.Ordinal) is true)
        {
            text.HostRecheckSeconds = 1;
            if (check is not null && checkAsync is not null)
            {
                _ = builder.UsePhysicalConnectionInitializer(check, checkAsync);
            }

            var hosts = builder.BuildMultiHost();
            return new PrimarySource(hosts, hosts.WithTargetSession(TargetSessionAttributes.Primary));
        }

        _ = builder.UsePhysicalConnectionInitializer(
            connection =>
            {
                using var command = new NpgsqlCommand(Question, connection);
                MustBePrimary(command.ExecuteScalar());
                Refused(() => check?.Invoke(connection));
            },
            async connection =>
            {
                await using var command = new NpgsqlCommand(Question, connection);
                MustBePrimary(await command.ExecuteScalarAsync());
                await RefusedAsync(() => checkAsync?.Invoke(connection) ?? Task.CompletedTask);
            });
        var host = builder.Build();
        return new PrimarySource(host, host);
    }

    private static void MustBePrimary(object? isStandby)
    {
        if (isStandby is not false)
        {
            throw new NpgsqlException("The server is a standby, which accepts no writes.");
        }
    }

    // As from several hosts: a server that cannot be used is one that cannot be connected to.
    private static void Refused(Action check)
    {
        try
        {
            check();
        }
        catch (PostgresJournalException refusal)
        {
            throw new NpgsqlException(refusal.Message, refusal);
        }
    }

    private static async Task RefusedAsync(Func<Task> check)
    {
        try
        {
            await check();
        }
        catch (PostgresJournalException refusal)
        {
            throw new NpgsqlException(refusal.Message, refusal);
        }
    }
}
