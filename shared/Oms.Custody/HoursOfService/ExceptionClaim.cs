using NodaTime;

namespace Oms.Custody.HoursOfService;

/// <summary>An exception of 49 CFR 395.1 that a driver claims for one duty tour.</summary>
/// <param name="At">Any instant of the tour, from its first duty to the end of the rest behind it.</param>
public abstract record ExceptionClaim(Instant At)
{
    /// <summary>The paragraph of 49 CFR that grants it.</summary>
    public abstract string Section { get; }

    /// <summary>Adverse conditions that nobody could know at dispatch: up to 2 h more driving and window.</summary>
    public sealed record AdverseConditions(Instant At) : ExceptionClaim(At)
    {
        public override string Section => "395.1(b)(1)";
    }

    /// <summary>Short haul: no 30-minute break is owed.</summary>
    /// <param name="FarthestMetres">The greatest distance from the normal reporting location, in metres.</param>
    public sealed record ShortHaul(Instant At, long FarthestMetres) : ExceptionClaim(At)
    {
        public override string Section => "395.1(e)(1)";
    }

    /// <summary>One long day: a window of 16 h.</summary>
    /// <param name="ReturnedTours">How many tours before it, without a break in their run, ended at the normal
    /// reporting location.</param>
    public sealed record SixteenHour(Instant At, int ReturnedTours) : ExceptionClaim(At)
    {
        public override string Section => "395.1(o)";
    }
}
