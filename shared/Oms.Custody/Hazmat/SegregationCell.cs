namespace Oms.Custody.Hazmat;

/// <summary>What the table says of two materials (49 CFR 177.848(e)).</summary>
public enum SegregationCell
{
    /// <summary>Blank: no restriction.</summary>
    Free,

    /// <summary>O: only if separated so that what leaks does not mix.</summary>
    Separate,

    /// <summary>X: not in one vehicle.</summary>
    Forbidden,

    /// <summary>*: explosives, by their compatibility groups.</summary>
    ByGroup,
}
