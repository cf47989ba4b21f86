using Oms.Actors;
using Oms.Central.Carriers;
using Oms.Central.Storage;

namespace Oms.Central.Hosting;

/// <content>Carriers and the labels of parcels.</content>
internal static partial class CentralEntities
{
    public static EntityType<Carrier, CarrierCommand, CarrierEvent, CarrierRejection> Carriers { get; } =
        new(Carrier.Kind, new FormCodec<CarrierEvent>(CarrierEvents.Forms))
        {
            Snapshots = new JsonSnapshotCodec<Carrier>(1, CarrierJson.Default.Carrier),
            Wire = new(
                CarrierWireJson.Default.CarrierCommand,
                CarrierWireJson.Default.CarrierRejection,
                CarrierWireJson.Default.Carrier),
        };

    public static EntityType<ShippingLabel, LabelCommand, LabelEvent, LabelRejection> Labels { get; } =
        new(ShippingLabel.Kind, new FormCodec<LabelEvent>(LabelEvents.Forms))
        {
            Snapshots = new JsonSnapshotCodec<ShippingLabel>(1, CarrierJson.Default.ShippingLabel),
            Wire = new(
                CarrierWireJson.Default.LabelCommand,
                CarrierWireJson.Default.LabelRejection,
                CarrierWireJson.Default.ShippingLabel),
        };

    public static EntityType<CloseOut, CloseOutCommand, CloseOutEvent, CloseOutRejection> CloseOuts { get; } =
        new(CloseOut.Kind, new FormCodec<CloseOutEvent>(CloseOutEvents.Forms))
        {
            Snapshots = new JsonSnapshotCodec<CloseOut>(1, CloseOutJson.Default.CloseOut),
            Wire = new(
                CloseOutWireJson.Default.CloseOutCommand,
                CloseOutWireJson.Default.CloseOutRejection,
                CloseOutWireJson.Default.CloseOut),
        };
}
