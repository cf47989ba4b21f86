using System.Text.Json.Serialization;
using Oms.Central.Json;

namespace Oms.Central.Channels;

/// <summary>What a channel can be asked. <c>Expected</c> is the revision that the caller saw; null for any.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "case")]
[JsonDerivedType(typeof(ChannelCommand.Define), "define")]
[JsonDerivedType(typeof(ChannelCommand.Revise), "revise")]
[JsonDerivedType(typeof(ChannelCommand.Suspend), "suspend")]
[JsonDerivedType(typeof(ChannelCommand.Resume), "resume")]
[JsonDerivedType(typeof(ChannelCommand.Allocate), "allocate")]
[JsonDerivedType(typeof(ChannelCommand.EndAllocation), "end_allocation")]
public abstract record ChannelCommand
{
    private ChannelCommand()
    {
    }

    public sealed record Define(string Channel, ChannelTerms Terms) : ChannelCommand;

    public sealed record Revise(ChannelTerms Terms, long? Expected) : ChannelCommand, IExpectsRevision;

    public sealed record Suspend(string Reason, long? Expected) : ChannelCommand, IExpectsRevision;

    public sealed record Resume(long? Expected) : ChannelCommand, IExpectsRevision;

    /// <summary>Sets how much of a product the channel may promise.</summary>
    public sealed record Allocate(Allocation Allocation, long? Expected) : ChannelCommand, IExpectsRevision;

    public sealed record EndAllocation(string Sku, long? Expected) : ChannelCommand, IExpectsRevision;
}

/// <summary>What happened to a channel. Stored for ever (<see cref="ChannelEvents"/>).</summary>
public abstract record ChannelEvent
{
    private ChannelEvent()
    {
    }

    public sealed record ChannelDefined(string Channel, ChannelTerms Terms) : ChannelEvent;

    public sealed record ChannelRevised(ChannelTerms Terms) : ChannelEvent;

    public sealed record ChannelSuspended(string Reason) : ChannelEvent;

    public sealed record ChannelResumed : ChannelEvent;

    public sealed record AllocationSet(Allocation Allocation) : ChannelEvent;

    public sealed record AllocationEnded(string Sku) : ChannelEvent;
}

/// <summary>Why a channel may say no.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "case")]
[JsonDerivedType(typeof(ChannelRejection.NoSuchChannel), "no_such_channel")]
[JsonDerivedType(typeof(ChannelRejection.Differs), "differs")]
[JsonDerivedType(typeof(ChannelRejection.StaleRevision), "stale_revision")]
[JsonDerivedType(typeof(ChannelRejection.InvalidTerms), "invalid_terms")]
[JsonDerivedType(typeof(ChannelRejection.TooManyAllocations), "too_many_allocations")]
public abstract record ChannelRejection
{
    private ChannelRejection()
    {
    }

    public sealed record NoSuchChannel : ChannelRejection;

    /// <summary>The id stands for a channel with other terms.</summary>
    public sealed record Differs : ChannelRejection;

    public sealed record StaleRevision(long Expected, long Current) : ChannelRejection;

    /// <param name="Field">A JSON Pointer within the request.</param>
    public sealed record InvalidTerms(string Field, string Reason) : ChannelRejection;

    public sealed record TooManyAllocations(int Max) : ChannelRejection;
}
