using System.Text;
using System.Text.Json;
using Oms.Custody.Inspections;
using Xunit;
using static Oms.Custody.Tests.Inspections.VehicleSamples;

namespace Oms.Custody.Tests.Inspections;

/// <summary>Events are stored for ever: their names and bytes never change.</summary>
public sealed class VehicleEventsTests
{
    private static readonly MeterReading Reading = new(MeterSource.Eld, 204_118_300, 3_600, Noon);

    private static readonly VehicleEvent[] Samples =
    [
        new VehicleEvent.ReportSubmitted("R-1", UnitKind.PowerUnit, [Tyre, Dent], Driver),
        new VehicleEvent.WorkOrderOpened("R-1#1", "R-1", 1),
        new VehicleEvent.DefectCertified("R-1", 1, RepairOutcome.Repaired, "tyre replaced", Fitter),
        new VehicleEvent.WorkOrderClosed("R-1#1"),
        new VehicleEvent.ReviewAcknowledged("R-1", NextDriver),
        new VehicleEvent.MetersRead(Reading, [MeterRules.OdometerWentBack]),
        new VehicleEvent.MetersReplaced(Reading with { EngineSeconds = null }, "M-1"),
    ];

    private static string[] Released =>
        File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Inspections", "vehicle-events.jsonl"));

    [Fact]
    public void Every_event_is_written_as_it_was_released() => Assert.Equal(Released, Samples.Select(Line));

    [Fact]
    public void Every_released_event_is_still_read_and_written_back_the_same() =>
        Assert.All(Released, line =>
        {
            var name = line[..line.IndexOf(".v1 ", StringComparison.Ordinal)];
            var body = Encoding.UTF8.GetBytes(line[(name.Length + 4)..]);

            Assert.Equal(line, Line(VehicleEvents.Read(name, 1, body)!));
            Assert.Null(VehicleEvents.Read(name, 2, body));
        });

    [Fact]
    public void Every_event_has_a_sample() =>
        Assert.Equal(
            typeof(VehicleEvent).GetNestedTypes().Select(type => type.Name).Order(),
            Samples.Select(sample => sample.GetType().Name).Order());

    [Fact]
    public void A_member_that_is_not_known_is_refused() =>
        Assert.Throws<JsonException>(() => VehicleEvents.Read(
            VehicleEvents.WorkOrderClosed, 1, """{"work_order":"R-1#1","more":1}"""u8));

    private static string Line(VehicleEvent happened) =>
        $"{VehicleEvents.NameOf(happened)}.v1 {Encoding.UTF8.GetString(VehicleEvents.Write(happened))}";
}
