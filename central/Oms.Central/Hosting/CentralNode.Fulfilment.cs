using Oms.Actors;
using Oms.Central.Fulfilments;

namespace Oms.Central.Hosting;

/// <content>What is picked, packed and sent.</content>
internal sealed partial class CentralNode
{
    internal IShardRegion<FulfilmentOrder, FulfilmentCommand, FulfilmentEvent, FulfilmentRejection> Fulfilments
    { get; }

    /// <summary>Fulfilment orders as they were.</summary>
    internal PastReader<FulfilmentOrder, FulfilmentCommand, FulfilmentEvent, FulfilmentRejection> PastFulfilments
    { get; }

    internal IShardRegion<PickWave, WaveCommand, WaveEvent, WaveRejection> Waves { get; }

    internal IShardRegion<SsccSeries, SsccCommand, SsccEvent, SsccRejection> SsccSeries { get; }
}
