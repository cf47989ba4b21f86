using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime;

namespace Oms.Central.Epcis;

/// <summary>What was agreed when a subscription was opened.</summary>
/// <param name="Query">The name of the query.</param>
/// <param name="Parameters">The query's parameters as they were then: another query under the name changes
/// nothing.</param>
/// <param name="Dest">Where events are posted to: an absolute http or https URI.</param>
/// <param name="SignatureToken">The key by which what is posted is signed; null for none.</param>
/// <param name="Schedule">When it runs; null for as soon as there is something (a stream).</param>
/// <param name="ReportIfEmpty">Whether a run that finds nothing is told too.</param>
/// <param name="InitialRecordTime">Events recorded from then on are told; null: from the opening on.</param>
public sealed record SubscriptionTerms(
    string Query,
    JsonElement Parameters,
    string Dest,
    string? SignatureToken,
    QuerySchedule? Schedule,
    bool ReportIfEmpty,
    Instant? InitialRecordTime);

/// <summary>The last event that was told: the next one stands behind it in the order of recording.</summary>
/// <param name="Ticks">The time of its recording, Unix ticks.</param>
public sealed record DeliveryMark(long Ticks, string EventId, bool DeclaresError);

[JsonPolymorphic(TypeDiscriminatorPropertyName = "case")]
[JsonDerivedType(typeof(Open), "open")]
[JsonDerivedType(typeof(FallDue), "fall_due")]
[JsonDerivedType(typeof(Claim), "claim")]
[JsonDerivedType(typeof(Deliver), "deliver")]
[JsonDerivedType(typeof(Fail), "fail")]
[JsonDerivedType(typeof(Close), "close")]
public abstract record SubscriptionCommand
{
    private SubscriptionCommand()
    {
    }

    public sealed record Open(SubscriptionTerms Terms) : SubscriptionCommand;

    /// <summary>The time of the schedule has come.</summary>
    public sealed record FallDue : SubscriptionCommand;

    /// <summary>A node takes up a run, so that no other does it too.</summary>
    /// <param name="Run">Its number, from 1.</param>
    /// <param name="UpTo">Events recorded up to then are its own; a run that is tried again keeps its first
    /// one.</param>
    public sealed record Claim(long Run, string Node, Instant UpTo) : SubscriptionCommand;

    /// <summary>The events of a run were taken by the other side, or there were none.</summary>
    /// <param name="Last">The last of them; null where there were none.</param>
    /// <param name="More">Whether there are more up to the run's end.</param>
    public sealed record Deliver(long Run, string Node, DeliveryMark? Last, int Events, bool More)
        : SubscriptionCommand;

    /// <summary>The other side did not take them.</summary>
    public sealed record Fail(long Run, string Node, string Reason) : SubscriptionCommand;

    public sealed record Close : SubscriptionCommand;
}

/// <summary>What happened to a subscription. Stored for ever (<see cref="SubscriptionForms"/>).</summary>
public abstract record SubscriptionEvent
{
    private SubscriptionEvent()
    {
    }

    public sealed record SubscriptionOpened(SubscriptionTerms Terms, Instant At) : SubscriptionEvent;

    public sealed record RunFellDue(Instant At) : SubscriptionEvent;

    /// <param name="Until">From then on another node may take it up.</param>
    public sealed record RunClaimed(long Run, string Node, Instant UpTo, Instant Until) : SubscriptionEvent;

    public sealed record RunDelivered(long Run, DeliveryMark? Last, int Events, bool More, Instant At)
        : SubscriptionEvent;

    public sealed record RunFailed(long Run, string Reason, int Attempts, Instant RetryAt) : SubscriptionEvent;

    /// <param name="Reason">Null where somebody closed it.</param>
    public sealed record SubscriptionClosed(string? Reason, Instant At) : SubscriptionEvent;
}

[JsonPolymorphic(TypeDiscriminatorPropertyName = "case")]
[JsonDerivedType(typeof(NoSuchSubscription), "no_such_subscription")]
[JsonDerivedType(typeof(AlreadyOpen), "already_open")]
[JsonDerivedType(typeof(NotNow), "not_now")]
[JsonDerivedType(typeof(NotTheRun), "not_the_run")]
public abstract record SubscriptionRejection
{
    private SubscriptionRejection()
    {
    }

    public sealed record NoSuchSubscription : SubscriptionRejection;

    public sealed record AlreadyOpen : SubscriptionRejection;

    /// <summary>Another node has it, it waits for its next attempt, or its time has not come.</summary>
    public sealed record NotNow : SubscriptionRejection;

    /// <param name="Next">The run that is next.</param>
    public sealed record NotTheRun(long Next) : SubscriptionRejection;
}
