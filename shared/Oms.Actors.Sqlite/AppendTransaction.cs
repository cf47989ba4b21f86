using System.Text;
using Oms.Actors.Journal;
using Oms.Entities;
using SQLitePCL;

namespace Oms.Actors.Sqlite;

/// <summary>The statements of the writer: one transaction an append, one for all acquires that wait.</summary>
internal sealed class AppendTransaction(Database database)
{
    // Numbers of entities in memory; beyond it all are forgotten and read again.
    private const int NumbersMax = 200_000;
    private const int EventTypesMax = 4_096;

    private readonly Dictionary<EntityAddress, long> _numbers = [];
    private readonly List<EntityAddress> _numbered = [];
    private readonly Dictionary<string, byte[]> _eventTypes = new(StringComparer.Ordinal);
    private readonly byte[] _uuid = new byte[16];

    /// <exception cref="JournalFencedException">A shard's epoch or head is another.</exception>
    /// <exception cref="DuplicateCommandException">A command id stands in the log.</exception>
    /// <exception cref="JournalUnavailableException">Nothing was written.</exception>
    /// <exception cref="JournalOutcomeUnknownException">The commit itself failed.</exception>
    public void Append(AppendBatch batch)
    {
        var committing = false;
        try
        {
            database.Prepared("begin immediate").Run();
            foreach (var shard in batch.Shards)
            {
                MoveHead(shard);
                Insert(shard.Records);
                WriteRows(shard);
            }

            committing = true;
            database.Prepared("commit").Run();
            _numbered.Clear();
        }
        catch (Exception failure)
        {
            var nothingRemains = Undo();
            if (failure is not SqliteStatementException statement)
            {
                throw;
            }

            // A write-ahead log commits with the last frame it writes: where there was no room for it, there is none.
            var mayRemain = !nothingRemains || (committing && statement.Code != raw.SQLITE_FULL);
            throw mayRemain
                ? new JournalOutcomeUnknownException(statement.Message, statement)
                : new JournalUnavailableException(statement.Message, statement);
        }
    }

    public ShardTerm[] Acquire(IReadOnlyList<(int Shard, Guid Owner)> shards)
    {
        try
        {
            database.Prepared("begin immediate").Run();
            var terms = shards.Select(taken => Acquire(taken.Shard, taken.Owner)).ToArray();
            database.Prepared("commit").Run();
            return terms;
        }
        catch (SqliteStatementException failure)
        {
            Undo();
            throw new JournalUnavailableException(failure.Message, failure);
        }
    }

    private ShardTerm Acquire(int shard, Guid owner)
    {
        Span<byte> uuid = stackalloc byte[16];
        owner.TryWriteBytes(uuid, bigEndian: true, out _);
        var update = database.Prepared(
            "update shard set epoch = epoch + 1, owner = ?2 where shard = ?1 returning epoch, head")
            .Bind(1, shard).Bind(2, uuid);
        try
        {
            if (!update.Step())
            {
                throw new ArgumentOutOfRangeException(nameof(shard), shard, "There is no such shard.");
            }

            return new ShardTerm(shard, update.Int64(0), update.Int64(1));
        }
        finally
        {
            update.Reset();
        }
    }

    private void MoveHead(ShardAppend append)
    {
        var (shard, epoch, _) = append.Term;
        var update = database.Prepared(
            "update shard set head = head + ?1 where shard = ?2 and epoch = ?3 and head = ?4 returning 1")
            .Bind(1, append.Records.Count).Bind(2, shard).Bind(3, epoch).Bind(4, append.ExpectedHead);
        try
        {
            if (!update.Step())
            {
                throw new JournalFencedException(shard, epoch);
            }
        }
        finally
        {
            update.Reset();
        }

        for (var i = 0; i < append.Records.Count; i++)
        {
            var record = append.Records[i];
            if (record.Offset != append.ExpectedHead + 1 + i || record.Shard != shard || record.Epoch != epoch)
            {
                throw new ArgumentException($"Record {record.Shard}-{record.Offset} is out of place.");
            }
        }
    }

    private void Insert(IReadOnlyList<JournalRecord> records)
    {
        var insert = database.Prepared(
            "insert into journal values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)");
        for (var i = 0; i < records.Count; i++)
        {
            var record = records[i];
            insert.Bind(1, JournalRows.Position(record.Shard, record.Offset))
                .Bind(2, NumberOf(record.Address))
                .Bind(3, record.Seq)
                .Bind(4, record.Epoch)
                .Bind(5, Uuid(record.CommandId))
                .BindText(6, Utf8(record.EventType))
                .Bind(7, record.EventVersion)
                .Bind(8, JournalRows.Stored(record.RecordedAt))
                .Bind(9, record.Meta.Span)
                .Bind(10, record.Payload.Span)
                .Bind(11, record.Seal.Span);
            try
            {
                insert.Run();
            }
            catch (SqliteStatementException failure) when (failure.IsUniqueViolation)
            {
                throw failure.Message.Contains("command_id", StringComparison.Ordinal)
                    ? new DuplicateCommandException(record.Address, record.CommandId!.Value)
                    : new ArgumentException($"Record {record.Seq} of {record.Address} is in the log already.");
            }
        }
    }

    private void WriteRows(ShardAppend append)
    {
        foreach (var row in append.Reminders)
        {
            WriteReminder(append.Term.Shard, row);
        }

        foreach (var row in append.Snapshots)
        {
            database.Prepared("insert or replace into snapshot values (?1, ?2, ?3, ?4)")
                .Bind(1, NumberOf(row.Address)).Bind(2, row.Seq).Bind(3, row.SchemaVersion).Bind(4, row.Payload.Span)
                .Run();
        }

        foreach (var row in append.Cursors)
        {
            database.Prepared("insert or replace into cursor values (?1, ?2, ?3)")
                .Bind(1, append.Term.Shard).Bind(2, row.Consumer).Bind(3, row.Offset).Run();
        }

        foreach (var row in append.Quarantine)
        {
            WriteQuarantine(row);
        }
    }

    private void WriteReminder(int shard, ReminderRow row)
    {
        if (row.DueAt is { } due)
        {
            database.Prepared("insert or replace into reminder values (?1, ?2, ?3, ?4, ?5)")
                .Bind(1, NumberOf(row.Address)).Bind(2, row.Name).Bind(3, shard).Bind(4, JournalRows.Stored(due))
                .Bind(5, row.Version).Run();
        }
        else
        {
            database.Prepared("delete from reminder where entity = ?1 and name = ?2 and version <= ?3")
                .Bind(1, NumberOf(row.Address)).Bind(2, row.Name).Bind(3, row.Version).Run();
        }
    }

    private void WriteQuarantine(QuarantineRow row)
    {
        if (row.Reason is { } reason)
        {
            database.Prepared("insert or replace into quarantine values (?1, ?2, ?3, ?4)")
                .Bind(1, NumberOf(row.Address)).Bind(2, reason).Bind(3, row.AtSeq)
                .Bind(4, JournalRows.Stored(row.Since)).Run();
        }
        else
        {
            database.Prepared("delete from quarantine where entity = ?1").Bind(1, NumberOf(row.Address)).Run();
        }
    }

    private long NumberOf(EntityAddress address)
    {
        if (_numbers.TryGetValue(address, out var known))
        {
            return known;
        }

        if (_numbers.Count >= NumbersMax)
        {
            _numbers.Clear();
            _numbered.Clear();
        }

        var number = Intern(address);
        _numbers.Add(address, number);
        _numbered.Add(address);
        return number;
    }

    private long Intern(EntityAddress address)
    {
        var find = database.Prepared("select number from entity where tenant = ?1 and kind = ?2 and id = ?3")
            .Bind(1, address.Tenant).Bind(2, address.Kind).Bind(3, address.Id);
        try
        {
            if (find.Step())
            {
                return find.Int64(0);
            }
        }
        finally
        {
            find.Reset();
        }

        var insert = database.Prepared("insert into entity (tenant, kind, id) values (?1, ?2, ?3) returning number")
            .Bind(1, address.Tenant).Bind(2, address.Kind).Bind(3, address.Id);
        try
        {
            insert.Step();
            return insert.Int64(0);
        }
        finally
        {
            insert.Reset();
        }
    }

    private bool Undo()
    {
        var nothingRemains = database.TryRollback();

        // Numbers given in the transaction went with it.
        _numbered.ForEach(address => _numbers.Remove(address));
        _numbered.Clear();
        return nothingRemains;
    }

    private ReadOnlySpan<byte> Uuid(CommandId? id)
    {
        if (id is not { } command)
        {
            return [];
        }

        command.Value.TryWriteBytes(_uuid, bigEndian: true, out _);
        return _uuid;
    }

    private byte[] Utf8(string eventType)
    {
        if (!_eventTypes.TryGetValue(eventType, out var utf8))
        {
            if (_eventTypes.Count >= EventTypesMax)
            {
                _eventTypes.Clear();
            }

            _eventTypes.Add(eventType, utf8 = Encoding.UTF8.GetBytes(eventType));
        }

        return utf8;
    }
}
