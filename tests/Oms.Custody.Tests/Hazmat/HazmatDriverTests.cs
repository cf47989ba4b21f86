using NodaTime;
using Oms.Custody.Hazmat;
using Xunit;
using static Oms.Custody.Tests.Hazmat.HazmatSamples;

namespace Oms.Custody.Tests.Hazmat;

public sealed class HazmatDriverTests
{
    private static readonly LocalDate Today = new(2026, 3, 1);

    private static readonly HazmatCargo[] Load = [OnBoard("UN1203, Gasoline, 3, II", grams: 500_000)];

    private static readonly HazmatDriver Driver = new("D-7", Today, Today.PlusYears(-3));

    [Fact]
    public void An_endorsement_and_a_training_count_on_their_last_day() => Assert.Empty(Check(Driver, Load));

    [Fact]
    public void A_day_later_they_do_not()
    {
        Assert.Equal(["endorsement"], Check(Driver with { EndorsedUntil = Today.PlusDays(-1) }, Load));
        Assert.Equal(["training"], Check(Driver with { TrainedOn = Today.PlusYears(-3).PlusDays(-1) }, Load));
        Assert.Equal(["endorsement", "training"], Check(new HazmatDriver("D-8", null, null), Load));
    }

    [Fact]
    public void A_load_without_placards_needs_training_only_and_no_load_nothing()
    {
        var light = OnBoard("UN1203, Gasoline, 3, II", grams: 1_000);

        Assert.Equal(["training"], Check(new HazmatDriver("D-8", null, null), [light]));
        Assert.Empty(Check(new HazmatDriver("D-8", null, null), []));
    }

    private static IEnumerable<string> Check(HazmatDriver driver, HazmatCargo[] cargo) =>
        driver.Check(cargo, Placards.For(cargo), Today).Select(finding => finding.Code);
}
