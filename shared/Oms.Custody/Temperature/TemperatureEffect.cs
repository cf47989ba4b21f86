namespace Oms.Custody.Temperature;

/// <summary>What a finding means for the verdict.</summary>
public enum TemperatureEffect
{
    /// <summary>Worth knowing; the temperatures stand.</summary>
    Notice,

    /// <summary>The temperatures prove nothing for that time.</summary>
    NoProof,

    /// <summary>The product was out of what it may have.</summary>
    Excursion,
}
