namespace Oms.Custody.Hazmat;

/// <summary>The degree of danger of a material (49 CFR 171.8).</summary>
public enum PackingGroup
{
    /// <summary>Great danger: I.</summary>
    Great,

    /// <summary>Medium danger: II.</summary>
    Medium,

    /// <summary>Minor danger: III.</summary>
    Minor,
}
