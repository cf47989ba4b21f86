namespace Oms.Custody.Seals;

/// <summary>What a person sees of a seal. Stored by name; a member is never renamed.</summary>
public enum SealCondition
{
    Intact,

    /// <summary>It is there, and somebody was at it.</summary>
    Damaged,

    Missing,
}
