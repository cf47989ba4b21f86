using Oms.Actors.Journal;
using Oms.Actors.Processes;
using Oms.Actors.Tests.Ledger;
using Oms.Testing;
using Xunit;

namespace Oms.Actors.Tests;

/// <summary>A stop is no fault: nobody has to look at what it cuts short.</summary>
public sealed class StoppingTests : IDisposable
{
    private readonly CollectedLogs _logs = new();
    private readonly TaskCompletionSource _inside = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ManualResetEventSlim _goOn = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _goOn.Set();
        _goOn.Dispose();
        _logs.Dispose();
    }

    [Fact]
    public async Task A_process_manager_that_a_stop_interrupts_logs_no_error_and_does_its_work_at_the_next_start()
    {
        var store = new MemoryStore(1);
        await using (var before = await new LedgerFixture(new MemoryJournal(store)).StartedAsync())
        {
            await before.AskAsync("a", new AccountCommand.Deposit(9));
        }

        var ledger = await new LedgerFixture(new MemoryJournal(store), logs: _logs).StartedAsync(
            new DoublingManager(() =>
            {
                _inside.TrySetResult();
                _goOn.Wait(Cancelled);
            }));
        await _inside.Task.WaitAsync(Cancelled);
        await ledger.System.DisposeAsync();
        _goOn.Set();
        await ledger.System.WaitUntilIdleAsync(Cancelled);
        await ledger.DisposeAsync();

        Assert.Empty(_logs.Errors);
        await using var after = await new LedgerFixture(new MemoryJournal(store))
            .StartedAsync(new DoublingManager(() => { }));
        await after.System.WaitUntilIdleAsync(Cancelled);
        Assert.Equal(9, (await after.ReadAsync("b")).State.Balance);
    }

    [Fact]
    public async Task A_drain_under_load_waits_for_no_clock_and_logs_no_error()
    {
        var ledger = await new LedgerFixture(new MemoryJournal(new MemoryStore(4)), logs: _logs)
            .StartedAsync(new TransferManager(), new BalanceProjection());
        var asked = Enumerable.Range(0, 400).Select(i => ledger.AskAsync(
            $"a{i % 40}",
            i < 40
                ? new AccountCommand.Deposit(1_000)
                : new AccountCommand.Send($"t{i}", LedgerFixture.Address($"a{i % 7}"), 1))).ToArray();
        await Task.WhenAll(asked[..60]);

        await ledger.System.DrainAsync(Cancelled).WaitAsync(TimeSpan.FromSeconds(30), Cancelled);
        await ledger.DisposeAsync();

        Assert.Empty(_logs.Errors);
        Assert.All(await Task.WhenAll(asked), reply => Assert.NotEqual(RetryReason.Faulted, reply.Retry));
    }

    /// <summary>Deposits for b what was deposited for a.</summary>
    private sealed class DoublingManager(Action wait) : IProcessManager
    {
        public string Name => "doubling";

        public bool Listens(string kind) => kind == AccountKind.Name;

        public IReadOnlyList<ProcessStep> React(RecordedEvent happened)
        {
            wait();
            return happened is { Address.Id: "a", Event: AccountEvent.Deposited e }
                ? [new ProcessStep(LedgerFixture.Address("b"), new AccountCommand.Deposit(e.Amount))]
                : [];
        }

        public IReadOnlyList<ProcessStep> Compensate(RecordedEvent happened, ProcessStep rejected, object reason) => [];
    }
}
