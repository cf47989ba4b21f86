using System.Text;
using System.Text.Json;
using Npgsql;
using Oms.Edge.Fleet.Launching;

namespace Oms.Campaigns.Cluster;

/// <summary>Reads the journal and the read models as they lie in the database, past every node.</summary>
internal static class JournalChecks
{
    private const int PatienceSeconds = 600;
    private const int RebuildsMax = 3;
    private const int SaidMax = 500;
    private static readonly TimeSpan AskAgain = TimeSpan.FromMilliseconds(250);

    // What came in, came back, left, was thrown away and was corrected is what is there, picked or not; what was
    // promised and has not ended is what is promised. Units that a picker has when nobody wants them any more are
    // promised to nobody. The read model has it all as the entity computed it, the journal has every single movement.
    private const string Conservation = """
        with moves as (
          select entity_id as id, seq, etype, said, said->>'reservation' as promise,
            (said->>'quantity')::bigint as units
          from (select entity_id, seq, etype, convert_from(payload, 'utf8')::jsonb as said from journal
            where tenant = 'main' and kind = 'stock-item' and etype like 'stock.%') as records),
        picking as (
          select id, seq, promise, case when etype = 'stock.picked' then units else -units end as units
          from moves where etype in ('stock.picked', 'stock.put-back')),
        unwanted as (
          select id, least(picked, coalesce(before, picked)) - remaining as units from (
            select id, (said->>'remaining')::bigint as remaining,
              lag((said->>'remaining')::bigint) over (partition by id, promise order by seq) as before,
              (select coalesce(sum(units), 0) from picking where picking.id = moves.id
                and picking.promise = moves.promise and picking.seq < moves.seq) as picked
            from moves where etype = 'stock.picks-unwanted') as told),
        sums as (
          select id,
            sum(case when etype in ('stock.received', 'stock.returned') then units
              when etype in ('stock.adjusted', 'stock.counted') then (said->>'delta')::bigint
              when etype in ('stock.shipped', 'stock.scrapped', 'stock.sent-back') then -units
              when etype = 'stock.transferred-in' then (said->'units'->>'quantity')::bigint
              when etype = 'stock.transferred-out' then
                -(select sum((lot.value->>'quantity')::bigint) from jsonb_array_elements(said->'lots') as lot)
              else 0 end) as on_hand,
            sum(case when etype = 'stock.reservation-made' then units
              when etype in ('stock.shipped', 'stock.reservation-released', 'stock.reservation-expired') then -units
              else 0 end) - (select coalesce(sum(units), 0) from unwanted where unwanted.id = moves.id) as promised
          from moves group by id),
        docs as (
          select id, convert_from(doc, 'utf8')::jsonb as doc from central.views where kind = 'stock-item'),
        picks as (
          select id, (units.value->>'wanted')::bigint as wanted,
            (select sum((lot.value->>'quantity')::bigint) from jsonb_array_elements(units.value->'lots') as lot)
              as units
          from docs, jsonb_each(doc->'picked') as units),
        shown as (
          select id,
            (select coalesce(sum((lot.value->>'quantity')::bigint), 0) from jsonb_each(doc->'lots') as lot)
              + (select coalesce(sum(units), 0) from picks where picks.id = docs.id) as on_hand,
            (doc->'reservations'->>'quantity')::bigint + (
              select coalesce(sum(least(units, wanted)), 0) from picks where picks.id = docs.id) as promised,
            (doc->'reservations'->>'quantity')::bigint as summed,
            (select coalesce(sum((convert_from(made.doc, 'utf8')::jsonb->>'quantity')::bigint), 0)
              from central.view_parts made where made.kind = 'stock-item' and made.id = docs.id) as made
          from docs)
        select id, sums.on_hand, shown.on_hand, sums.promised, shown.promised, shown.summed, shown.made
        from sums full join shown using (id)
        where sums.on_hand is distinct from shown.on_hand or sums.promised is distinct from shown.promised
          or shown.summed is distinct from shown.made
        limit 10
        """;

    // A position is stored with the next record that the read model listens to: others may lie beyond it.
    private const string Behind = """
        select p.projection, p.shard, p.upto, max(j.shard_seq) from central.positions p
        join journal j on j.shard_id = p.shard and j.shard_seq > p.upto and j.etype not like 'command.%'
        where p.projection = 'views' and j.kind in (select distinct kind from central.views)
          or p.projection = 'records' and j.kind = 'depot'
        group by p.projection, p.shard, p.upto
        """;

    /// <returns>What is wrong; empty when nothing is.</returns>
    public static async Task<List<string>> OfJournalAsync(string connectionString, WriteHistory history)
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
        await using var command = source.CreateCommand("""
            select said.entity_id, said.shard_id, said.shard_seq
            from unnest($1::smallint[], $2::bigint[], $3::text[]) as said (shard_id, shard_seq, entity_id)
            where not exists (select from journal j where j.shard_id = said.shard_id
              and j.shard_seq = said.shard_seq and j.entity_id = said.entity_id) limit 50
            """);
        command.CommandTimeout = PatienceSeconds;
        command.Parameters.Add(new() { Value = history.Writes.Select(write => (short)write.Shard).ToArray() });
        command.Parameters.Add(new() { Value = history.Writes.Select(write => write.Offset).ToArray() });
        command.Parameters.Add(new() { Value = history.Writes.Select(write => write.Item).ToArray() });
        await AddAsync(command, wrong, "an acknowledged write is not in the journal");
        await WaitForReadModelsAsync(source);
        await AddAsync(source, wrong, "a read model does not come to the end of a shard's log", Behind);
        await AddAsync(source, wrong, "an item's movements do not sum up to what its read model has", Conservation);
        wrong.AddRange(history.OutOfOrder().Take(10));
        return wrong;
    }

    /// <summary>A rebuild of the read models gives what was there.</summary>
    public static async Task<List<string>> OfReadModelsAsync(string connectionString, Launcher launcher)
    {
        // Each reads the whole journal.
        using var caller = new PatientCaller(
            launcher.CentreUris, launcher.AdminKey.Read, new Random(1),
            limit: TimeSpan.FromSeconds(PatienceSeconds));
        var wrong = new List<string>();
        var check = await caller.GetAsync("/ops/journal/check", CancellationToken.None);
        if (check.Status != 200 || !check.Json.GetProperty("healthy").GetBoolean())
        {
            var said = Encoding.UTF8.GetString(check.Body);
            wrong.Add($"The journal's own check says: {said[..Math.Min(SaidMax, said.Length)]}");
        }

        // A gateway tells of itself as long as it runs: the rebuild of an hour's journal would never meet one that
        // stands still.
        wrong.AddRange((await launcher.StopGatewaysAsync())
            .Select(name => $"{name} did not stop when it was asked to."));
        await using var source = NpgsqlDataSource.Create(connectionString);
        for (var attempt = 1; ; attempt++)
        {
            await WaitForReadModelsAsync(source);
            var before = await HeadsAsync(source);
            var live = await DumpAsync(source);
            foreach (var name in new[] { "views", "records", "log" })
            {
                var answer = await caller.PostAsync(
                    $"/ops/projections/{name}/rebuild", "{}", $"rebuild/{name}/{attempt}", CancellationToken.None);
                if (answer.Status != 200)
                {
                    wrong.Add($"The rebuild of {name} was answered with {answer.Status}.");
                }
            }

            var rebuilt = await DumpAsync(source);
            if (live.SequenceEqual(rebuilt))
            {
                return wrong;
            }

            // Timers go on after the day, and what they do counts for neither side.
            if (await HeadsAsync(source) == before || attempt == RebuildsMax)
            {
                wrong.Add(
                    $"A rebuilt read model differs from the live one: {live.Count}, {rebuilt.Count} rows. Only live: "
                    + $"{string.Join(' ', live.Except(rebuilt).Take(3))} Only rebuilt: "
                    + string.Join(' ', rebuilt.Except(live).Take(3)));
                return wrong;
            }
        }
    }

    private static async Task<long> HeadsAsync(NpgsqlDataSource source)
    {
        await using var command = source.CreateCommand("select coalesce(sum(head), 0)::bigint from shard");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static async Task<IReadOnlyList<string>> DumpAsync(NpgsqlDataSource source)
    {
        await using var command = source.CreateCommand("""
            select jsonb_build_array(kind, id, created, f1, f2, search, encode(doc, 'escape'))::text
            from central.views union all
            select jsonb_build_array(kind, id, part, encode(doc, 'escape'))::text from central.view_parts union all
            select to_jsonb(r)::text from central.records r union all
            select to_jsonb(c)::text from central.certificates c union all
            select to_jsonb(q)::text from central.quarantine q union all
            select to_jsonb(d)::text from central.sealed_digests d union all
            select to_jsonb(l)::text from central.log_state l union all
            select to_jsonb(i)::text from central.log_index i order by 1
            """);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
        {
            rows.Add(reader.GetString(0));
        }

        return rows;
    }

    private static async Task WaitForReadModelsAsync(NpgsqlDataSource source)
    {
        var began = TimeProvider.System.GetTimestamp();
        List<string> behind;
        do
        {
            await Task.Delay(AskAgain, TimeProvider.System);
            behind = [];
            await AddAsync(source, behind, "behind", Behind);
        }
        while (behind.Count > 0 && TimeProvider.System.GetElapsedTime(began).TotalSeconds < PatienceSeconds);
    }

    private static async Task AddAsync(NpgsqlDataSource source, List<string> wrong, string what, string sql)
    {
        await using var command = source.CreateCommand(sql);
        command.CommandTimeout = PatienceSeconds;
        await AddAsync(command, wrong, what);
    }

    private static async Task AddAsync(NpgsqlCommand command, List<string> wrong, string what)
    {
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            var cells = Enumerable.Range(0, reader.FieldCount).Select(reader.GetValue);
            wrong.Add($"{what}: {JsonSerializer.Serialize(cells.Select(cell => $"{cell}"))}");
        }
    }
}
