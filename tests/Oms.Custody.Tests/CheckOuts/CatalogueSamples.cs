using NodaTime;
using Oms.Custody.Cargo;
using Oms.Custody.CheckOuts;
using Oms.Custody.Places;
using static Oms.Custody.Tests.CheckOuts.CheckOutSamples;
using Command = Oms.Custody.CheckOuts.CheckOutCommand;

namespace Oms.Custody.Tests.CheckOuts;

/// <summary>The small route of <see cref="CheckOutSamples"/>, with a catalogue: milk in units and cases, soap whose
/// pieces have serial numbers, and one pallet.</summary>
internal static class CatalogueSamples
{
    public const string MilkUnit = "(01)09506000134352(10)L7";
    public const string MilkCase = "(01)19506000134359(10)L7";
    public const string Pallet = "(00)395011015300000011";

    public static readonly Position Shop = new(45_764_043, 4_835_659);

    public static readonly ManifestCatalogue Catalogue = new(
        [
            new CatalogueProduct("MILK", [new("9506000134352", 1), new("19506000134359", 6)])
            {
                LotTracked = true,
                ExpiryTracked = true,
                UnitGrams = 1_030,
                Lots = [new CatalogueLot("L7") { Expiry = new LocalDate(2026, 3, 1) }],
            },
            new CatalogueProduct("SOAP", [new("6291041500213", 1)])
            {
                SerialTracked = true,
                UnitGrams = 100,
                Lots = [new CatalogueLot("S1") { Serials = ["A-1", "A-2", "A-3", "A-4"] }],
            },
        ])
    {
        LogisticUnits = [new CatalogueUnit("395011015300000011", [new LogisticContent("MILK", "L7", 3)])],
        Terms =
        [
            new StopTerms(1)
            {
                Place = Shop,
                From = Noon - Duration.FromHours(2),
                Until = Noon - Duration.FromHours(1),
                Band = new TemperatureBand(2_000, 8_000),
            },
        ],
    };

    public static readonly Manifest Listed = Promised with
    {
        Departed = Noon - Duration.FromHours(6),
        Catalogue = Catalogue,
    };

    public static readonly ProofOfDelivery Proof = new("Anna", Noon - Duration.FromMinutes(90), Hash)
    {
        Strokes = 4,
        Position = Shop,
        TemperatureMilliC = 4_000,
    };

    public static readonly Command AttachListed = new Command.AttachManifest(Listed);

    /// <summary>At the gate, with the manifest and both stops: two units of milk refused, one damaged.</summary>
    public static CheckOut Delivered => After(Arrive, AttachListed, StopOne, StopTwo);

    public static string Soap(string serial) => $"(01)06291041500213(21){serial}";

    public static Command Code(string code, int second = 0, int quantity = 1) =>
        new Command.ScanCode(code, quantity, "sc-3", Noon + Duration.FromSeconds(second));

    public static Command ByHand(string sku, string? lot, int quantity, int damaged = 0) =>
        new Command.CountCargo(sku, lot, quantity, damaged, "S-1", Noon) { Actor = TheSupervisor };

    public static Command Close(params CountRuling[] rulings) =>
        new Command.VerifyCargo("S-1") { Actor = TheSupervisor, Rulings = rulings };

    public static CountRuling Rule(string sku, string lot, int quantity, int damaged = 0) =>
        new(sku, lot, quantity, damaged, "S-1", "One label is torn.");
}
