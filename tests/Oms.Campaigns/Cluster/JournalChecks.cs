using System.Text;
using System.Text.Json;
using Npgsql;

namespace Oms.Campaigns.Cluster;

/// <summary>Reads the journal and the read models as they lie in the database, past every node.</summary>
internal static class JournalChecks
{
    /// <returns>What is wrong; empty when nothing is.</returns>
    public static async Task<List<string>> OfJournalAsync(string connectionString, ShardLoad load)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        var wrong = new List<string>();
        await AddAsync(source, wrong, "a shard's log has a gap", """
            select shard_id, count(*), min(shard_seq), max(shard_seq) from journal group by shard_id
            having count(*) <> max(shard_seq) or min(shard_seq) <> 1
            """);
        await AddAsync(source, wrong, "a shard's head is not its newest record", """
            select s.shard_id, s.head from shard s
            where s.head <> coalesce((select max(shard_seq) from journal j where j.shard_id = s.shard_id), 0)
            """);
        await AddAsync(source, wrong, "an epoch goes back", """
            select shard_id, shard_seq, epoch from (
              select shard_id, shard_seq, epoch, lag(epoch) over (partition by shard_id order by shard_seq) as before
              from journal) as records where before > epoch limit 10
            """);
        await AddAsync(source, wrong, "an entity's events have a gap", """
            select shard_id, tenant, kind, entity_id, count(*), max(seq) from journal
            group by shard_id, tenant, kind, entity_id having count(*) <> max(seq) or min(seq) <> 1 limit 10
            """);
        await AddAsync(source, wrong, "a command id stands twice", """
            select shard_id, tenant, kind, entity_id, cmd_id from journal where cmd_id is not null
            group by shard_id, tenant, kind, entity_id, cmd_id having count(*) > 1 limit 10
            """);
        foreach (var (item, places) in load.Acknowledged)
        {
            await using var command = source.CreateCommand("""
                select count(*) from unnest($1::smallint[], $2::bigint[]) as said (shard_id, shard_seq)
                where not exists (select from journal j where j.shard_id = said.shard_id
                  and j.shard_seq = said.shard_seq and j.entity_id = $3)
                """);
            command.Parameters.Add(new() { Value = places.Select(place => (short)place.Shard).ToArray() });
            command.Parameters.Add(new() { Value = places.Select(place => place.Offset).ToArray() });
            command.Parameters.Add(new() { Value = item });
            if ((long)(await command.ExecuteScalarAsync())! is var lost and > 0)
            {
                wrong.Add($"{item}: {lost} acknowledged writes are not in the journal");
            }
        }

        return wrong;
    }

    /// <summary>A rebuild of the read models gives what was there.</summary>
    public static async Task<List<string>> OfReadModelsAsync(string connectionString, PatientCaller caller)
    {
        var wrong = new List<string>();
        foreach (var (path, name) in new[]
        {
            ("/ops/journal/check", "the journal's own check"), ("/audit/invariants", "the audit of invariants"),
        })
        {
            var answer = await caller.GetAsync(path, CancellationToken.None);
            if (answer.Status != 200 || !answer.Json.GetProperty("healthy").GetBoolean())
            {
                wrong.Add($"{name} says: {Encoding.UTF8.GetString(answer.Body)[..Math.Min(500, answer.Body.Length)]}");
            }
        }

        await using var source = NpgsqlDataSource.Create(connectionString);
        var live = await DumpAsync(source);
        foreach (var name in new[] { "views", "records" })
        {
            var answer = await caller.PostAsync(
                $"/ops/projections/{name}/rebuild", "{}", $"rebuild/{name}", CancellationToken.None);
            if (answer.Status != 200)
            {
                wrong.Add($"The rebuild of {name} was answered with {answer.Status}.");
            }
        }

        var rebuilt = await DumpAsync(source);
        if (live != rebuilt)
        {
            wrong.Add($"A rebuilt read model differs from the live one: {live.Length}, {rebuilt.Length} characters.");
        }

        return wrong;
    }

    private static async Task<string> DumpAsync(NpgsqlDataSource source)
    {
        await using var command = source.CreateCommand("""
            select jsonb_build_array(kind, id, created, f1, f2, search, encode(doc, 'escape'))::text
            from central.views union all
            select jsonb_build_array(depot, device, incarnation, seq, hash, custody, custody_seq)::text
            from central.records order by 1
            """);
        await using var reader = await command.ExecuteReaderAsync();
        var text = new StringBuilder();
        while (await reader.ReadAsync())
        {
            text.AppendLine(reader.GetString(0));
        }

        return text.ToString();
    }

    private static async Task AddAsync(NpgsqlDataSource source, List<string> wrong, string what, string sql)
    {
        await using var command = source.CreateCommand(sql);
        command.CommandTimeout = 120;
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            var cells = Enumerable.Range(0, reader.FieldCount).Select(reader.GetValue);
            wrong.Add($"{what}: {JsonSerializer.Serialize(cells.Select(cell => $"{cell}"))}");
        }
    }
}
