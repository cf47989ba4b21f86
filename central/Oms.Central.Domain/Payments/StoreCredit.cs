using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json.Serialization;
using NodaTime;
using Oms.Central.Orders;
using Oms.Entities;
using Oms.Finance;
using Decision =
    Oms.Entities.Decision<Oms.Central.Payments.StoreCreditEvent, Oms.Central.Payments.StoreCreditRejection>;

namespace Oms.Central.Payments;

/// <summary>What the house owes one customer in one currency; payments of method <c>store_credit</c> draw on
/// it.</summary>
/// <remarks>
/// It answers a payment's transactions as a provider does: each number of a payment once. What is authorised is taken
/// off at once, so the balance never goes below zero, whatever payments draw on it at the same time. What was granted
/// is always what is left, held and spent, less what came back and more what was taken away.
/// </remarks>
/// <param name="Balance">Minor units that can be authorised.</param>
/// <param name="Granted">Minor units that were ever granted.</param>
/// <param name="Withdrawn">Minor units that people took away again.</param>
/// <param name="Uses">What each payment holds and has spent.</param>
public sealed record StoreCredit(
    long Revision,
    string Account,
    string CurrencyCode,
    long Balance,
    long Granted,
    long Withdrawn,
    ImmutableSortedDictionary<string, CreditUse> Uses)
    : IEntity<StoreCredit, StoreCreditCommand, StoreCreditEvent, StoreCreditRejection>
{
    /// <summary>The kind in every account's address; the id is <c>{account}@{currency}</c>, escaped.</summary>
    public const string Kind = "store-credit";

    internal const string AccountRule = "It must have 1 to 64 characters, none a control character.";

    public static StoreCredit Initial { get; } = new(
        0, string.Empty, string.Empty, 0, 0, 0, ImmutableSortedDictionary.Create<string, CreditUse>(
            StringComparer.Ordinal));

    /// <summary>Minor units that payments hold.</summary>
    [JsonIgnore]
    public long Held => Uses.Values.Sum(use => use.Held);

    /// <summary>Minor units that payments have spent, less what came back.</summary>
    [JsonIgnore]
    public long Spent => Uses.Values.Sum(use => use.Spent);

    /// <summary>The id of an account.</summary>
    public static string IdOf(string account, string currency) => EntityAddress.Join(account, currency);

    /// <summary>Whether a text can name an account, such as a customer's id.</summary>
    public static bool IsAccount(string account) => OrderTerms.IsName(account);

    public static Decision Decide(StoreCredit state, StoreCreditCommand command, Instant now) =>
        command switch
        {
            StoreCreditCommand.Grant c when Fault(c.Account, c.Amount, state) is { } fault => Decision.Reject(fault),
            StoreCreditCommand.Grant c => Decision.Accept(
                new StoreCreditEvent.CreditGranted(c.Account, c.Amount, c.Reason, c.By, now)),
            StoreCreditCommand.Withdraw c when Fault(state.Account, c.Amount, state) is { } fault =>
                Decision.Reject(fault),
            StoreCreditCommand.Withdraw c => c.Amount.Minor > state.Balance
                ? Decision.Reject(new StoreCreditRejection.TooLittle(state.Left(c.Amount.Currency)))
                : Decision.Accept(new StoreCreditEvent.CreditWithdrawn(c.Amount, c.Reason, c.By, now)),
            StoreCreditCommand.Answer c => state.Answer(c, now),
            _ => throw new UnreachableException($"No such command: {command}."),
        };

    public static StoreCredit Evolve(StoreCredit state, StoreCreditEvent happened)
    {
        var next = happened switch
        {
            StoreCreditEvent.CreditGranted e => state with
            {
                Account = e.Account,
                CurrencyCode = e.Amount.Currency.Code,
                Balance = state.Balance + e.Amount.Minor,
                Granted = state.Granted + e.Amount.Minor,
            },
            StoreCreditEvent.CreditWithdrawn e => state with
            {
                Balance = state.Balance - e.Amount.Minor,
                Withdrawn = state.Withdrawn + e.Amount.Minor,
            },
            StoreCreditEvent.CreditHeld e => state.Use(e.Payment, e.Number, -e.Amount.Minor, e.Amount.Minor, 0),
            StoreCreditEvent.CreditSpent e => state.Use(e.Payment, e.Number, 0, -e.Amount.Minor, e.Amount.Minor),
            StoreCreditEvent.CreditReleased e => state.Use(e.Payment, e.Number, e.Amount.Minor, -e.Amount.Minor, 0),
            StoreCreditEvent.CreditRestored e => state.Use(e.Payment, e.Number, e.Amount.Minor, 0, -e.Amount.Minor),
            _ => throw new UnreachableException($"No such event: {happened}."),
        };
        return next.Balance < 0 || next.Uses.Values.Any(use => use.Held < 0 || use.Spent < 0)
            ? throw new UnreachableException($"{happened} takes more than there is.")
            : next with { Revision = state.Revision + 1 };
    }

    /// <summary>Carries a payment's transaction out, once. The payment itself guards its own limits.</summary>
    private Decision Answer(StoreCreditCommand.Answer c, Instant now)
    {
        var use = Uses.GetValueOrDefault(c.Payment, new CreditUse(0, 0, 0));
        return c.Number <= use.Last
            ? Decision.AlreadyDone
            : c.Amount.Currency.Code != CurrencyCode || c.Amount.Minor > c.Kind switch
            {
                TransactionKind.Authorisation => Balance,
                TransactionKind.Refund => use.Spent,
                _ => use.Held,
            }
            ? Decision.Reject(new StoreCreditRejection.TooLittle(Left(c.Amount.Currency)))
            : Decision.Accept(c.Kind switch
            {
                TransactionKind.Authorisation => new StoreCreditEvent.CreditHeld(c.Payment, c.Number, c.Amount, now),
                TransactionKind.Capture => new StoreCreditEvent.CreditSpent(c.Payment, c.Number, c.Amount, now),
                TransactionKind.Void => new StoreCreditEvent.CreditReleased(c.Payment, c.Number, c.Amount, now),
                _ => new StoreCreditEvent.CreditRestored(c.Payment, c.Number, c.Amount, now),
            });
    }

    private static StoreCreditRejection.Invalid? Fault(string account, Money amount, StoreCredit state) =>
        !IsAccount(account) ? new("/account", AccountRule)
        : !PaymentTerms.IsAmount(amount) ? new("/amount/minor", PaymentTerms.AmountRule)
        : state.Revision > 0 && (account, amount.Currency.Code) != (state.Account, state.CurrencyCode)
            ? new("/amount/currency", $"The account is in {state.CurrencyCode}.")
        : state.Granted > PaymentTerms.MinorMax ? new("/amount/minor", "The account has had as much as it may.")
        : null;

    private Money Left(Currency currency) => Money.Of(currency.Code == CurrencyCode ? Balance : 0, currency);

    private StoreCredit Use(string payment, int number, long balance, long held, long spent)
    {
        var use = Uses.GetValueOrDefault(payment, new CreditUse(0, 0, 0));
        return this with
        {
            Balance = Balance + balance,
            Uses = Uses.SetItem(payment, new CreditUse(use.Held + held, use.Spent + spent, number)),
        };
    }
}

/// <param name="Held">Minor units that are authorised and neither spent nor released.</param>
/// <param name="Spent">Minor units that are captured, less what came back.</param>
/// <param name="Last">The number of its newest transaction that was carried out.</param>
public sealed record CreditUse(long Held, long Spent, int Last);
