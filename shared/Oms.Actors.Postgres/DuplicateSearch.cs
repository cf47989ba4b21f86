using Npgsql;
using Oms.Actors.Journal;
using Oms.Entities;

namespace Oms.Actors.Postgres;

/// <summary>Finds what a batch collided with, after the server has refused it.</summary>
internal sealed class DuplicateSearch(PostgresReaders readers)
{
    private const string FirstInLog =
        """
        select a.place
        from unnest($1, $2, $3, $4, $5) with ordinality as a (shard_id, cmd_id, tenant, kind, entity_id, place)
        where exists (select from journal j where j.shard_id = a.shard_id and j.cmd_id = a.cmd_id
          and j.entity_id = a.entity_id and j.kind = a.kind and j.tenant = a.tenant)
        order by a.place limit 1
        """;

    /// <returns>A <see cref="DuplicateCommandException"/>, or what else was in the log already.</returns>
    /// <exception cref="JournalUnavailableException">The server did not answer; the batch was not
    /// written.</exception>
    public async Task<Exception> ExplainAsync(AppendBatch batch, PostgresException refused)
    {
        HashSet<(EntityAddress, CommandId)> seen = [];
        var records = batch.Shards.SelectMany(shard => shard.Records).Where(record => record.CommandId is not null)
            .ToArray();
        var duplicate = Array.Find(records, record => !seen.Add((record.Address, record.CommandId!.Value)))
            ?? await FirstInLogAsync(records);
        return duplicate is null
            ? new ArgumentException($"A record is in the log already: {refused.MessageText}.", refused)
            : new DuplicateCommandException(duplicate.Address, duplicate.CommandId!.Value);
    }

    private async Task<JournalRecord?> FirstInLogAsync(JournalRecord[] records)
    {
        var place = await readers.SingleAsync(
            FirstInLog,
            [
                records.Select(record => (short)record.Shard).ToArray(),
                records.Select(record => record.CommandId!.Value.Value).ToArray(),
                records.Select(record => record.Address.Tenant).ToArray(),
                records.Select(record => record.Address.Kind).ToArray(),
                records.Select(record => record.Address.Id).ToArray(),
            ],
            row => row.GetInt64(0),
            CancellationToken.None);
        return place > 0 ? records[place - 1] : null;
    }
}
