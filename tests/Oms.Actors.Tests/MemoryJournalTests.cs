using FsCheck;
using FsCheck.Fluent;
using Oms.Actors.Journal;
using Oms.Journal.Conformance;
using Oms.Testing;
using Xunit;

namespace Oms.Actors.Tests;

public sealed class MemoryJournalTests : JournalConformance
{
    private readonly MemoryStore _store = new(Shards);
    private JournalFault _next;

    [Fact]
    public void Any_steps_leave_the_log_that_the_model_has() =>
        Prop.ForAll(JournalSteps.Arbitrary, steps =>
        {
            new JournalModel(new MemoryJournal(new MemoryStore(Shards))).RunAsync(steps).GetAwaiter().GetResult();
        }).QuickCheckThrowOnFailure();

    protected override Task<IJournal> OpenAsync() => Task.FromResult<IJournal>(
        new FaultyJournal(new MemoryJournal(_store), call =>
        {
            var fault = call is JournalCall.Append ? _next : JournalFault.None;
            _next = call is JournalCall.Append ? JournalFault.None : _next;
            return Task.FromResult(fault);
        }));

    protected override Task<IJournal> OpenWhatIsLeftAsync() => OpenAsync();

    protected override Task LoseNextAppendAsync(bool withEffect)
    {
        _next = withEffect ? JournalFault.UnknownWithEffect : JournalFault.UnknownWithoutEffect;
        return Task.CompletedTask;
    }
}

internal static class JournalSteps
{
    public static Arbitrary<JournalStep[]> Arbitrary { get; } = Gen.Choose(0, 1_000).ArrayOf(4)
        .Select(n => new JournalStep(n[0], n[1], n[2], n[3])).ArrayOf().ToArbitrary();
}
