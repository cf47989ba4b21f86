namespace Oms.Custody.Hazmat;

/// <summary>Whether a material can leak; some rules are for liquids only.</summary>
public enum MaterialState
{
    /// <summary>Not told; rules for liquids are then applied.</summary>
    Unknown,
    Solid,
    Liquid,
    Gas,
}
