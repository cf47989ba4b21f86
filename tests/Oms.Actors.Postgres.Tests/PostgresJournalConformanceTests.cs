using FsCheck;
using FsCheck.Fluent;
using Oms.Actors.Journal;
using Oms.Journal.Conformance;
using Xunit;

namespace Oms.Actors.Postgres.Tests;

public sealed class PostgresJournalConformanceTests(SharedServer server) : JournalConformance
{
    private const int Histories = 12;

    private PostgresJournalOptions? _options;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public void Any_steps_leave_the_log_that_the_model_has() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(Histories),
            Prop.ForAll(JournalSteps.Arbitrary, steps => RunAsync(steps).GetAwaiter().GetResult()));

    protected override async Task<IJournal> OpenAsync()
    {
        _options ??= await server.NewDatabaseAsync(Shards);
        return await PostgresJournal.OpenAsync(_options, Cancelled);
    }

    // What the server has does not depend on whether the process that wrote it lives.
    protected override Task<IJournal> OpenWhatIsLeftAsync() => OpenAsync();

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
