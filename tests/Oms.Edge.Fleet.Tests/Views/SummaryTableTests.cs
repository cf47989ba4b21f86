using Oms.Edge.Fleet.Checking;
using Oms.Edge.Fleet.Launching;
using Oms.Edge.Fleet.Views;
using Xunit;

namespace Oms.Edge.Fleet.Tests.Views;

public sealed class SummaryTableTests
{
    private static readonly Facts End = new(
        [
            new OrderFact("S1-0-001", "closed",
            [
                new LineFact(1, "MILK-1L", Places(("ordered", 5), ("shipped", 5), ("delivered", 4), ("lost", 1)), []),
                new LineFact(2, "CREAM-250", Places(("ordered", 2), ("shipped", 2), ("delivered", 2)), ["excursion"]),
            ]),
        ],
        [
            new StockFact("MILK-1L", "dayton", "L0A approved", 12), new StockFact("CREAM-250", "dayton",
                "L0A approved", 3),
        ],
        [
            new CheckOutFact(
                "RT-1-0-1", "dayton", "TRK-11", "completed", "depot:dayton", ["check-out.arrived",
                    "check-out.completed"], 1,
                Places(("MILK-1L L0A", 2))),
        ],
        [new ClaimFact("shortage", "RT-1-0-1", "S1-0-001", 1)]);

    [Fact]
    public void The_table_of_a_scenario_that_ended_as_planned() =>
        Assert.Equal(
            """
            ORDER     STATUS  LINES  ORDERED  DELIVERED  SHORT  TURNED BACK  FLAGS
            S1-0-001  closed      2        7          6      1            0  excursion

            CHECK-OUT OF  DEPOT   VEHICLE  STATE      CUSTODIAN     STEPS  CAME BACK  EXCURSIONS
            RT-1-0-1      dayton  TRK-11   completed  depot:dayton      2          2           1

            STOCK ITEM        BUCKET        UNITS
            CREAM-250@dayton  L0A approved      3
            MILK-1L@dayton    L0A approved     12

            CLAIM     ROUTE     ORDER     UNITS
            shortage  RT-1-0-1  S1-0-001      1

            As planned: 1 order, 1 check-out, 2 stock buckets, 1 claim.

            """,
            SummaryTable.Of(End, []));

    [Fact]
    public void Memory_is_in_whole_megabytes_rounded_up_with_the_target_beside_it() =>
        Assert.Equal(
            """
            RESIDENT MB   NOW  PEAK  TARGET
            centre        150   200
            gateway lyon  112   121  120


            """,
            SummaryTable.Of([
                ("centre", new ResidentMemory(150_000_000, 199_000_001), null),
                ("gateway lyon", new ResidentMemory(112_000_000, 120_000_001), ResidentMemory.GatewayTarget),
            ]));

    [Fact]
    public void The_table_of_a_scenario_that_did_not_says_so_and_names_each_difference() =>
        Assert.EndsWith(
            """
            NOT as planned, 2 differences:
              order S1-0-001: status is released, planned closed
              claim damage: is missing

            """,
            SummaryTable.Of(End, ["order S1-0-001: status is released, planned closed", "claim damage: is missing"]),
            StringComparison.Ordinal);

    private static Dictionary<string, int> Places(params (string Place, int Units)[] places) =>
        places.ToDictionary(place => place.Place, place => place.Units);
}
