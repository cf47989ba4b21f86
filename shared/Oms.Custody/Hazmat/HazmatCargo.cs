namespace Oms.Custody.Hazmat;

/// <summary>A hazardous material on board, as placards and segregation see it.</summary>
/// <param name="Description">From the shipping paper.</param>
/// <param name="GrossGrams">Gross weight with its packages, grams, at least 0.</param>
/// <param name="IsBulk">Whether it is in a bulk packaging (49 CFR 171.8).</param>
/// <param name="State">Whether it can leak.</param>
public sealed record HazmatCargo(
    ShippingDescription Description, long GrossGrams, bool IsBulk, MaterialState State)
{
    /// <summary>A Class 7 package with a RADIOACTIVE YELLOW-III label (49 CFR 172.403).</summary>
    public bool IsYellowThree { get; init; }
}
