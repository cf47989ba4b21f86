using FsCheck;
using FsCheck.Fluent;
using Npgsql;
using Oms.Actors.Journal;
using Oms.Actors.Postgres.Cells;
using Oms.Journal.Conformance;
using Xunit;

namespace Oms.Actors.Postgres.Tests.Cells;

/// <summary>A journal over two databases, of which the second has one of the four shards.</summary>
public sealed class CellJournalConformanceTests(SharedServer server) : JournalConformance
{
    private const int ShardOfSecond = 2;
    private const int Histories = 12;

    private readonly List<PostgresCells> _opened = [];
    private IReadOnlyList<PostgresCell>? _cells;
    private LossyProxy? _proxy;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public void Any_steps_leave_the_log_that_the_model_has() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(Histories),
            Prop.ForAll(JournalSteps.Arbitrary, steps => RunAsync(steps).GetAwaiter().GetResult()));

    [Fact]
    public async Task A_batch_over_two_cells_is_refused_because_they_share_no_transaction()
    {
        await Driver.AcquireAsync(0);
        await Driver.AcquireAsync(ShardOfSecond);

        await Assert.ThrowsAsync<ArgumentException>(() => Driver.WriteAsync(
            Driver.Next(Driver.EntityIn(0), Driver.NewId()),
            Driver.Next(Driver.EntityIn(ShardOfSecond), Driver.NewId())));

        Assert.Equal(0, await Driver.Journal.ReadHeadAsync(0, Cancelled));
        Assert.Equal(0, await Driver.Journal.ReadHeadAsync(ShardOfSecond, Cancelled));
    }

    protected override async Task<IJournal> OpenAsync()
    {
        _cells ??= await NewAsync();
        var cells = await PostgresCells.OpenAsync(_cells, TimeProvider.System, Cancelled);
        _opened.Add(cells);
        return cells.Journal;
    }

    protected override Task<IJournal> OpenWhatIsLeftAsync() => OpenAsync();

    protected override async Task LoseNextAppendAsync(bool withEffect)
    {
        // The lane's connection is there and its statement prepared, so that the next thing it sends is an append.
        await Driver.AcquireAsync(Shards - 1);
        await Driver.AppendAsync(Driver.EntityIn(Shards - 1), count: 1);
        _proxy!.LoseNext(answer: withEffect);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        foreach (var cells in _opened)
        {
            await cells.DisposeAsync();
        }

        await (_proxy?.DisposeAsync() ?? ValueTask.CompletedTask);
        GC.SuppressFinalize(this);
    }

    private async Task<IReadOnlyList<PostgresCell>> NewAsync()
    {
        var cells = await MovedAsync();
        var to = new NpgsqlConnectionStringBuilder(cells[0].Journal.ConnectionString);
        _proxy = new LossyProxy(to.Port);
        to.Port = _proxy.Port;
        return [cells[0] with { Journal = cells[0].Journal with { ConnectionString = to.ToString() } }, cells[1]];
    }

    private async Task<IReadOnlyList<PostgresCell>> MovedAsync()
    {
        var cells = await TwoCells.NewAsync(server, Shards);
        await using var opened = await PostgresCells.OpenAsync(cells, TimeProvider.System, Cancelled);
        await opened.Mover.MoveAsync(ShardOfSecond, to: 1, Cancelled);
        return cells;
    }

    private async Task RunAsync(JournalStep[] steps)
    {
        var cells = await MovedAsync();
        await using (var opened = await PostgresCells.OpenAsync(cells, TimeProvider.System, Cancelled))
        {
            await new JournalModel(opened.Journal).RunAsync(steps);
        }

        Assert.Empty(await TwoCells.CheckAsync(cells, Cancelled));
    }
}
