namespace Oms.Finance;

/// <summary>How a fraction of a minor unit becomes a whole one. Amounts below zero are rounded as their
/// opposites.</summary>
public enum RoundingRule
{
    /// <summary>To the nearest; a half away from zero, as merchants do.</summary>
    HalfUp,

    /// <summary>Towards zero: the fraction is dropped.</summary>
    Down,
}
