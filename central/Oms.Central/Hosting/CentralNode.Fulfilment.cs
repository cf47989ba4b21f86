using Oms.Actors;
using Oms.Central.Carriers;
using Oms.Central.Fulfilments;
using Oms.Central.Processes;
using Oms.Finance;

namespace Oms.Central.Hosting;

/// <content>What is picked, packed, labelled and sent.</content>
internal sealed partial class CentralNode
{
    internal IShardRegion<FulfilmentOrder, FulfilmentCommand, FulfilmentEvent, FulfilmentRejection> Fulfilments
    { get; }

    /// <summary>Fulfilment orders as they were.</summary>
    internal PastReader<FulfilmentOrder, FulfilmentCommand, FulfilmentEvent, FulfilmentRejection> PastFulfilments
    { get; }

    internal IShardRegion<PickWave, WaveCommand, WaveEvent, WaveRejection> Waves { get; }

    internal IShardRegion<SsccSeries, SsccCommand, SsccEvent, SsccRejection> SsccSeries { get; }

    internal IShardRegion<Carrier, CarrierCommand, CarrierEvent, CarrierRejection> Carriers { get; }

    internal IShardRegion<ShippingLabel, LabelCommand, LabelEvent, LabelRejection> Labels { get; }

    internal IShardRegion<CloseOut, CloseOutCommand, CloseOutEvent, CloseOutRejection> CloseOuts { get; }

    /// <summary>Who is asked for the labels of which carrier.</summary>
    internal CarrierPorts CarrierPorts => _services.Carriers;

    /// <summary>The currency in which carriers are compared.</summary>
    internal Currency Currency => _services.Books.Currency;

    /// <summary>Labels about which a carrier is to be called.</summary>
    internal Bell LabelsAsked { get; }

    /// <summary>Close-outs of which a carrier is to be told.</summary>
    internal Bell CloseOutsSealed { get; }

    /// <summary>What drivers brought back without paper.</summary>
    internal Bell ReturnsBrought { get; }
}
