using NodaTime;
using Oms.Actors;
using Oms.Custody.CheckOuts;
using Oms.Edge.Gateway.Tests.Support;
using Oms.Edge.Reefers;
using Oms.Entities;
using Xunit;
using static Oms.Edge.Gateway.Tests.Support.ReeferDepot;

namespace Oms.Edge.Gateway.Tests.Depot;

/// <summary>A manifest that reaches the depot after the readings that its band judges, as where the centre was
/// away.</summary>
public sealed class LateManifestTests
{
    private static readonly EntityAddress UnitAddress = EntityAddress.Of(EdgeEvents.ReeferKind, Unit);

    [Theory]
    [InlineData(8)]
    [InlineData(1_000)]
    public async Task An_excursion_is_found_though_its_readings_came_before_the_band(int readingsPerWindow)
    {
        await using var depot = new ReeferDepot(readingsPerWindow);
        await depot.StartAsync();
        for (var minute = 0; minute < 60; minute++)
        {
            // Warm for half an hour, and cold again.
            await depot.TakeAsync(minute, minute is >= 10 and < 40 ? 12_000 : 5_000);
        }

        await depot.SettleAsync();
        Assert.Empty((await UnitAsync()).Excursions);

        _ = await depot.Node.Regions.Reefers.AskAsync(
            UnitAddress,
            new ReeferCommand.HoldBand("R-1", new TemperatureBand(2_000, 8_000), Noon + Duration.FromMinutes(5)),
            new CommandContext(CommandId.Version5(Guid.Empty, "band"), new Principal(PrincipalKind.System, "test")));

        await GatewayFixture.UntilAsync(
            () => depot.Node.View.UnitOf(UnitAddress.Kind, Unit).Excursions is [{ To: not null }]);
        var found = Assert.Single((await UnitAsync()).Excursions);
        Assert.Equal((Noon + Duration.FromMinutes(10), Noon + Duration.FromMinutes(39)), (found.From, found.To));
        Assert.NotEmpty(found.EvidenceSha256);

        async ValueTask<Reefer> UnitAsync() =>
            (await depot.Node.Regions.Reefers.ReadAsync(UnitAddress, TestContext.Current.CancellationToken)).State;
    }
}
