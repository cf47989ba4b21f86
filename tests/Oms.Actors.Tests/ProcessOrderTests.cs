using Oms.Actors.Journal;
using Oms.Actors.Tests.Ledger;
using Xunit;

namespace Oms.Actors.Tests;

/// <summary>Which steps of a process manager wait for which others.</summary>
public sealed class ProcessOrderTests
{
    private const int Others = 40;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Steps_to_other_entities_go_on_while_one_is_stuck_and_those_to_it_keep_their_order()
    {
        await using var ledger = await StuckAsync(eventsAtOnce: 64);

        // Nothing lets the stuck one go before all others have theirs: they did not wait for it.
        var received = await UntilAsync(ledger, log => log.Count >= Others);
        Assert.DoesNotContain("first", received);
        Assert.DoesNotContain("second", received);
        Assert.Equal(Others, received.Order(StringComparer.Ordinal).Distinct().Count());
        Assert.Contains(ledger.System.Lag(), lag => lag is { Consumer: "transfers", Stopped: null, Offset: 2 });

        await ledger.System.ReleaseAsync(LedgerFixture.Address("stuck"), Cancelled);
        var all = await UntilAsync(ledger, log => log.Count == Others + 3);
        Assert.Equal(["first", "second", "back dear"], all[Others..]);
        Assert.Equal((1 + 3, 0), (await BalanceAsync(ledger, "stuck") - 1, await BalanceAsync(ledger, "refuses")));
    }

    [Fact]
    public async Task A_manager_that_asks_for_no_more_has_one_event_under_way_at_a_time()
    {
        await using var ledger = await StuckAsync(eventsAtOnce: 1);
        await ledger.System.ReleaseAsync(LedgerFixture.Address("stuck"), Cancelled);
        var all = await UntilAsync(ledger, log => log.Count == Others + 3);
        Assert.Equal(
            ["first", .. Enumerable.Range(0, Others / 2).Select(i => $"t{i}"), "second", "back dear"],
            all[..((Others / 2) + 3)]);
    }

    /// <summary>One account that sends to one that is set aside, to many others, again to that one, to one that
    /// refuses, and to others.</summary>
    private static async Task<LedgerFixture> StuckAsync(int eventsAtOnce)
    {
        var store = new MemoryStore(1);
        await using var ledger = await new LedgerFixture(new MemoryJournal(store)).StartedAsync();
        await ledger.AskAsync("stuck", new AccountCommand.Deposit(1));
        await ledger.AskAsync("a", new AccountCommand.Deposit(1_000));
        for (var i = 0; i < 3; i++)
        {
            await ledger.AskAsync("stuck", new AccountCommand.Crash());
        }

        await SendAsync("first", "stuck", 1);
        for (var i = 0; i < Others; i++)
        {
            await SendAsync($"t{i}", $"other-{i}", 1);
            if (i == (Others / 2) - 1)
            {
                await SendAsync("second", "stuck", 3);
                await SendAsync("dear", "refuses", 9);
            }
        }

        // The manager finds them all in the log.
        await ledger.System.WaitUntilIdleAsync(Cancelled);
        await ledger.System.DrainAsync(Cancelled);
        return await new LedgerFixture(new MemoryJournal(store))
            .StartedAsync(new TransferManager(limit: 5) { EventsAtOnce = eventsAtOnce });

        Task SendAsync(string transfer, string to, long amount) =>
            ledger.AskAsync("a", new AccountCommand.Send(transfer, LedgerFixture.Address(to), amount));
    }

    private static async Task<long> BalanceAsync(LedgerFixture ledger, string id) =>
        (await ledger.ReadAsync(id)).State.Balance;

    /// <summary>Pushes the clock until what the transfers came to is as wanted.</summary>
    private static async Task<List<string>> UntilAsync(LedgerFixture ledger, Func<List<string>, bool> wanted)
    {
        while (true)
        {
            var log = new List<string>();
            foreach (var record in await ledger.Journal.ReadShardAsync(0, 0, 1_000, Cancelled))
            {
                if (record.EventType is "account.received" or "account.refunded")
                {
                    var happened = AccountKind.Events.Read(
                        new EventName(record.EventType, record.EventVersion), record.Payload);
                    log.Add(happened switch
                    {
                        AccountEvent.Received e => e.Transfer,
                        AccountEvent.Refunded e => $"back {e.Transfer}",
                        _ => $"{happened}",
                    });
                }
            }

            if (wanted(log))
            {
                return log;
            }

            ledger.Time.Advance(NodaTime.Duration.FromMilliseconds(100));
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, Cancelled);
        }
    }
}
