using FsCheck;
using FsCheck.Fluent;
using Oms.Actors.Journal;
using Oms.Journal.Conformance;
using Xunit;

namespace Oms.Actors.Tests;

public sealed class MemoryJournalTests : JournalConformance
{
    private readonly MemoryStore _store = new(Shards);

    [Fact]
    public void Any_steps_leave_the_log_that_the_model_has() =>
        Prop.ForAll(JournalSteps.Arbitrary, steps =>
        {
            new JournalModel(new MemoryJournal(new MemoryStore(Shards))).RunAsync(steps).GetAwaiter().GetResult();
        }).QuickCheckThrowOnFailure();

    protected override Task<IJournal> OpenAsync() => Task.FromResult<IJournal>(new MemoryJournal(_store));

    protected override Task<IJournal> OpenWhatIsLeftAsync() => OpenAsync();
}

internal static class JournalSteps
{
    public static Arbitrary<JournalStep[]> Arbitrary { get; } = Gen.Choose(0, 1_000).ArrayOf(4)
        .Select(n => new JournalStep(n[0], n[1], n[2], n[3])).ArrayOf().ToArbitrary();
}
