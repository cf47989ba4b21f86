using System.Diagnostics;
using NodaTime;
using Oms.Entities;
using Decision = Oms.Entities.Decision<Oms.Actors.Tests.Ledger.AccountEvent, Oms.Actors.Tests.Ledger.AccountRejection>;

namespace Oms.Actors.Tests.Ledger;

/// <summary>An account for tests: deposits rely on the command id, transfers and holds carry their own
/// identity.</summary>
public sealed record Account(
    long Balance, IReadOnlyDictionary<string, long> Sent, IReadOnlyDictionary<string, Hold> Holds)
    : IEntity<Account, AccountCommand, AccountEvent, AccountRejection>
{
    private static readonly IReadOnlyList<Reminder<AccountCommand>> NoReminders = [];

    public static Account Initial { get; } =
        new(0, new Dictionary<string, long>(), new Dictionary<string, Hold>());

    public long Held => Holds.Values.Sum(hold => hold.Amount);

    public static Decision Decide(Account state, AccountCommand command, Instant now) =>
        command switch
        {
            AccountCommand.Crash => throw new UnreachableException("The decider was told to fail."),

            AccountCommand.Deposit { Amount: <= 0 } => Decision.Reject(new AccountRejection.NotPositive()),
            AccountCommand.Deposit c => Decision.Accept(new AccountEvent.Deposited(c.Amount)),

            AccountCommand.Withdraw c when state.Balance - state.Held < c.Amount =>
                Decision.Reject(new AccountRejection.TooLittle(state.Balance - state.Held)),
            AccountCommand.Withdraw c => Decision.Accept(new AccountEvent.Withdrawn(c.Amount)),

            AccountCommand.Deposits c => Decision.Accept(
                [.. c.Amounts.Select(amount => new AccountEvent.Deposited(amount))]),

            AccountCommand.Touch => Decision.Accept(),

            AccountCommand.Send c when state.Sent.ContainsKey(c.Transfer) => Decision.AlreadyDone,
            AccountCommand.Send c when state.Balance - state.Held < c.Amount =>
                Decision.Reject(new AccountRejection.TooLittle(state.Balance - state.Held)),
            AccountCommand.Send c => Decision.Accept(new AccountEvent.Sent(c.Transfer, c.To, c.Amount)),

            AccountCommand.Receive c when c.Amount > c.Limit => Decision.Reject(new AccountRejection.TooMuch(c.Limit)),
            AccountCommand.Receive c => Decision.Accept(new AccountEvent.Received(c.Transfer, c.Amount)),

            AccountCommand.Refund c when state.Sent.GetValueOrDefault(c.Transfer) == 0 => Decision.AlreadyDone,
            AccountCommand.Refund c => Decision.Accept(new AccountEvent.Refunded(c.Transfer, c.Amount)),

            AccountCommand.PutOnHold c when state.Holds.ContainsKey(c.Name) => Decision.AlreadyDone,
            AccountCommand.PutOnHold c when state.Balance - state.Held < c.Amount =>
                Decision.Reject(new AccountRejection.TooLittle(state.Balance - state.Held)),
            AccountCommand.PutOnHold c => Decision.Accept(new AccountEvent.Held(c.Name, c.Amount, c.Until)),

            AccountCommand.Expire c when !state.Holds.ContainsKey(c.Name) => Decision.AlreadyDone,
            AccountCommand.Expire c => Decision.Accept(new AccountEvent.Expired(c.Name)),
            _ => throw new UnreachableException(command.ToString()),
        };

    public static Account Evolve(Account state, AccountEvent happened) =>
        happened switch
        {
            AccountEvent.Deposited e => state with { Balance = state.Balance + e.Amount },
            AccountEvent.Withdrawn e => state with { Balance = state.Balance - e.Amount },
            AccountEvent.Received e => state with { Balance = state.Balance + e.Amount },
            AccountEvent.Sent e => state with
            {
                Balance = state.Balance - e.Amount,
                Sent = new Dictionary<string, long>(state.Sent) { [e.Transfer] = e.Amount },
            },
            AccountEvent.Refunded e => state with
            {
                Balance = state.Balance + e.Amount,
                Sent = new Dictionary<string, long>(state.Sent) { [e.Transfer] = 0 },
            },
            AccountEvent.Held e => state with
            {
                Holds = new Dictionary<string, Hold>(state.Holds) { [e.Name] = new Hold(e.Amount, e.Until) },
            },
            AccountEvent.Expired e => state with
            {
                Holds = state.Holds.Where(hold => hold.Key != e.Name).ToDictionary(),
            },
            _ => throw new UnreachableException($"{happened} cannot follow {state}."),
        };

    public static IReadOnlyList<Reminder<AccountCommand>> Reminders(Account state) => state.Holds.Count == 0
        ? NoReminders
        : [.. state.Holds.Select(hold => new Reminder<AccountCommand>(
            hold.Key, hold.Value.Until, new AccountCommand.Expire(hold.Key)))];
}

/// <summary>An amount that may not be spent until a time.</summary>
public sealed record Hold(long Amount, Instant Until);
