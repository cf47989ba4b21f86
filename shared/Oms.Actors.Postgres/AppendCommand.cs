using System.Globalization;
using Npgsql;
using NpgsqlTypes;
using Oms.Actors.Journal;
using Oms.Entities;

namespace Oms.Actors.Postgres;

/// <summary>The one statement of an append. Its parameters are columns that are filled anew for each batch.</summary>
/// <threadsafety>One batch at a time.</threadsafety>
internal sealed class AppendCommand : IDisposable
{
    private readonly NpgsqlCommand _command = new();
    private readonly List<Action> _clear = [];

    private readonly List<short> _shards;
    private readonly List<long> _epochs;
    private readonly List<long> _heads;
    private readonly List<int> _counts;
    private readonly RecordColumns _records;
    private readonly TimerColumns _timers;
    private readonly SnapshotColumns _snapshots;
    private readonly List<short> _cursorShards;
    private readonly List<string> _consumers;
    private readonly List<long> _cursors;
    private readonly QuarantineColumns _quarantine;

    public AppendCommand()
    {
        // In the order of the function's parameters.
        _shards = Column<short>(NpgsqlDbType.Smallint);
        _epochs = Column<long>(NpgsqlDbType.Bigint);
        _heads = Column<long>(NpgsqlDbType.Bigint);
        _counts = Column<int>(NpgsqlDbType.Integer);
        _records = new RecordColumns(this);
        _timers = new TimerColumns(this);
        _snapshots = new SnapshotColumns(this);
        _cursorShards = Column<short>(NpgsqlDbType.Smallint);
        _consumers = Column<string>(NpgsqlDbType.Text);
        _cursors = Column<long>(NpgsqlDbType.Bigint);
        _quarantine = new QuarantineColumns(this);
        var parameters = Enumerable.Range(1, _command.Parameters.Count)
            .Select(number => string.Create(CultureInfo.InvariantCulture, $"${number}"));
        _command.CommandText = $"select journal_append({string.Join(", ", parameters)})";
    }

    /// <summary>Prepares it on a connection, which it is then sent over.</summary>
    public Task PrepareAsync(NpgsqlConnection connection)
    {
        _command.Connection = connection;
        return _command.PrepareAsync();
    }

    /// <summary>Sends the batch, and returns when the server has said that it is committed.</summary>
    /// <exception cref="ArgumentException">A record is out of place; nothing was sent.</exception>
    public async Task ExecuteAsync(AppendBatch batch)
    {
        try
        {
            foreach (var append in batch.Shards)
            {
                Add(append);
            }

            // It takes no token, for a write in flight cannot be called back.
            await _command.ExecuteNonQueryAsync(CancellationToken.None);
        }
        finally
        {
            _clear.ForEach(clear => clear());
        }
    }

    public void Dispose() => _command.Dispose();

    private List<T> Column<T>(NpgsqlDbType type)
    {
        List<T> values = [];
        _clear.Add(values.Clear);
        _command.Parameters.Add(new NpgsqlParameter<List<T>>
        {
            TypedValue = values,
            NpgsqlDbType = NpgsqlDbType.Array | type,
        });
        return values;
    }

    private void Add(ShardAppend append)
    {
        var shard = (short)append.Term.Shard;
        _shards.Add(shard);
        _epochs.Add(append.Term.Epoch);
        _heads.Add(append.ExpectedHead);
        _counts.Add(append.Records.Count);
        for (var i = 0; i < append.Records.Count; i++)
        {
            var record = append.Records[i];
            if (record.Offset != append.ExpectedHead + 1 + i
                || record.Shard != shard
                || record.Epoch != append.Term.Epoch)
            {
                throw new ArgumentException($"Record {record.Shard}-{record.Offset} is out of place.");
            }

            _records.Add(record);
        }

        foreach (var row in append.Reminders)
        {
            _timers.Add(shard, row);
        }

        foreach (var row in append.Snapshots)
        {
            _snapshots.Add(shard, row);
        }

        foreach (var row in append.Cursors)
        {
            _cursorShards.Add(shard);
            _consumers.Add(row.Consumer);
            _cursors.Add(row.Offset);
        }

        foreach (var row in append.Quarantine)
        {
            _quarantine.Add(shard, row);
        }
    }

    private sealed class AddressColumns(AppendCommand command)
    {
        private readonly List<string> _tenants = command.Column<string>(NpgsqlDbType.Text);
        private readonly List<string> _kinds = command.Column<string>(NpgsqlDbType.Text);
        private readonly List<string> _ids = command.Column<string>(NpgsqlDbType.Text);

        public void Add(EntityAddress address)
        {
            _tenants.Add(address.Tenant);
            _kinds.Add(address.Kind);
            _ids.Add(address.Id);
        }
    }

    private sealed class RecordColumns(AppendCommand command)
    {
        private readonly List<short> _shards = command.Column<short>(NpgsqlDbType.Smallint);
        private readonly List<long> _offsets = command.Column<long>(NpgsqlDbType.Bigint);
        private readonly AddressColumns _addresses = new(command);
        private readonly List<long> _seqs = command.Column<long>(NpgsqlDbType.Bigint);
        private readonly List<long> _epochs = command.Column<long>(NpgsqlDbType.Bigint);
        private readonly List<Guid?> _commandIds = command.Column<Guid?>(NpgsqlDbType.Uuid);
        private readonly List<string> _types = command.Column<string>(NpgsqlDbType.Text);
        private readonly List<int> _versions = command.Column<int>(NpgsqlDbType.Integer);
        private readonly List<long> _recorded = command.Column<long>(NpgsqlDbType.Bigint);
        private readonly List<ReadOnlyMemory<byte>> _metas = command.Column<ReadOnlyMemory<byte>>(NpgsqlDbType.Bytea);
        private readonly List<ReadOnlyMemory<byte>> _payloads =
            command.Column<ReadOnlyMemory<byte>>(NpgsqlDbType.Bytea);

        private readonly List<ReadOnlyMemory<byte>> _seals = command.Column<ReadOnlyMemory<byte>>(NpgsqlDbType.Bytea);

        public void Add(JournalRecord record)
        {
            _shards.Add((short)record.Shard);
            _offsets.Add(record.Offset);
            _addresses.Add(record.Address);
            _seqs.Add(record.Seq);
            _epochs.Add(record.Epoch);
            _commandIds.Add(record.CommandId?.Value);
            _types.Add(record.EventType);
            _versions.Add(record.EventVersion);
            _recorded.Add(JournalRows.Stored(record.RecordedAt));
            _metas.Add(record.Meta);
            _payloads.Add(record.Payload);
            _seals.Add(record.Seal);
        }
    }

    private sealed class TimerColumns(AppendCommand command)
    {
        private readonly List<short> _shards = command.Column<short>(NpgsqlDbType.Smallint);
        private readonly AddressColumns _addresses = new(command);
        private readonly List<string> _names = command.Column<string>(NpgsqlDbType.Text);
        private readonly List<long?> _due = command.Column<long?>(NpgsqlDbType.Bigint);
        private readonly List<long> _versions = command.Column<long>(NpgsqlDbType.Bigint);

        public void Add(short shard, ReminderRow row)
        {
            _shards.Add(shard);
            _addresses.Add(row.Address);
            _names.Add(row.Name);
            _due.Add(row.DueAt is { } due ? JournalRows.Stored(due) : null);
            _versions.Add(row.Version);
        }
    }

    private sealed class SnapshotColumns(AppendCommand command)
    {
        private readonly List<short> _shards = command.Column<short>(NpgsqlDbType.Smallint);
        private readonly AddressColumns _addresses = new(command);
        private readonly List<long> _seqs = command.Column<long>(NpgsqlDbType.Bigint);
        private readonly List<int> _versions = command.Column<int>(NpgsqlDbType.Integer);
        private readonly List<ReadOnlyMemory<byte>> _payloads =
            command.Column<ReadOnlyMemory<byte>>(NpgsqlDbType.Bytea);

        public void Add(short shard, SnapshotRow row)
        {
            _shards.Add(shard);
            _addresses.Add(row.Address);
            _seqs.Add(row.Seq);
            _versions.Add(row.SchemaVersion);
            _payloads.Add(row.Payload);
        }
    }

    private sealed class QuarantineColumns(AppendCommand command)
    {
        private readonly List<short> _shards = command.Column<short>(NpgsqlDbType.Smallint);
        private readonly AddressColumns _addresses = new(command);
        private readonly List<string?> _reasons = command.Column<string?>(NpgsqlDbType.Text);
        private readonly List<long> _seqs = command.Column<long>(NpgsqlDbType.Bigint);
        private readonly List<long> _since = command.Column<long>(NpgsqlDbType.Bigint);

        public void Add(short shard, QuarantineRow row)
        {
            _shards.Add(shard);
            _addresses.Add(row.Address);
            _reasons.Add(row.Reason);
            _seqs.Add(row.AtSeq);
            _since.Add(JournalRows.Stored(row.Since));
        }
    }
}
