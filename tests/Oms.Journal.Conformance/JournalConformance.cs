using NodaTime;
using Oms.Actors.Journal;
using Xunit;

namespace Oms.Journal.Conformance;

/// <summary>What every journal must do. A test class for a journal derives from it and says how to open one.</summary>
public abstract partial class JournalConformance : IAsyncLifetime
{
    /// <summary>The journals under test have four shards.</summary>
    protected const int Shards = 4;

    private readonly List<IJournal> _opened = [];
    private JournalDriver? _driver;

    protected JournalDriver Driver => _driver ?? throw new InvalidOperationException("The journal is not open.");

    private static CancellationToken None => TestContext.Current.CancellationToken;

    /// <summary>Opens the journal, or opens it again after it was disposed.</summary>
    protected abstract Task<IJournal> OpenAsync();

    /// <summary>Opens what would be left if the process had been killed now, while the journal is still open.</summary>
    protected abstract Task<IJournal> OpenWhatIsLeftAsync();

    public async ValueTask InitializeAsync() => _driver = new JournalDriver(await TrackAsync(OpenAsync()), Shards);

    public virtual async ValueTask DisposeAsync()
    {
        foreach (var journal in _opened)
        {
            await journal.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_new_journal_is_empty()
    {
        Assert.Equal(Shards, Driver.Journal.ShardCount);
        for (var shard = 0; shard < Shards; shard++)
        {
            Assert.Equal(0, await Driver.Journal.ReadHeadAsync(shard, None));
            Assert.Empty(await Driver.Journal.ReadShardAsync(shard, 0, 10, None));
        }
    }

    [Fact]
    public async Task Every_acquire_raises_the_epoch_by_one_and_tells_the_head()
    {
        var first = await Driver.Journal.AcquireAsync(1, Guid.Empty);
        await Driver.AcquireAsync(1);
        await Driver.AppendAsync(Driver.EntityIn(1), count: 3);

        var third = await Driver.Journal.AcquireAsync(1, Guid.Empty);

        Assert.Equal((1, first.Epoch + 2, 3L), (third.Shard, third.Epoch, third.Head));
    }

    [Fact]
    public async Task The_epochs_of_some_shards_are_those_of_their_last_acquires()
    {
        Assert.Equal(0, (await Driver.Journal.ReadEpochsAsync([3], None))[3]);
        _ = await Driver.Journal.AcquireAsync(1, Guid.Empty);
        var newest = await Driver.Journal.AcquireAsync(1, Guid.Empty);
        var other = await Driver.Journal.AcquireAsync(2, Guid.Empty);

        var epochs = await Driver.Journal.ReadEpochsAsync([2, 1], None);

        Assert.Equal([(1, newest.Epoch), (2, other.Epoch)], epochs.Select(one => (one.Key, one.Value)).Order());
        await Driver.AcquireAsync(1);
        await Driver.AppendAsync(Driver.EntityIn(1), count: 2);
        Assert.Equal(newest.Epoch + 1, (await Driver.Journal.ReadEpochsAsync([1], None))[1]);
    }

    [Fact]
    public async Task Offsets_are_contiguous_from_one()
    {
        await Driver.AcquireAsync(0);
        await Driver.AppendAsync(Driver.EntityIn(0), count: 3);
        await Driver.AppendAsync(Driver.EntityIn(0, "other"), count: 2);

        var log = await Driver.Journal.ReadShardAsync(0, 0, 100, None);

        Assert.Equal([1, 2, 3, 4, 5], log.Select(record => record.Offset));
        Assert.Equal(5, await Driver.Journal.ReadHeadAsync(0, None));
    }

    [Fact]
    public async Task A_record_comes_back_as_it_was_written()
    {
        await Driver.AcquireAsync(2);
        var written = Driver.Next(Driver.EntityIn(2), Driver.NewId()) with
        {
            RecordedAt = Instant.FromUtc(2026, 3, 1, 12, 0) + Duration.FromNanoseconds(123_456_789),
            Payload = "{\"a\":\"\u00e4\u4e2d\"}"u8.ToArray(),
            Seal = new byte[] { 0, 255, 1 },
            EventVersion = 7,
        };
        await Driver.WriteAsync(written);

        var read = Assert.Single(await Driver.Journal.ReadShardAsync(2, 0, 10, None));

        JournalDriver.AssertSame(written, read);
    }

    [Fact]
    public async Task A_batch_over_several_shards_is_written_as_one()
    {
        await Driver.AcquireAsync(0);
        await Driver.AcquireAsync(3);

        await Driver.WriteAsync(
            Driver.Next(Driver.EntityIn(0), Driver.NewId()), Driver.Next(Driver.EntityIn(3), Driver.NewId()));

        Assert.Equal(1, await Driver.Journal.ReadHeadAsync(0, None));
        Assert.Equal(1, await Driver.Journal.ReadHeadAsync(3, None));
    }

    [Fact]
    public async Task A_writer_of_an_earlier_epoch_writes_nothing_in_any_shard()
    {
        await Driver.AcquireAsync(0);
        await Driver.AcquireAsync(1);
        await Driver.Journal.AcquireAsync(1, Guid.Empty);

        var fenced = await Assert.ThrowsAsync<JournalFencedException>(() => Driver.WriteAsync(
            Driver.Next(Driver.EntityIn(0), Driver.NewId()), Driver.Next(Driver.EntityIn(1), Driver.NewId())));

        Assert.Equal(1, fenced.Shard);
        Assert.Equal(0, await Driver.Journal.ReadHeadAsync(0, None));
        Assert.Equal(0, await Driver.Journal.ReadHeadAsync(1, None));
    }

    [Fact]
    public async Task A_writer_that_does_not_know_the_head_is_fenced()
    {
        await Driver.AcquireAsync(0);
        var stale = Driver.Next(Driver.EntityIn(0), Driver.NewId());
        await Driver.WriteAsync(stale);
        var append = new ShardAppend(Driver.TermOf(0), ExpectedHead: 0, [stale with { CommandId = Driver.NewId() }]);

        await Assert.ThrowsAsync<JournalFencedException>(
            () => Driver.Journal.AppendAsync(new AppendBatch([append])));

        Assert.Equal(1, await Driver.Journal.ReadHeadAsync(0, None));
    }

    [Fact]
    public async Task A_command_id_of_an_entity_is_written_once()
    {
        await Driver.AcquireAsync(0);
        await Driver.AcquireAsync(1);
        var entity = Driver.EntityIn(0);
        var id = Driver.NewId();
        await Driver.WriteAsync(Driver.Next(entity, id));

        var duplicate = await Assert.ThrowsAsync<DuplicateCommandException>(() => Driver.WriteAsync(
            Driver.Next(Driver.EntityIn(1), Driver.NewId()), Driver.Next(entity, id)));

        Assert.Equal((entity, id), (duplicate.Address, duplicate.CommandId));
        Assert.Equal(1, await Driver.Journal.ReadHeadAsync(0, None));
        Assert.Equal(0, await Driver.Journal.ReadHeadAsync(1, None));
    }

    [Fact]
    public async Task A_command_id_twice_in_one_batch_is_refused()
    {
        await Driver.AcquireAsync(0);
        var id = Driver.NewId();
        var first = Driver.Next(Driver.EntityIn(0), id);

        await Assert.ThrowsAsync<DuplicateCommandException>(() => Driver.WriteAsync(
            first, first with { Offset = first.Offset + 1, Seq = first.Seq + 1 }));

        Assert.Equal(0, await Driver.Journal.ReadHeadAsync(0, None));
    }

    [Fact]
    public async Task Two_entities_may_have_used_the_same_command_id()
    {
        await Driver.AcquireAsync(0);
        var id = Driver.NewId();
        var (one, other) = (Driver.EntityIn(0), Driver.EntityIn(0, "other"));
        await Driver.WriteAsync(Driver.Next(one, id));
        await Driver.WriteAsync(Driver.Next(other, id));

        Assert.Equal(one, Assert.Single(await Driver.Journal.FindCommandAsync(one, id, None)).Address);
        Assert.Equal(other, Assert.Single(await Driver.Journal.FindCommandAsync(other, id, None)).Address);
    }

    [Fact]
    public async Task A_sequence_number_of_an_entity_is_written_once()
    {
        await Driver.AcquireAsync(0);
        var record = Driver.Next(Driver.EntityIn(0), Driver.NewId());
        await Driver.WriteAsync(record);

        await Assert.ThrowsAnyAsync<Exception>(() => Driver.WriteAsync(
            record with { Offset = 2, CommandId = Driver.NewId() }));

        Assert.Equal(1, await Driver.Journal.ReadHeadAsync(0, None));
    }

    [Fact]
    public async Task A_command_is_found_with_all_its_records_and_no_others()
    {
        await Driver.AcquireAsync(0);
        var entity = Driver.EntityIn(0);
        await Driver.AppendAsync(entity, count: 2);
        var id = await Driver.AppendAsync(entity, count: 70);
        await Driver.AppendAsync(entity, count: 3);

        var found = await Driver.Journal.FindCommandAsync(entity, id, None);

        Assert.Equal(Enumerable.Range(3, 70).Select(seq => (long)seq), found.Select(record => record.Seq));
        Assert.Empty(await Driver.Journal.FindCommandAsync(entity, Driver.NewId(), None));
        Assert.Empty(await Driver.Journal.FindCommandAsync(Driver.EntityIn(1), id, None));
    }

    [Fact]
    public async Task An_entity_is_read_in_order_from_any_sequence_number()
    {
        await Driver.AcquireAsync(0);
        var entity = Driver.EntityIn(0);
        for (var i = 0; i < 5; i++)
        {
            await Driver.AppendAsync(entity, count: 1);
            await Driver.AppendAsync(Driver.EntityIn(0, "other"), count: 1);
        }

        Assert.Equal(
            [3, 4], (await Driver.Journal.ReadEntityAsync(entity, 2, 2, None)).Select(record => record.Seq));
        Assert.Empty(await Driver.Journal.ReadEntityAsync(entity, 5, 2, None));
        Assert.Empty(await Driver.Journal.ReadEntityAsync(Driver.EntityIn(0, "nobody"), 0, 2, None));
    }

    [Fact]
    public async Task A_shard_is_read_in_pages()
    {
        await Driver.AcquireAsync(1);
        await Driver.AppendAsync(Driver.EntityIn(1), count: 5);

        Assert.Equal([3, 4], (await Driver.Journal.ReadShardAsync(1, 2, 2, None)).Select(record => record.Offset));
        Assert.Empty(await Driver.Journal.ReadShardAsync(1, 5, 2, None));
    }

    [Fact]
    public async Task What_was_appended_is_there_after_it_was_closed_and_opened_again()
    {
        await Driver.AcquireAsync(0);
        var entity = Driver.EntityIn(0);
        var id = await Driver.AppendAsync(entity, count: 3);
        await Driver.Journal.DisposeAsync();

        var again = await TrackAsync(OpenAsync());

        Assert.Equal(3, await again.ReadHeadAsync(0, None));
        Assert.Equal(3, (await again.FindCommandAsync(entity, id, None)).Count);
        Assert.Equal(Driver.TermOf(0).Epoch + 1, (await again.AcquireAsync(0, Guid.Empty)).Epoch);
    }

    [Fact]
    public async Task What_was_appended_is_there_after_the_process_was_killed()
    {
        await Driver.AcquireAsync(0);
        await Driver.AppendAsync(Driver.EntityIn(0), count: 3);

        var left = await TrackAsync(OpenWhatIsLeftAsync());

        Assert.Equal(3, await left.ReadHeadAsync(0, None));
        Assert.Equal(3, (await left.ReadEntityAsync(Driver.EntityIn(0), 0, 10, None)).Count);
        Assert.Equal(Driver.TermOf(0).Epoch + 1, (await left.AcquireAsync(0, Guid.Empty)).Epoch);
    }

    [Fact]
    public async Task Reminders_are_listed_when_due_earliest_first()
    {
        var (noon, one, two) = (Instant.FromUtc(2026, 3, 1, 12, 0), Driver.EntityIn(0), Driver.EntityIn(0, "other"));
        await Driver.AcquireAsync(0);
        await Driver.AcquireAsync(1);
        ReminderRow[] rows =
        [
            new(one, "late", noon + Duration.FromMinutes(3), 1),
            new(one, "early", noon + Duration.FromMinutes(1), 1),
            new(two, "early", noon + Duration.FromMinutes(2), 1),
        ];
        await Driver.WriteAsync(Driver.RowsOf(0) with { Reminders = rows });

        var due = await Driver.Journal.ReadRemindersAsync(0, noon + Duration.FromMinutes(2), 10, None);

        Assert.Equal([rows[1], rows[2]], due);
        Assert.Equal([rows[1]], await Driver.Journal.ReadRemindersAsync(0, rows[0].DueAt!.Value, 1, None));
        Assert.Equal(rows[1].DueAt, await Driver.Journal.ReadNextReminderAsync(0, None));
        Assert.Null(await Driver.Journal.ReadNextReminderAsync(1, None));
    }

    [Fact]
    public async Task A_reminder_is_replaced_and_removed_but_never_by_an_older_version()
    {
        var (noon, entity) = (Instant.FromUtc(2026, 3, 1, 12, 0), Driver.EntityIn(0));
        await Driver.AcquireAsync(0);
        await Driver.WriteAsync(Driver.RowsOf(0) with { Reminders = [new(entity, "r", noon, 1)] });
        await Driver.WriteAsync(Driver.RowsOf(0) with
        {
            Reminders = [new(entity, "r", noon + Duration.FromHours(1), 2)],
        });
        await Driver.WriteAsync(Driver.RowsOf(0) with { Reminders = [new(entity, "r", null, 1)] });
        Assert.Equal(noon + Duration.FromHours(1), await Driver.Journal.ReadNextReminderAsync(0, None));

        await Driver.WriteAsync(Driver.RowsOf(0) with { Reminders = [new(entity, "r", null, 2)] });

        Assert.Null(await Driver.Journal.ReadNextReminderAsync(0, None));
    }

    [Fact]
    public async Task The_newest_snapshot_is_kept()
    {
        var entity = Driver.EntityIn(0);
        await Driver.AcquireAsync(0);
        Assert.Null(await Driver.Journal.ReadSnapshotAsync(entity, None));
        foreach (byte seq in new byte[] { 1, 2 })
        {
            await Driver.WriteAsync(Driver.RowsOf(0) with
            {
                Snapshots = [new(entity, seq, 3, new byte[] { seq, 0, 255 })],
            });
        }

        var snapshot = await Driver.Journal.ReadSnapshotAsync(entity, None);

        Assert.Equal((entity, 2L, 3), (snapshot!.Address, snapshot.Seq, snapshot.SchemaVersion));
        Assert.Equal([2, 0, 255], snapshot.Payload.ToArray());
    }

    [Fact]
    public async Task Cursors_are_kept_per_shard_and_consumer()
    {
        await Driver.AcquireAsync(0);
        await Driver.AcquireAsync(1);
        await Driver.WriteAsync(Driver.RowsOf(0) with { Cursors = [new("a", 5), new("b", 6)] });
        await Driver.WriteAsync(Driver.RowsOf(0) with { Cursors = [new("a", 7)] });

        Assert.Equal(7, await Driver.Journal.ReadCursorAsync(0, "a", None));
        Assert.Equal(6, await Driver.Journal.ReadCursorAsync(0, "b", None));
        Assert.Equal(0, await Driver.Journal.ReadCursorAsync(1, "a", None));
    }

    [Fact]
    public async Task An_entity_set_aside_is_listed_until_it_is_released()
    {
        var (entity, since) = (Driver.EntityIn(2), Instant.FromUtc(2026, 3, 1, 12, 0));
        await Driver.AcquireAsync(2);
        var row = new QuarantineRow(entity, "cannot be read", 4, since);
        await Driver.WriteAsync(Driver.RowsOf(2) with { Quarantine = [row] });
        Assert.Equal([row], await Driver.Journal.ReadQuarantineAsync(None));

        await Driver.WriteAsync(Driver.RowsOf(2) with { Quarantine = [row with { Reason = null }] });

        Assert.Empty(await Driver.Journal.ReadQuarantineAsync(None));
    }

    [Fact]
    public async Task Rows_of_a_fenced_batch_are_not_written()
    {
        var entity = Driver.EntityIn(0);
        await Driver.AcquireAsync(0);
        await Driver.Journal.AcquireAsync(0, Guid.Empty);

        await Assert.ThrowsAsync<JournalFencedException>(() => Driver.WriteAsync(Driver.RowsOf(0) with
        {
            Cursors = [new("a", 5)],
            Snapshots = [new(entity, 1, 1, new byte[] { 1 })],
            Reminders = [new(entity, "r", Instant.FromUtc(2026, 3, 1, 12, 0), 1)],
            Quarantine = [new(entity, "r", 1, Instant.FromUtc(2026, 3, 1, 12, 0))],
        }));

        Assert.Equal(0, await Driver.Journal.ReadCursorAsync(0, "a", None));
        Assert.Null(await Driver.Journal.ReadSnapshotAsync(entity, None));
        Assert.Null(await Driver.Journal.ReadNextReminderAsync(0, None));
        Assert.Empty(await Driver.Journal.ReadQuarantineAsync(None));
    }

    [Fact]
    public async Task A_record_out_of_place_is_refused_with_its_whole_batch()
    {
        await Driver.AcquireAsync(0);
        var record = Driver.Next(Driver.EntityIn(0), Driver.NewId());

        await Assert.ThrowsAnyAsync<Exception>(() => Driver.WriteAsync(record with { Offset = 2 }));

        Assert.Equal(0, await Driver.Journal.ReadHeadAsync(0, None));
    }

    [Fact]
    public async Task A_read_that_was_cancelled_ends_as_cancelled() =>
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Driver.Journal.ReadShardAsync(0, 0, 1, new CancellationToken(canceled: true)));

    private async Task<IJournal> TrackAsync(Task<IJournal> opening)
    {
        var journal = await opening;
        _opened.Add(journal);
        return journal;
    }
}
