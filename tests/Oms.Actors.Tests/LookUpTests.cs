using Microsoft.Extensions.Logging.Abstractions;
using Oms.Actors.Journal;
using Oms.Actors.Tests.Ledger;
using Oms.Entities;
using Oms.Testing;
using Xunit;

namespace Oms.Actors.Tests;

/// <summary>What the journal says of one command is never the answer to another.</summary>
public sealed class LookUpTests
{
    private readonly ManualTime _time = new(LedgerFixture.Noon);

    [Fact]
    public void What_was_looked_up_for_a_command_that_came_too_late_answers_no_other()
    {
        // One thread, so that the next command is sure to use the operation of the one before.
        var scheduler = new SimulationScheduler(seed: 1) { WhenIdle = LetTimePass };
        scheduler.Run(async () =>
        {
            var slow = false;
            var journal = new FaultyJournal(
                new MemoryJournal(new MemoryStore(shardCount: 1)),
                async call =>
                {
                    if (slow && call is JournalCall.Read)
                    {
                        await Task.Delay(TimeSpan.FromSeconds(5), _time, TestContext.Current.CancellationToken);
                    }

                    return JournalFault.None;
                });
            using var meters = new TestMeterFactory();
            await using var system = new ActorSystem(
                new ActorSystemServices(
                    journal, _time, NullLoggerFactory.Instance, meters, new Guid(1, 2, 3, new byte[8]), new Random(1))
                {
                    Scheduler = scheduler,
                });
            var accounts = system.Register(AccountKind.Type);
            await system.StartAsync(CancellationToken.None);
            var address = LedgerFixture.Address("a");
            var first = ContextOf(1);
            _ = await accounts.AskAsync(address, new AccountCommand.Deposit(7), first);

            slow = true;
            var late = await accounts.AskAsync(
                address,
                new AccountCommand.Deposit(7),
                first with { Deadline = LedgerFixture.Noon + NodaTime.Duration.FromSeconds(1) });
            slow = false;
            var other = await accounts.AskAsync(address, new AccountCommand.Deposit(9), ContextOf(2));

            Assert.Equal(RetryReason.DeadlinePassed, late.Retry);
            Assert.Equal(new AccountEvent.Deposited(9), Assert.Single(other.Events));
            Assert.False(other.Repeated);
        });
    }

    private static CommandContext ContextOf(byte number) => new(
        CommandId.Version7(LedgerFixture.Noon.ToUnixTimeMilliseconds() + number, [number, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
        LedgerFixture.Tester);

    private bool LetTimePass()
    {
        if (_time.UntilNextTimer is not { } next)
        {
            return false;
        }

        _time.Advance(next);
        return true;
    }
}
