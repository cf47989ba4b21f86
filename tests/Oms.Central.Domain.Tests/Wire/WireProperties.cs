using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Oms.Central.Tests.Wire;

/// <summary>Whatever is sent arrives as it was: the same case, member by member.</summary>
public sealed class WireProperties
{
    [Fact]
    public void Every_message_arrives_as_it_was_sent() =>
        Assert.All(
            from family in WireFamilies.Messages
            from type in WireFamilies.CasesOf(family)
            select (family, type),
            pair => Arrives(pair.type, pair.family));

    [Fact]
    public void Every_state_arrives_as_it_was_read() =>
        Assert.All(WireFamilies.States, json => Arrives(json.Type, json));

    [Fact]
    public void A_state_before_the_first_event_arrives_as_it_was_read() =>
        Assert.All(WireFamilies.States, json =>
        {
            var initial = WireFamilies.InitialOf(json);
            Assert.True(Same.As(initial, WireFamilies.Across(initial, json)), $"{initial}");
        });

    private static void Arrives(Type type, JsonTypeInfo json) =>
        Prop.ForAll(AnyValue.Of(type).ToArbitrary(), sent =>
        {
            var arrived = WireFamilies.Across(sent!, json);
            Assert.IsType(type, arrived);
            Assert.True(Same.As(sent, arrived), JsonSerializer.Serialize(sent, json));
            Assert.Equal(JsonSerializer.Serialize(sent, json), JsonSerializer.Serialize(arrived, json));
        }).Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true));
}
