using NodaTime;
using Oms.Custody.Cargo;
using Command = Oms.Custody.CheckOuts.CheckOutCommand;
using Event = Oms.Custody.CheckOuts.CheckOutEvent;

namespace Oms.Custody.CheckOuts;

/// <summary>What a scan makes happen.</summary>
internal static class ScanEvents
{
    public static Event.CargoScanned Of(CheckOutFacts facts, Command.ScanCargo c)
    {
        var (code, device, at, _) = IdentityOf(facts, c, c.Code, c.Device, c.At);
        return new Event.CargoScanned(c.Sku, c.Lot, c.Quantity, code, device, at) { Damaged = c.Damaged };
    }

    public static Event.CodeScanned Of(CheckOutFacts facts, Command.ScanCode c)
    {
        var (code, device, at, number) = IdentityOf(facts, c, c.Code, c.Device, c.At);
        var label = LabelReader.Read(code);
        var (units, findings) = c.Quantity > 0
            ? CargoCounting.Understand(
                facts, new TallyScan(code, device, at, c.Damaged) { Times = c.Quantity }, number)
            : ([], []);
        return new Event.CodeScanned(code, c.Quantity, device, at, units, findings)
        {
            Damaged = c.Damaged,
            Label = ReadLabel.Of(label, CargoCounting.Today(facts).Year),
        };
    }

    /// <summary>A correction is of the scan that it names, whoever reads it out, when and from where.</summary>
    /// <returns>What names the scan, and the number of the record that stands for it; null while there is
    /// none.</returns>
    private static (string Code, string Device, Instant At, long? Number) IdentityOf(
        CheckOutFacts facts, Command command, string code, string device, Instant at)
    {
        var known = command.Supersedes is { } named
            ? facts.Steps.Values.FirstOrDefault(step => (step.Number == named || step.Event.Supersedes == named)
                && step.Event is Event.CargoScanned or Event.CodeScanned)
            : null;
        return known switch
        {
            { Event: Event.CargoScanned e } => (e.Code, e.Device, e.At, known.Number),
            { Event: Event.CodeScanned e } => (e.Code, e.Device, e.At, known.Number),
            _ => (
                code,
                device,
                at,
                facts.Steps.GetValueOrDefault(CheckOutSteps.ScanKey(device, at, code))?.Number),
        };
    }
}
