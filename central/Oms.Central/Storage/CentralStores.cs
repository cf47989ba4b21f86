using Microsoft.Data.Sqlite;
using Npgsql;
using Oms.Central.Customers;
using Oms.Central.Epcis;
using Oms.Central.Hosting;
using Oms.Central.Http;
using Oms.Central.Imports;
using Oms.Central.Ingest;
using Oms.Central.Settlements;
using Oms.Central.Transparency;

namespace Oms.Central.Storage;

/// <summary>The stores beside the journal.</summary>
/// <param name="Views">The read models; all of it can be rebuilt from the journal.</param>
/// <param name="Requests">What keyed requests were answered.</param>
/// <param name="Telemetry">Raw readings, cosignatures, fraud proofs, imports and reconciliations: what no journal
/// holds.</param>
/// <param name="CustomerKeys">The keys that make what is personal readable, apart from the journal.</param>
internal sealed record CentralStores(ITables Views, ITables Requests, ITables Telemetry, ITables CustomerKeys)
    : IAsyncDisposable
{
    private const string TelemetrySchema =
        TelemetryStore.Schema + WitnessStore.Schema + FraudStore.Schema + ImportStore.Schema
        + ReconciliationStore.Schema;

    private const string ViewsSchema =
        ReadModelSchema.Text + EpcisProjection.Schema + SettledMovesProjection.Schema;

    /// <summary>Opens SQLite files in a directory, and makes those that are not there.</summary>
    /// <exception cref="SqliteException">One cannot be opened, or is damaged.</exception>
    public static CentralStores OpenFiles(string directory, TaskScheduler scheduler) => new(
        SqliteTables.Open(Path.Combine(directory, "views.db"), ViewsSchema, rebuildable: true, scheduler),
        SqliteTables.Open(
            Path.Combine(directory, "requests.db"), RequestStore.Schema, rebuildable: false, scheduler),
        SqliteTables.Open(
            Path.Combine(directory, "telemetry.db"), TelemetrySchema, rebuildable: false, scheduler),
        SqliteTables.Open(
            Path.Combine(directory, "customer-keys.db"), "PRAGMA secure_delete=ON;" + CustomerVault.Schema,
            rebuildable: false, scheduler));

    /// <summary>Opens tables in a PostgreSQL database, and makes those that are not there.</summary>
    /// <exception cref="NpgsqlException">It cannot be reached or changed.</exception>
    public static async Task<CentralStores> OpenPostgresAsync(
        string connectionString, CancellationToken cancellationToken)
    {
        var views = await PostgresTables.OpenAsync(
            connectionString, ViewsSchema, rebuildable: true, cancellationToken);
        var others = await PostgresTables.OpenAsync(
            connectionString, RequestStore.Schema + TelemetrySchema + ClusterIdentity.Schema + CustomerVault.Schema,
            rebuildable: false, cancellationToken);
        return new CentralStores(views, others, others, others);
    }

    public async ValueTask DisposeAsync()
    {
        await Requests.DisposeAsync();
        await Telemetry.DisposeAsync();
        await CustomerKeys.DisposeAsync();
        await Views.DisposeAsync();
    }
}
