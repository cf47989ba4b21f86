using NodaTime;

namespace Oms.Custody.Retention;

/// <summary>How long one kind of record is kept at least.</summary>
/// <param name="Record">The kind.</param>
/// <param name="MonthsMin">Months from the day on which the record was made.</param>
/// <param name="MonthsAfterDisposalMin">Months from the day on which the vehicle left the carrier's control; null where
/// that does not matter.</param>
/// <param name="Section">Where the rule stands.</param>
public sealed record RetentionRule(
    RetainedRecord Record, int MonthsMin, int? MonthsAfterDisposalMin, string Section)
{
    /// <summary>The first day on which a record may be erased; null while that is not known.</summary>
    /// <param name="made">The day on which the record was made.</param>
    /// <param name="disposed">The day on which the vehicle left the carrier's control; null while it has not.</param>
    public LocalDate? ErasableFrom(LocalDate made, LocalDate? disposed)
    {
        var byAge = made.PlusMonths(MonthsMin).PlusDays(1);
        return (MonthsAfterDisposalMin, disposed) switch
        {
            (null, _) => byAge,
            ({ } months, { } left) => LocalDate.Max(byAge, left.PlusMonths(months).PlusDays(1)),
            _ => null,
        };
    }
}
