using NodaTime;
using Oms.Custody.HoursOfService;

namespace Oms.Cli.HoursOfService;

/// <summary>One case of a case file.</summary>
/// <param name="DayZero">The local date that the file calls day 0.</param>
/// <param name="AsOf">The instant of the question.</param>
/// <param name="Expected">The violations that the case expects; null where it says nothing of them.</param>
internal sealed record HoursCase(
    string Name, DutyLog Log, LocalDate DayZero, Instant AsOf, IReadOnlyList<HoursExpectation>? Expected);

/// <summary>A violation, as case files name it.</summary>
internal sealed record HoursExpectation(string Code, Instant At) : IComparable<HoursExpectation>
{
    public int CompareTo(HoursExpectation? other) =>
        other is null ? 1
        : At != other.At ? At.CompareTo(other.At) : string.CompareOrdinal(Code, other.Code);
}
