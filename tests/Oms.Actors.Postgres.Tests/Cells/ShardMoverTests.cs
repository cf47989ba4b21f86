using NodaTime;
using Oms.Actors.Cluster;
using Oms.Actors.Journal;
using Oms.Actors.Postgres.Cells;
using Oms.Journal.Conformance;
using Oms.Testing;
using Xunit;

namespace Oms.Actors.Postgres.Tests.Cells;

public sealed class ShardMoverTests(SharedServer server) : IAsyncLifetime
{
    private const int Shards = 4;
    private const int Shard = 1;
    private const int Records = 40;

    private static readonly Instant Noon = Instant.FromUtc(2026, 3, 1, 12, 0);

    private IReadOnlyList<PostgresCell> _cells = [];
    private PostgresCells _open = null!;
    private JournalDriver _driver = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _cells = await TwoCells.NewAsync(server, Shards);
        _open = await PostgresCells.OpenAsync(_cells, TimeProvider.System, Cancelled);
        _driver = new JournalDriver(_open.Journal, Shards);
        for (var shard = 0; shard < Shards; shard++)
        {
            await _driver.AcquireAsync(shard);
            await WriteAsync(shard);
        }
    }

    public ValueTask DisposeAsync() => _open.DisposeAsync();

    [Fact]
    public async Task A_moved_shard_is_in_its_new_cell_with_all_that_belongs_to_it_and_no_other_shard_is()
    {
        var entity = _driver.EntityIn(Shard);
        var rows = _driver.RowsOf(Shard) with
        {
            Cursors = [new("a", 7)],
            Snapshots = [new(entity, 3, 1, new byte[] { 1, 2 })],
            Reminders = [new(entity, "r", Noon, 1)],
            Quarantine = [new(entity, "cannot be read", 2, Noon)],
        };
        await _driver.WriteAsync(rows);
        await _open.Stores[0].PreferAsync(Shard, "node-1");
        var before = await _open.Journal.ReadShardAsync(Shard, 0, 1_000, Cancelled);

        await MoveAsync(to: 1);

        var after = await _open.Journal.ReadShardAsync(Shard, 0, 1_000, Cancelled);
        Assert.Equal(Records, after.Count);
        foreach (var (one, other) in before.Zip(after))
        {
            JournalDriver.AssertSame(one, other);
        }

        Assert.Equal(7, await _open.Journal.ReadCursorAsync(Shard, "a", Cancelled));
        Assert.Equal([1, 2], (await _open.Journal.ReadSnapshotAsync(entity, Cancelled))!.Payload.ToArray());
        Assert.Equal(rows.Reminders, await _open.Journal.ReadRemindersAsync(Shard, Noon, 10, Cancelled));
        Assert.Equal(rows.Quarantine, await _open.Journal.ReadQuarantineAsync(Cancelled));
        Assert.Equal(rows.Quarantine, await _open.Journal.ReadQuarantineAsync(Shard, Cancelled));
        Assert.Equal("node-1", (await _open.Stores[1].ReadAsync(Cancelled)).Shards[Shard].Preferred);
        Assert.Equal((long)Records, await Sql.ScalarAsync(_cells[1].Journal, "select count(*) from journal"));
        await GoesOnAsync(cell: 1);
    }

    [Fact]
    public async Task Who_had_the_shard_before_the_move_is_fenced_in_both_cells()
    {
        var append = _driver.RowsOf(Shard) with { Cursors = [new("late", 1)] };
        await using var source = await PostgresJournal.OpenAsync(_cells[0].Journal, Cancelled);
        _open.Mover.Did = step => step == "begin"
            ? Task.CompletedTask
            : Assert.ThrowsAsync<JournalFencedException>(() => source.AppendAsync(new AppendBatch([append])));

        await MoveAsync(to: 1);

        for (var cell = 0; cell < 2; cell++)
        {
            await using var journal = await PostgresJournal.OpenAsync(
                _cells[cell].Journal with { Cell = cell }, Cancelled);
            await Assert.ThrowsAsync<JournalFencedException>(() => journal.AppendAsync(new AppendBatch([append])));
        }

        await Assert.ThrowsAsync<JournalFencedException>(() => source.AcquireAsync(Shard, Guid.Empty));
    }

    [Theory]
    [InlineData("begin")]
    [InlineData("freeze")]
    [InlineData("copy")]
    [InlineData("away")]
    [InlineData("in")]
    [InlineData("map")]
    public async Task A_move_whose_mover_was_killed_after_any_step_is_finished_by_the_next_one(string step)
    {
        await KilledAfterAsync(step);

        await MoveAsync(to: 1);

        await GoesOnAsync(cell: 1);
    }

    [Theory]
    [InlineData("begin", "undo")]
    [InlineData("freeze", "undo")]
    [InlineData("copy", "undo")]
    [InlineData("away", "begin")]
    [InlineData("in", "begin")]
    [InlineData("map", "begin")]
    public async Task A_move_whose_mover_was_killed_is_undone_until_the_source_has_let_go_and_moved_back_after_that(
        string step, string back)
    {
        await KilledAfterAsync(step);
        List<string> steps = [];
        _open.Mover.Did = done =>
        {
            steps.Add(done);
            return Task.CompletedTask;
        };

        await MoveAsync(to: 0);

        Assert.Contains(back, steps);
        Assert.Equal(back == "undo", !steps.Contains("away"));
        await GoesOnAsync(cell: 0);
    }

    [Theory]
    [InlineData("begin")]
    [InlineData("freeze")]
    [InlineData("copy")]
    [InlineData("away")]
    [InlineData("in")]
    [InlineData("map")]
    public async Task A_mover_that_slept_while_others_moved_the_shard_and_it_was_written_to_harms_nothing(string step)
    {
        await using var others = await PostgresCells.OpenAsync(_cells, TimeProvider.System, Cancelled);
        var slept = false;
        _open.Mover.Did = async done =>
        {
            if (done == step && !slept)
            {
                slept = true;
                foreach (var to in new[] { 0, 1, 0 })
                {
                    await others.Mover.MoveAsync(Shard, to, Cancelled);
                    await WriteAnewAsync();
                }
            }
        };

        await MoveAsync(to: 1);

        Assert.Equal(4 * Records, await _open.Journal.ReadHeadAsync(Shard, Cancelled));
        await GoesOnAsync(cell: 1, 4 * Records);
    }

    [Fact]
    public async Task A_step_that_comes_late_changes_nothing()
    {
        await MoveAsync(to: 1);
        var epoch = (await _open.Stores[0].ReadAsync(Cancelled)).Shards[Shard].Epoch;
        await MoveAsync(to: 0);
        await WriteAnewAsync();
        await KilledAfterAsync("freeze");
        var before = await RowsAsync();

        foreach (var cell in _cells)
        {
            foreach (var step in new[] { "away(1::smallint, 1::smallint,", "in(1::smallint,", "clean(1::smallint," })
            {
                await Sql.RunAsync(cell.Journal, $"select shard_move_{step} {epoch})");
            }
        }

        await Sql.RunAsync(_cells[0].Journal, $"select shard_map_set(1::smallint, 1::smallint, {epoch + 1})");

        Assert.Equal(before, await RowsAsync());
        await MoveAsync(to: 1);
        await GoesOnAsync(cell: 1, 2 * Records);
    }

    [Fact]
    public async Task Several_movers_at_once_move_each_shard_once()
    {
        await using var others = await PostgresCells.OpenAsync(_cells, TimeProvider.System, Cancelled);

        await Task.WhenAll(
            from mover in new[] { _open.Mover, others.Mover }
            from shard in Enumerable.Range(0, Shards)
            select mover.MoveAsync(shard, to: 1, Cancelled));

        await RefreshAsync();
        Assert.All(Enumerable.Range(0, Shards), shard => Assert.Equal(1, _open.Map.CellOf(shard)));
        await GoesOnAsync(cell: 1);
    }

    [Fact]
    public async Task A_move_waits_until_a_living_owner_lets_go()
    {
        var node = new NodeInfo(new Guid(1, 0, 0, new byte[8]), "node-1", "https://node-1", Guid.Empty);
        await _open.Stores[0].JoinAsync(node, Duration.FromMinutes(10));
        var owned = new JournalDriver(_open.Journal, Shards, node.Id);
        var term = await owned.AcquireAsync(Shard);

        var (waits, waited) = (0, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        _open.Mover.Did = step =>
        {
            _ = step == "wait" && ++waits == 3 && waited.TrySetResult();
            return Task.CompletedTask;
        };

        var move = _open.Mover.MoveAsync(Shard, to: 1, Cancelled);
        await Task.WhenAny(waited.Task, move);
        var row = (await _open.Stores[0].ReadAsync(Cancelled)).Shards[Shard];

        // What it has in flight it may still write; nobody may take the shard.
        Assert.Equal((ShardState.Moving, node.Id), (row.State, row.Owner));
        await owned.WriteAsync(owned.RowsOf(Shard) with { Cursors = [new("last", 5)] });
        await Assert.ThrowsAsync<JournalFencedException>(() => _open.Journal.AcquireAsync(Shard, node.Id));
        Assert.False(move.IsCompleted);
        await _open.Stores[0].ReleaseAsync(Shard, term.Epoch, node.Id);
        await move;

        await RefreshAsync();
        Assert.Equal(5, await _open.Journal.ReadCursorAsync(Shard, "last", Cancelled));
        Assert.Empty(await TwoCells.CheckAsync(_cells, Cancelled));
    }

    [Fact]
    public async Task A_move_is_undone_when_a_living_owner_never_lets_go()
    {
        var node = new NodeInfo(new Guid(1, 0, 0, new byte[8]), "node-1", "https://node-1", Guid.Empty);
        await _open.Stores[0].JoinAsync(node, Duration.FromMinutes(10));
        var owned = new JournalDriver(_open.Journal, Shards, node.Id);
        await owned.AcquireAsync(Shard);
        var time = new ManualTime(Noon);
        await using var impatient = await PostgresCells.OpenAsync(_cells, time, Cancelled);

        var move = impatient.Mover.MoveAsync(Shard, to: 1, Cancelled);
        while (!move.IsCompleted)
        {
            time.Advance(Duration.FromMilliseconds(500));
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, Cancelled);
        }

        await Assert.ThrowsAsync<ShardMoveException>(() => move);
        var row = (await _open.Stores[0].ReadAsync(Cancelled)).Shards[Shard];
        Assert.Equal((ShardState.Active, node.Id), (row.State, row.Owner));
        await owned.WriteAsync(owned.RowsOf(Shard) with { Cursors = [new("still", 1)] });
        Assert.Empty(await TwoCells.CheckAsync(_cells, Cancelled));
    }

    [Fact]
    public async Task A_database_at_another_place_or_of_another_cluster_is_refused()
    {
        var foreign = await TwoCells.NewAsync(server, Shards);
        await using var others = await PostgresCells.OpenAsync(foreign, TimeProvider.System, Cancelled);
        IReadOnlyList<PostgresCell>[] wrong =
        [
            [_cells[1], _cells[0]], [_cells[0], foreign[1]], [_cells[0], foreign[0]], [_cells[0], _cells[0]],
        ];

        foreach (var cells in wrong)
        {
            var refused = await Assert.ThrowsAsync<PostgresJournalException>(
                () => PostgresCells.OpenAsync(cells, TimeProvider.System, Cancelled));
            Assert.Equal(PostgresJournalFault.OtherCell, refused.Fault);
        }
    }

    [Fact]
    public async Task Who_does_not_name_a_cell_that_has_shards_is_refused()
    {
        await MoveAsync(to: 1);

        var refused = await Assert.ThrowsAsync<PostgresJournalException>(
            () => PostgresCells.OpenAsync([_cells[0]], TimeProvider.System, Cancelled));

        Assert.Contains($"Shard {Shard} is in cell 1", refused.Message, StringComparison.Ordinal);
    }

    private async Task MoveAsync(int to)
    {
        await _open.Mover.MoveAsync(Shard, to, Cancelled);
        await RefreshAsync();
    }

    private async Task KilledAfterAsync(string step)
    {
        await using var doomed = await PostgresCells.OpenAsync(_cells, TimeProvider.System, Cancelled);
        doomed.Mover.Did = done => done == step
            ? Task.FromException(new InvalidOperationException($"Killed after {done}."))
            : Task.CompletedTask;
        await Assert.ThrowsAsync<InvalidOperationException>(() => doomed.Mover.MoveAsync(Shard, to: 1, Cancelled));
    }

    private async Task WriteAsync(int shard)
    {
        for (var i = 0; i < Records / 2; i++)
        {
            await _driver.AppendAsync(_driver.EntityIn(shard), count: 2);
        }
    }

    private async Task<string> RowsAsync()
    {
        var rows = "";
        foreach (var cell in _cells)
        {
            rows += await Sql.ScalarAsync(
                cell.Journal,
                """
                select concat((select jsonb_agg(s order by s.shard_id) from shard s),
                  (select jsonb_agg(m order by m.shard_id) from shard_map m), (select count(*) from journal))
                """);
        }

        return rows;
    }

    private async Task WriteAnewAsync()
    {
        await RefreshAsync();
        await _driver.AcquireAsync(Shard);
        await WriteAsync(Shard);
    }

    /// <summary>Hears where the shards are, as a node does all the time.</summary>
    private async Task RefreshAsync() => _open.Map.Update(await _open.Stores[0].ReadAsync(Cancelled));

    /// <summary>The shard is in the cell, whole, and the others are as they were; its next epoch is higher than any
    /// before, and it can be written to.</summary>
    private async Task GoesOnAsync(int cell, int records = Records)
    {
        Assert.Equal(cell, _open.Map.CellOf(Shard));
        var old = _driver.TermOf(Shard).Epoch;
        var term = await _driver.AcquireAsync(Shard);
        Assert.True(term.Epoch > old, $"Epoch {term.Epoch} after {old}.");
        Assert.Equal(records, term.Head);
        await _driver.AppendAsync(_driver.EntityIn(Shard), count: 1);
        for (var shard = 0; shard < Shards; shard++)
        {
            Assert.Equal(
                shard == Shard ? records + 1 : Records, await _open.Journal.ReadHeadAsync(shard, Cancelled));
        }

        Assert.Empty(await TwoCells.CheckAsync(_cells, Cancelled));
    }
}
