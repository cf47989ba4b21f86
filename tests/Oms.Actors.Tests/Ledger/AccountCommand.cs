using System.Text.Json.Serialization;
using NodaTime;
using Oms.Entities;

namespace Oms.Actors.Tests.Ledger;

/// <summary>What an account may be asked for.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "is")]
[JsonDerivedType(typeof(AccountCommand.Deposit), "deposit")]
[JsonDerivedType(typeof(AccountCommand.Deposits), "deposits")]
[JsonDerivedType(typeof(AccountCommand.Withdraw), "withdraw")]
[JsonDerivedType(typeof(AccountCommand.Touch), "touch")]
[JsonDerivedType(typeof(AccountCommand.Crash), "crash")]
[JsonDerivedType(typeof(AccountCommand.Send), "send")]
[JsonDerivedType(typeof(AccountCommand.Receive), "receive")]
[JsonDerivedType(typeof(AccountCommand.Refund), "refund")]
[JsonDerivedType(typeof(AccountCommand.PutOnHold), "put-on-hold")]
[JsonDerivedType(typeof(AccountCommand.Expire), "expire")]
public abstract record AccountCommand
{
    private AccountCommand()
    {
    }

    public sealed record Deposit(long Amount) : AccountCommand;

    public sealed record Deposits(IReadOnlyList<long> Amounts) : AccountCommand;

    /// <summary>Relies on the command id.</summary>
    public sealed record Withdraw(long Amount) : AccountCommand;

    /// <summary>Accepted without an event.</summary>
    public sealed record Touch : AccountCommand;

    /// <summary>Makes the decider throw.</summary>
    public sealed record Crash : AccountCommand;

    public sealed record Send(string Transfer, EntityAddress To, long Amount) : AccountCommand;

    public sealed record Receive(string Transfer, long Amount, long Limit) : AccountCommand;

    public sealed record Refund(string Transfer, long Amount) : AccountCommand;

    public sealed record PutOnHold(string Name, long Amount, Instant Until) : AccountCommand;

    public sealed record Expire(string Name) : AccountCommand;
}
