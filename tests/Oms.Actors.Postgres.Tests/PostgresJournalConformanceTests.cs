using FsCheck;
using FsCheck.Fluent;
using Npgsql;
using Oms.Actors.Journal;
using Oms.Journal.Conformance;
using Xunit;

namespace Oms.Actors.Postgres.Tests;

public sealed class PostgresJournalConformanceTests(SharedServer server) : JournalConformance
{
    private const int Histories = 12;

    private PostgresJournalOptions? _options;
    private LossyProxy? _proxy;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public void Any_steps_leave_the_log_that_the_model_has() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(Histories),
            Prop.ForAll(JournalSteps.Arbitrary, steps => RunAsync(steps).GetAwaiter().GetResult()));

    protected override async Task<IJournal> OpenAsync()
    {
        _options ??= Behind(await server.NewDatabaseAsync(Shards));
        return await PostgresJournal.OpenAsync(_options, Cancelled);
    }

    // What the server has does not depend on whether the process that wrote it lives.
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
        await (_proxy?.DisposeAsync() ?? ValueTask.CompletedTask);
        GC.SuppressFinalize(this);
    }

    private PostgresJournalOptions Behind(PostgresJournalOptions options)
    {
        var to = new NpgsqlConnectionStringBuilder(options.ConnectionString);
        _proxy = new LossyProxy(to.Port);
        to.Port = _proxy.Port;
        return options with { ConnectionString = to.ToString() };
    }

    private async Task RunAsync(JournalStep[] steps)
    {
        await using var journal = await PostgresJournal.OpenAsync(await server.NewDatabaseAsync(Shards), Cancelled);
        await new JournalModel(journal).RunAsync(steps);
        Assert.Empty(await journal.CheckAsync(Cancelled));
    }
}

internal static class JournalSteps
{
    public static Arbitrary<JournalStep[]> Arbitrary { get; } = Gen.Choose(0, 1_000).ArrayOf(4)
        .Select(n => new JournalStep(n[0], n[1], n[2], n[3])).ArrayOf().ToArbitrary();
}
