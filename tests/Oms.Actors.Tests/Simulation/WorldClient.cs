using NodaTime;
using NodaTime.Extensions;
using Oms.Actors.Tests.Ledger;
using Oms.Entities;

namespace Oms.Actors.Tests.Simulation;

/// <summary>A client that gives one command after another and repeats each under its id until it knows the
/// outcome.</summary>
internal sealed class WorldClient(SimulatedWorld world, int number)
{
    private const int Accounts = 3;
    private const int AttemptsMax = 2_000;

    private static readonly Principal Self = new(PrincipalKind.User, "client");

    private static readonly EntityAddress Bolts = EntityAddress.Of(StockKind.Name, "bolts");

    private readonly List<(EntityAddress Address, CommandId Id)> _accepted = [];
    private int _made;

    public async Task RunAsync(int commands)
    {
        await DoAsync(new AccountCommand.Deposit(NewAmount() + 100));
        for (var i = 1; i < commands; i++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(world.Random.Next(0, 3_000)), world.Time);
            if (world.Random.Next(4) == 0)
            {
                // Several at once, so that entities decide on what is not durable yet.
                await Task.WhenAll(Enumerable.Range(0, world.Random.Next(2, 6)).Select(_ => NextAsync()));
            }
            else
            {
                await NextAsync();
            }
        }
    }

    private Task NextAsync() => world.Random.Next(14) switch
    {
        0 => DoAsync(new AccountCommand.Deposit(NewAmount())),
        1 or 2 => DoAsync(new AccountCommand.Withdraw(NewAmount())),
        3 or 4 => DoAsync(new AccountCommand.Send(NewName(), AnyAccount(), NewAmount())),
        5 => DoAsync(new AccountCommand.PutOnHold(NewName(), world.Random.Next(1, 90), Later())),
        6 => DoAsync(new AccountCommand.Touch()),
        7 => DoAsync(new StockCommand.Bring(NewAmount())),
        8 => DoAsync(new StockCommand.Reserve(NewName(), world.Random.Next(1, 60), Later())),
        9 => ReuseAsync(),
        10 => ReadAsync(
            Bolts,
            (node, consistency) => node.Stocks.ReadAsync(Bolts, consistency, CancellationToken.None),
            state => state.OnHand),
        _ => ReadAccountAsync(AnyAccount()),
    };

    private Task DoAsync(AccountCommand command) => DoAsync(
        AnyAccount(),
        command,
        (node, address, context) => node.Accounts.AskAsync(address, command, context),
        rejection => rejection is AccountRejection.TooLittle few ? $"{few.Free}" : null);

    private Task DoAsync(StockCommand command) => DoAsync(
        Bolts,
        command,
        (node, address, context) => node.Stocks.AskAsync(address, command, context),
        rejection => rejection);

    private async Task DoAsync<TEvent, TRejection>(
        EntityAddress address,
        object command,
        Func<SimulatedNode, EntityAddress, CommandContext, ValueTask<Reply<TEvent, TRejection>>> ask,
        Func<TRejection?, string?> seenBy)
        where TEvent : class
    {
        var (context, known) = (NewContext($"{command}"), world.Acknowledged.GetValueOrDefault(address));
        var reply = await UntilKnownAsync(node => ask(node, address, context).AsTask(), reply => reply.Outcome);
        if (!reply.Repeated && (reply.Version < known || (reply.Events.Count > 0 && reply.Version == known)))
        {
            throw new InvalidOperationException($"{command} to {address} was decided before {known}: {reply}.");
        }

        Note(command, reply, new Promise(
            address, context.Id, reply.Outcome, ExpectedOf(command), reply.Events, reply.Version, reply.Position,
            seenBy(reply.Rejection)));
    }

    /// <summary>Uses the id of an accepted command for another one: it must be refused, whatever it asks.</summary>
    private async Task ReuseAsync()
    {
        var (address, id) = _accepted.Count == 0 ? default : _accepted[world.Random.Next(_accepted.Count)];
        if (address is null || address.Kind != AccountKind.Name)
        {
            return;
        }

        var context = NewContext("another command") with { Id = id };
        var reply = await UntilKnownAsync(
            node => node.Accounts.AskAsync(address, new AccountCommand.Deposit(1_000_000), context).AsTask(),
            reply => reply.Outcome);
        if (reply.Outcome is not ReplyOutcome.IdReused)
        {
            throw new InvalidOperationException($"The id {id} was answered for another command: {reply}.");
        }
    }

    private Task ReadAccountAsync(EntityAddress address) => ReadAsync(
        address,
        (node, consistency) => node.Accounts.ReadAsync(address, consistency, CancellationToken.None),
        state => state.Balance - state.Held);

    /// <summary>A read must show all that was acknowledged to any client before it began.</summary>
    private async Task ReadAsync<TState>(
        EntityAddress address,
        Func<SimulatedNode, ReadConsistency, ValueTask<EntityView<TState>>> read,
        Func<TState, long> free)
    {
        var known = world.Acknowledged.GetValueOrDefault(address);
        var consistency = world.History.Count % 2 == 0 ? ReadConsistency.Lease : ReadConsistency.Strict;
        try
        {
            var view = await world.CallAsync(node => read(node, consistency).AsTask());
            world.History.Add($"{number} read {address} v{view.Version} {free(view.State)} ({consistency})");
            if (view.Version < known)
            {
                throw new InvalidOperationException($"A read of {address} shows {view.Version} after {known}.");
            }

            world.Acknowledge(address, view.Version);
            world.Readings.Add(new Reading(address, view.Version, $"{free(view.State)}"));
        }
        catch (Exception failure) when (failure is TimeoutException or EntityUnavailableException)
        {
            world.History.Add($"{number} could not read {address}");
        }
    }

    private async Task<T> UntilKnownAsync<T>(Func<SimulatedNode, Task<T>> call, Func<T, ReplyOutcome> outcome)
    {
        var last = "none";
        // A guard: in all this time some node has always come up and served.
        for (var attempt = 1; attempt <= AttemptsMax; attempt++)
        {
            try
            {
                var reply = await world.CallAsync(call);
                last = $"{reply}";
                if (outcome(reply) is not ReplyOutcome.Retriable)
                {
                    return reply;
                }
            }
            catch (TimeoutException)
            {
                // Whether it was carried out is not known; the same id finds out.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(world.Random.Next(10, 500)), world.Time);
        }

        throw new InvalidOperationException($"{AttemptsMax} attempts had no answer; the last was {last}.");
    }

    private void Note<TEvent, TRejection>(object command, Reply<TEvent, TRejection> reply, Promise promise)
    {
        if (reply.Outcome is ReplyOutcome.IdReused)
        {
            throw new InvalidOperationException($"A command of its own id was taken for another: {promise}.");
        }

        world.Promises.Add(promise);
        world.History.Add(
            $"{number} {world.Time.GetUtcNow():O} {promise.Address} {command} -> {reply.Outcome} {reply.Position}");
        if (promise.Outcome is ReplyOutcome.Accepted)
        {
            world.Acknowledge(promise.Address, reply.Version);
            if (reply.Events.Count > 0)
            {
                _accepted.Add((promise.Address, promise.Id));
            }
        }
    }

    private static object? ExpectedOf(object command) => command switch
    {
        AccountCommand.Deposit c => new AccountEvent.Deposited(c.Amount),
        AccountCommand.Withdraw c => new AccountEvent.Withdrawn(c.Amount),
        AccountCommand.Send c => new AccountEvent.Sent(c.Transfer, c.To, c.Amount),
        AccountCommand.PutOnHold c => new AccountEvent.Held(c.Name, c.Amount, c.Until),
        StockCommand.Bring c => new StockEvent.Brought(c.Units),
        StockCommand.Reserve c => new StockEvent.Reserved(c.Order, c.Units, c.Until),
        _ => null,
    };

    private CommandContext NewContext(string fingerprint)
    {
        Span<byte> random = stackalloc byte[16];
        world.Random.NextBytes(random);

        // Clients' clocks differ, and some ids carry no time at all.
        var made = (world.Time.GetUtcNow().ToInstant() + Duration.FromSeconds(world.Random.Next(-30, 30)))
            .ToUnixTimeMilliseconds();
        var id = world.Random.Next(4) == 0
            ? CommandId.Version5(new Guid(random), "client")
            : CommandId.Version7(made, random);
        return new CommandContext(id, Self) { Fingerprint = fingerprint };
    }

    // No two commands have the same amount, so that an effect can be told from every other.
    private long NewAmount() => (++_made * Accounts) + number + 1;

    private string NewName() => $"c{number}-{++_made}";

    private Instant Later() => SimulatedWorld.Noon + Duration.FromMinutes(world.Random.Next(1, world.HoldMinutesMax));

    private EntityAddress AnyAccount() =>
        EntityAddress.Of(AccountKind.Name, $"a{world.Random.Next(Accounts)}");
}
