using NodaTime;
using Oms.Custody.Hazmat;

namespace Oms.Custody.CheckOuts;

/// <summary>The hazardous materials of a load, as the papers and the person who checks say.</summary>
/// <param name="Paper">The shipping paper.</param>
/// <param name="Materials">What the paper does not tell of its materials, in their order; one for each.</param>
/// <param name="Separation">How what must be kept apart is loaded.</param>
/// <param name="EndorsedUntil">The last day of the driver's endorsement; null without one.</param>
/// <param name="TrainedOn">The day of the driver's last hazmat training; null without one.</param>
/// <param name="Displayed">The placards on the vehicle.</param>
/// <param name="IsWithinReach">Whether the papers are where 49 CFR 177.817(e) wants them.</param>
public sealed record HazmatDeclaration(
    ShippingPaper Paper,
    IReadOnlyList<HazmatPackages> Materials,
    LoadSeparation Separation,
    LocalDate? EndorsedUntil,
    LocalDate? TrainedOn,
    IReadOnlyList<string> Displayed,
    bool IsWithinReach);

/// <param name="GrossGrams">Gross weight with its packages, grams.</param>
/// <param name="IsBulk">Whether it is in a bulk packaging (49 CFR 171.8).</param>
/// <param name="State">Whether it can leak.</param>
public sealed record HazmatPackages(long GrossGrams, bool IsBulk, MaterialState State);
