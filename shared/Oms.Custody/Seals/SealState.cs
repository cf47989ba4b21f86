namespace Oms.Custody.Seals;

/// <summary>How a door stands, as the steps of people say.</summary>
public enum SealState
{
    /// <summary>No seal was applied, or the last one was broken in a step.</summary>
    Unsealed,

    /// <summary>A seal is applied and no step broke it.</summary>
    Sealed,
}
