using System.Text;
using System.Text.Json;
using NodaTime;
using Oms.Custody.Seals;
using Xunit;

namespace Oms.Custody.Tests.Seals;

/// <summary>Events are stored for ever: their names and bytes never change.</summary>
public sealed class SealEventsTests
{
    private static readonly Instant Noon = Instant.FromUtc(2026, 3, 1, 12, 0);

    private static readonly SealEvent[] Samples =
    [
        new SealEvent.Expected("R-1.v1", "ABC123", SealClass.HighSecurity),
        new SealEvent.Applied("ABC123", SealClass.HighSecurity, "S-1", Noon, new string('a', 64)),
        new SealEvent.Inspected("ABC123", SealCondition.Intact, "S-2", Noon),
        new SealEvent.Broken("ABC123", "S-1", Noon, "unloading"),
        new SealEvent.CircuitChanged(CircuitState.Open, "ss-1", Noon),
    ];

    private static string[] Released =>
        File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Seals", "seal-events.jsonl"));

    [Fact]
    public void Every_event_is_written_as_it_was_released() => Assert.Equal(Released, Samples.Select(Line));

    [Fact]
    public void Every_released_event_is_still_read_and_written_back_the_same() =>
        Assert.All(Released, line =>
        {
            var name = line[..line.IndexOf(".v1 ", StringComparison.Ordinal)];
            var body = Encoding.UTF8.GetBytes(line[(name.Length + 4)..]);

            Assert.Equal(line, Line(SealEvents.Read(name, 1, body)!));
            Assert.Null(SealEvents.Read(name, 2, body));
        });

    [Fact]
    public void Every_event_has_a_sample() =>
        Assert.Equal(
            typeof(SealEvent).GetNestedTypes().Select(type => type.Name).Order(),
            Samples.Select(sample => sample.GetType().Name).Order());

    [Fact]
    public void A_member_that_is_not_known_is_refused() =>
        Assert.Throws<JsonException>(() => SealEvents.Read(
            SealEvents.Expected, 1, """{"manifest":"R","number":"A","class":null,"more":1}"""u8));

    private static string Line(SealEvent happened) =>
        $"{SealEvents.NameOf(happened)}.v1 {Encoding.UTF8.GetString(SealEvents.Write(happened))}";
}
