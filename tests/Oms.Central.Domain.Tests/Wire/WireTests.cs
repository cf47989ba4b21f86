using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Oms.Central.Claims;
using Oms.Central.Orders;
using Oms.Entities;
using Xunit;

namespace Oms.Central.Tests.Wire;

/// <summary>Nodes of neighbouring releases understand each other: cases keep their names, members may
/// come.</summary>
public sealed class WireTests
{
    private static string Released => Path.Combine(AppContext.BaseDirectory, "Wire", "messages.jsonl");

    [Fact]
    public void The_messages_and_the_state_of_every_entity_can_cross()
    {
        var entities =
            from type in typeof(Order).Assembly.GetTypes()
            from contract in type.GetInterfaces()
            where contract.IsGenericType && contract.GetGenericTypeDefinition() == typeof(IEntity<,,,>)
            select contract.GetGenericArguments();
        Assert.Equal(
            Names(entities.SelectMany(types => new[] { types[0], types[1], types[3] })),
            Names(WireFamilies.States.Concat(WireFamilies.Messages).Select(json => json.Type)));
    }

    [Fact]
    public void Every_case_of_every_family_is_registered_under_its_name_in_snake_case() =>
        Assert.All(WireFamilies.Messages, family =>
        {
            var registered = Assert.IsType<JsonPolymorphismOptions>(family.PolymorphismOptions);
            Assert.Equal("case", registered.TypeDiscriminatorPropertyName);
            Assert.Equal(
                WireFamilies.CasesOf(family)
                    .Select(type => (type.FullName, (object)JsonNamingPolicy.SnakeCaseLower.ConvertName(type.Name)))
                    .Order(),
                registered.DerivedTypes.Select(each => (each.DerivedType.FullName, each.TypeDiscriminator!)).Order());
            Assert.Distinct(registered.DerivedTypes.Select(each => each.TypeDiscriminator));
        });

    [Fact]
    public void Every_case_has_a_sample() =>
        Assert.Equal(
            Names(WireFamilies.Messages.SelectMany(WireFamilies.CasesOf)),
            Names(WireSamples.All.Select(sample => sample.GetType()).Distinct()));

    [Fact]
    public void Every_message_is_written_as_it_was_released() =>
        Assert.Equal(File.ReadAllLines(Released), WireSamples.All.Select(Line).Order(StringComparer.Ordinal));

    [Fact]
    public void Every_released_message_is_still_read_and_written_back_the_same() =>
        Assert.All(File.ReadAllLines(Released), line =>
        {
            var name = line[..line.IndexOf(' ', StringComparison.Ordinal)];
            var family = Assert.Single(WireFamilies.Messages, family => family.Type.Name == name);
            Assert.Equal(line, Line(JsonSerializer.Deserialize(line[(name.Length + 1)..], family)!));
        });

    [Fact]
    public void A_member_that_is_not_known_is_passed_over() =>
        Assert.All(WireSamples.All, sample =>
        {
            var family = WireFamilies.FamilyOf(sample);
            var text = JsonSerializer.Serialize(sample, family);
            Assert.Equal(text, JsonSerializer.Serialize(
                JsonSerializer.Deserialize($"{text[..^1]},\"not_known\":[1]}}", family), family));
        });

    [Fact]
    public void A_member_that_is_not_known_is_passed_over_in_a_state() =>
        Assert.All(WireFamilies.States, json =>
        {
            var initial = WireFamilies.InitialOf(json);
            var text = JsonSerializer.Serialize(initial, json);
            Assert.True(Same.As(initial, JsonSerializer.Deserialize($"{text[..^1]},\"not_known\":[1]}}", json)), text);
        });

    [Fact]
    public void A_case_that_is_not_known_is_refused_by_its_name() =>
        Assert.All(WireFamilies.Messages, family =>
        {
            var failure = Assert.Throws<JsonException>(
                () => JsonSerializer.Deserialize("""{"case":"from_tomorrow"}""", family));
            Assert.Contains("from_tomorrow", failure.Message, StringComparison.Ordinal);
        });

    [Fact]
    public void A_member_that_is_missing_is_refused_by_its_name()
    {
        var failure = Assert.Throws<JsonException>(() => JsonSerializer.Deserialize(
            """{"case":"resolve","resolution":"credited","by":"anna"}""", ClaimWireJson.Default.ClaimCommand));
        Assert.Contains("note", failure.Message, StringComparison.Ordinal);
    }

    private static IEnumerable<string?> Names(IEnumerable<Type> types) =>
        types.Select(type => type.FullName).Order(StringComparer.Ordinal);

    private static string Line(object message)
    {
        var family = WireFamilies.FamilyOf(message);
        return $"{family.Type.Name} {JsonSerializer.Serialize(message, family)}";
    }
}
