namespace Oms.Eld;

/// <summary>How much a finding matters.</summary>
public enum EldSeverity
{
    /// <summary>Nothing is wrong; somebody may want to know.</summary>
    Note,

    /// <summary>Somebody should look before the check-out ends.</summary>
    Warning,

    /// <summary>A rule is broken.</summary>
    Error,
}
