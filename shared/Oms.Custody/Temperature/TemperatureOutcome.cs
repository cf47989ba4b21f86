namespace Oms.Custody.Temperature;

/// <summary>What a temperature proof comes to.</summary>
public enum TemperatureOutcome
{
    /// <summary>Data for the whole interval, and no rule against it.</summary>
    Proven,

    /// <summary>The product was out of what it may have; also where other time is without data.</summary>
    Excursion,

    /// <summary>No excursion is known, but data are missing or cannot be trusted: not "ok".</summary>
    NoProof,
}
