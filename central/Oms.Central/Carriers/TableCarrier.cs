using Oms.Gs1;

namespace Oms.Central.Carriers;

/// <summary>A carrier whose labels we print ourselves: the parcel's number is its SSCC, the price that of the rates, so
/// that there is nobody to ask.</summary>
internal sealed class TableCarrier : ICarrierPort
{
    public Task<CarrierAnswer> LabelAsync(LabelCall call, CancellationToken cancellationToken) =>
        Task.FromResult<CarrierAnswer>(new CarrierAnswer.Printed(call.Sscc, call.Ask.Cost));

    public Task<CarrierAnswer> VoidAsync(LabelCall call, CancellationToken cancellationToken) =>
        Task.FromResult<CarrierAnswer>(new CarrierAnswer.Voided());

    public Task<CarrierAnswer> CloseOutAsync(CloseOutCall call, CancellationToken cancellationToken) =>
        Task.FromResult<CarrierAnswer>(new CarrierAnswer.Accepted(call.Key));

    public Task<string?> DocumentAsync(LabelCall call, CancellationToken cancellationToken) =>
        Task.FromResult<string?>(LogisticLabel.Zpl(new LabelText(
            Sscc.Parse(call.Sscc),
            call.Name,
            call.Ask.Service,
            LogisticLabel.Lines(call.From.Name, call.From.Address),
            LogisticLabel.Lines(call.To.Name, call.To.Address),
            call.Reference,
            call.Ask.Grams,
            NodaTime.Text.LocalDatePattern.Iso.Format(call.Ask.PickupOn))));
}
