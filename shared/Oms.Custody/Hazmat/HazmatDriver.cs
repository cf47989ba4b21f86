using NodaTime;
using Oms.Custody.Findings;
using Section = Oms.Custody.Hazmat.HazmatSections;

namespace Oms.Custody.Hazmat;

/// <summary>What a driver must have to carry hazardous materials.</summary>
/// <param name="Driver">The driver's id.</param>
/// <param name="EndorsedUntil">The last day of the hazardous materials endorsement (H or X) of the commercial driver's
/// licence; null without one.</param>
/// <param name="TrainedOn">The day of the last hazmat training; null without one.</param>
public sealed record HazmatDriver(string Driver, LocalDate? EndorsedUntil, LocalDate? TrainedOn)
{
    /// <summary>Training is repeated at least once every three years (49 CFR 172.704(c)(2)).</summary>
    public const int TrainingYearsMax = 3;

    /// <summary>Checks a driver for a load.</summary>
    /// <param name="cargo">What is on board; empty for none.</param>
    /// <param name="required">The placards that it asks for; an endorsement is needed where there is one.</param>
    /// <param name="today">The day at the depot.</param>
    public IReadOnlyList<Finding> Check(
        IReadOnlyList<HazmatCargo> cargo, RequiredPlacards required, LocalDate today)
    {
        var findings = new List<Finding>();
        if (required.Names.Count > 0 && !(EndorsedUntil >= today))
        {
            findings.Add(new Finding(
                "endorsement",
                Driver,
                EndorsedUntil is { } until
                    ? $"The hazardous materials endorsement ended on {until:uuuu-MM-dd}."
                    : "A load that is placarded needs a driver with the hazardous materials endorsement.",
                Section.Endorsement));
        }

        if (cargo.Count > 0 && !(TrainedOn?.PlusYears(TrainingYearsMax) >= today))
        {
            findings.Add(new Finding(
                "training",
                Driver,
                TrainedOn is { } day
                    ? $"The last hazmat training was on {day:uuuu-MM-dd}, more than {TrainingYearsMax} years ago."
                    : "No hazmat training is known.",
                Section.Training));
        }

        return findings;
    }
}
