using System.Text.Json.Serialization;
using NodaTime;
using Oms.Central.Json;

namespace Oms.Central.Customers;

/// <summary>What a customer's record can be asked. <c>Expected</c> is the revision that the caller saw; null for
/// any.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "case")]
[JsonDerivedType(typeof(CustomerCommand.Register), "register")]
[JsonDerivedType(typeof(CustomerCommand.Revise), "revise")]
[JsonDerivedType(typeof(CustomerCommand.SetConsent), "set_consent")]
[JsonDerivedType(typeof(CustomerCommand.Merge), "merge")]
[JsonDerivedType(typeof(CustomerCommand.Absorb), "absorb")]
[JsonDerivedType(typeof(CustomerCommand.FinishMerge), "finish_merge")]
[JsonDerivedType(typeof(CustomerCommand.UndoMerge), "undo_merge")]
[JsonDerivedType(typeof(CustomerCommand.Erase), "erase")]
public abstract record CustomerCommand
{
    private CustomerCommand()
    {
    }

    public sealed record Register(SealedProfile Profile, CustomerFacts Facts) : CustomerCommand;

    public sealed record Revise(SealedProfile Profile, CustomerFacts Facts, long? Expected)
        : CustomerCommand, IExpectsRevision;

    /// <param name="Purpose">Such as <c>newsletter</c>.</param>
    public sealed record SetConsent(string Purpose, bool Granted, string Source, long? Expected)
        : CustomerCommand, IExpectsRevision;

    /// <summary>To be one with another record, which stays.</summary>
    /// <param name="Into">The id of the record that stays.</param>
    public sealed record Merge(string Into, long? Expected) : CustomerCommand, IExpectsRevision;

    /// <summary>To take another record in.</summary>
    public sealed record Absorb(string From) : CustomerCommand;

    public sealed record FinishMerge(string Into) : CustomerCommand;

    public sealed record UndoMerge(string Into, string Why) : CustomerCommand;

    /// <summary>To note that the customer's key is destroyed.</summary>
    public sealed record Erase(string Reason) : CustomerCommand;
}

/// <summary>What happened to a customer's record. Stored for ever (<see cref="CustomerEvents"/>).</summary>
public abstract record CustomerEvent
{
    private CustomerEvent()
    {
    }

    public sealed record CustomerRegistered(SealedProfile Profile, CustomerFacts Facts) : CustomerEvent;

    public sealed record CustomerRevised(SealedProfile Profile, CustomerFacts Facts) : CustomerEvent;

    public sealed record ConsentSet(string Purpose, Consent Consent) : CustomerEvent;

    public sealed record MergeBegun(string Into) : CustomerEvent;

    public sealed record CustomerAbsorbed(string From) : CustomerEvent;

    public sealed record CustomerMerged(string Into) : CustomerEvent;

    public sealed record MergeUndone(string Into, string Why) : CustomerEvent;

    public sealed record CustomerErased(string Reason, Instant At) : CustomerEvent;
}

/// <summary>Why a customer's record may say no.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "case")]
[JsonDerivedType(typeof(CustomerRejection.NoSuchCustomer), "no_such_customer")]
[JsonDerivedType(typeof(CustomerRejection.Differs), "differs")]
[JsonDerivedType(typeof(CustomerRejection.StaleRevision), "stale_revision")]
[JsonDerivedType(typeof(CustomerRejection.Invalid), "invalid")]
[JsonDerivedType(typeof(CustomerRejection.IsMerged), "is_merged")]
[JsonDerivedType(typeof(CustomerRejection.IsErased), "is_erased")]
[JsonDerivedType(typeof(CustomerRejection.TooMany), "too_many")]
public abstract record CustomerRejection
{
    private CustomerRejection()
    {
    }

    public sealed record NoSuchCustomer : CustomerRejection;

    /// <summary>The id stands for a record with another content.</summary>
    public sealed record Differs : CustomerRejection;

    public sealed record StaleRevision(long Expected, long Current) : CustomerRejection;

    /// <param name="Field">A JSON Pointer within the request.</param>
    public sealed record Invalid(string Field, string Reason) : CustomerRejection;

    /// <summary>It is, or is about to be, one with another record.</summary>
    public sealed record IsMerged(string Into) : CustomerRejection;

    public sealed record IsErased : CustomerRejection;

    /// <summary>It has as many of them as it can.</summary>
    public sealed record TooMany(string What, int Max) : CustomerRejection;
}
