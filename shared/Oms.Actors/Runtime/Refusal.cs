using NodaTime;
using Oms.Actors.Journal;

namespace Oms.Actors.Runtime;

/// <summary>Why a message was not carried out, and when to try again.</summary>
internal sealed record Refusal(
    RetryReason Reason, Duration RetryAfter, string? IncidentId = null, QuarantineRow? Quarantine = null)
{
    public static Refusal Stopping { get; } = new(RetryReason.Stopping, Duration.FromSeconds(1));

    public static Refusal NotOwner { get; } = new(RetryReason.NotOwner, Duration.FromMilliseconds(50));

    public static Refusal DeadlinePassed { get; } = new(RetryReason.DeadlinePassed, Duration.Zero);

    public static Refusal Unavailable { get; } = new(RetryReason.JournalUnavailable, Duration.FromSeconds(1));

    public static Refusal Unknown { get; } = new(RetryReason.OutcomeUnknown, Duration.FromMilliseconds(100));

    /// <summary>The mailbox is full; it empties at memory speed.</summary>
    public static Refusal MailboxFull { get; } = new(RetryReason.Overloaded, Duration.FromMilliseconds(10));

    /// <summary>It leads to an event that not all nodes know yet.</summary>
    public static Refusal NotReleased { get; } = new(RetryReason.NotUnderstood, Duration.FromMinutes(1));

    /// <summary>The entity is set aside.</summary>
    /// <param name="row">Why; null where it was released this moment.</param>
    public static Refusal Quarantined(QuarantineRow? row) =>
        new(RetryReason.Quarantined, Duration.FromMinutes(1), row?.Incident, row);
}
