namespace Oms.Actors.Sqlite;

/// <summary>The questions of a journal check; each answers how many rows break a promise.</summary>
internal static class JournalCheck
{
    private const string Offset = "(position & 281474976710655)";
    private const string Shard = "(position >> 48)";

    private static readonly (string Sql, string Finding)[] Questions =
    [
        ($"""
          select count(*) from (select {Offset} as this, row_number() over (partition by {Shard} order by position) as n
            from journal) where this <> n
          """,
          "records are not at the offset that follows the one before"),
        ("""
          select count(*) from shard where head <> (select count(*) from journal
            where position between shard.shard << 48 and (shard.shard << 48) | 281474976710655)
          """,
          "shards do not end where their heads say"),
        ($"""
          select count(*) from (select epoch, lag(epoch) over (partition by {Shard} order by position) as before
            from journal) where epoch < before
          """,
          "records have an epoch below that of the record before"),
        ($"select count(*) from journal join shard on shard.shard = {Shard} where journal.epoch > shard.epoch",
          "records have an epoch that their shard has not reached"),
        ("""
          select count(*) from (select seq, row_number() over (partition by entity order by position) as n
            from journal) where seq <> n
          """,
          "records are not at the sequence number that follows the entity's one before"),
        ("""
          select count(*) from (select 1 from journal where command_id is not null
            group by entity, command_id having count(*) > 1)
          """,
          "command ids stand twice in one entity's log"),
        ("select count(*) from journal where entity not in (select number from entity)",
          "records are of an entity without an address"),
    ];

    public static List<string> Run(Database database)
    {
        List<string> findings = [];
        var pages = database.ReadText("pragma quick_check(10)");
        if (pages != "ok")
        {
            findings.Add($"Pages are damaged: {pages}.");
        }

        foreach (var (sql, finding) in Questions)
        {
            var count = database.ReadInt64(sql);
            if (count > 0)
            {
                findings.Add($"{count} {finding}.");
            }
        }

        return findings;
    }
}
