using System.Text.Json.Serialization;

namespace Oms.Custody.Temperature;

/// <summary>What was measured in a custody interval.</summary>
/// <param name="Samples">How many instants have a temperature; each reading of a summary is one.</param>
/// <param name="MinMilliC">The coldest; null without a sample.</param>
/// <param name="MaxMilliC">The warmest.</param>
/// <param name="MeanMilliC">Weighted by time.</param>
/// <param name="MktMilliC">The mean kinetic temperature of all time with data.</param>
/// <param name="MktHighestMilliC">The highest mean kinetic temperature of the band's own length of time.</param>
/// <param name="CoveredSeconds">Time with data.</param>
/// <param name="GapSeconds">Time without; with the time that has data it makes the interval.</param>
/// <param name="UnmaskedSeconds">Time out of the band that no mask covered.</param>
/// <param name="MaskedSeconds">Time out of the band that a mask covered.</param>
/// <param name="DegreeMinutes">Degrees beyond the band times minutes, masked or not, rounded down.</param>
public sealed record TemperatureFacts(
    int Samples,
    int? MinMilliC,
    int? MaxMilliC,
    int? MeanMilliC,
    int? MktMilliC,
    int? MktHighestMilliC,
    long CoveredSeconds,
    long GapSeconds,
    long UnmaskedSeconds,
    long MaskedSeconds,
    long DegreeMinutes)
{
    /// <summary>How much of the time with data is known from summaries of windows only: their extremes and means are
    /// exact, what was when within one is not known. Null where every reading was there. Seconds.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? SummarizedSeconds { get; init; }

    /// <summary>All time out of the band.</summary>
    public long OutOfRangeSeconds => UnmaskedSeconds + MaskedSeconds;
}
