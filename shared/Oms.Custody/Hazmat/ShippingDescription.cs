namespace Oms.Custody.Hazmat;

/// <summary>What one line of a shipping paper says of a hazardous material (49 CFR 172.202, 172.203).</summary>
/// <param name="IdNumber"><c>UN</c> or <c>NA</c> and four digits.</param>
/// <param name="Name">The proper shipping name, without HOT and Waste; as written.</param>
/// <param name="Hazard">The primary class; null where it could not be read.</param>
/// <param name="Subsidiaries">The subsidiary classes.</param>
/// <param name="PackingGroup">Null where there is none.</param>
/// <param name="TechnicalNames">What stands in parentheses, apart from subsidiaries.</param>
/// <param name="Quantity">The total quantity with its unit, as written; null where there is none.</param>
/// <param name="Packages">Number and type of packages, as written; null where there is none.</param>
public sealed record ShippingDescription(
    string IdNumber,
    string Name,
    HazardClass? Hazard,
    IReadOnlyList<HazardClass> Subsidiaries,
    PackingGroup? PackingGroup,
    IReadOnlyList<string> TechnicalNames,
    string? Quantity,
    string? Packages)
{
    /// <summary>RQ: a reportable quantity of a hazardous substance (172.203(c)(2)).</summary>
    public bool IsReportableQuantity { get; init; }

    /// <summary>"Limited Quantity" or "Ltd Qty" (172.203(b)).</summary>
    public bool IsLimitedQuantity { get; init; }

    /// <summary>HOT: an elevated temperature material (172.203(n)).</summary>
    public bool IsHot { get; init; }

    /// <summary>A hazardous waste (172.101(c)(9)).</summary>
    public bool IsWaste { get; init; }

    /// <summary>Only what is left in an emptied packaging (172.203(e)).</summary>
    public bool IsResidue { get; init; }

    /// <summary>"Marine Pollutant" (172.203(l)).</summary>
    public bool IsMarinePollutant { get; init; }

    /// <summary>"Poison-Inhalation Hazard" or "Toxic-Inhalation Hazard" (172.203(m)).</summary>
    public bool IsInhalationHazard { get; init; }

    /// <summary>The hazard zone, A to D; null where none is written (172.203(m)).</summary>
    public char? Zone { get; init; }

    /// <summary>The number of a special permit, without DOT-SP (172.203(a)); null where there is none.</summary>
    public string? SpecialPermit { get; init; }

    /// <summary>What the name says about leaking.</summary>
    public MaterialState State =>
        Hazard?.Division is "2.1" or "2.2" or "2.3" ? MaterialState.Gas
        : Name.Contains("solid", StringComparison.OrdinalIgnoreCase) ? MaterialState.Solid
        : Name.Contains("liquid", StringComparison.OrdinalIgnoreCase)
            || Name.Contains("solution", StringComparison.OrdinalIgnoreCase) ? MaterialState.Liquid
        : MaterialState.Unknown;
}
