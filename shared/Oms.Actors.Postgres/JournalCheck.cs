namespace Oms.Actors.Postgres;

/// <summary>The questions of a journal check; each answers how many rows break a promise.</summary>
internal static class JournalCheck
{
    private const string Entity = "shard_id, tenant, kind, entity_id";

    private static readonly (string Sql, string Finding)[] Questions =
    [
        ("""
         select count(*) from (select shard_seq, row_number() over (partition by shard_id order by shard_seq) as n
           from journal) j where shard_seq <> n
         """,
         "records are not at the offset that follows the one before"),
        ("select count(*) from shard s where head <> (select count(*) from journal j where j.shard_id = s.shard_id)",
         "shards do not end where their heads say"),
        ("""
         select count(*) from (select epoch, lag(epoch) over (partition by shard_id order by shard_seq) as before
           from journal) j where epoch < before
         """,
         "records have an epoch below that of the record before"),
        ("select count(*) from journal j join shard s using (shard_id) where j.epoch > s.epoch",
         "records have an epoch that their shard has not reached"),
        ($"""
          select count(*) from (select seq, row_number() over (partition by {Entity} order by shard_seq) as n
            from journal) j where seq <> n
          """,
         "records are not at the sequence number that follows the entity's one before"),
        ($"""
          select count(*) from (select 1 from journal where cmd_id is not null
            group by {Entity}, cmd_id having count(*) > 1) j
          """,
         "command ids stand twice in one entity's log"),
    ];

    public static async Task<IReadOnlyList<string>> RunAsync(
        PostgresReaders readers, CancellationToken cancellationToken)
    {
        List<string> findings = [];
        foreach (var (sql, finding) in Questions)
        {
            var count = await readers.SingleAsync(sql, [], row => row.GetInt64(0), cancellationToken);
            if (count > 0)
            {
                findings.Add($"{count} {finding}.");
            }
        }

        return findings;
    }
}
