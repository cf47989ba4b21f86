using Oms.Custody.CheckOuts;
using Oms.Edge.Devices;
using Oms.Edge.People;
using Xunit;

namespace Oms.Edge.Domain.Tests.People;

public sealed class PeopleRegistryTests
{
    private static readonly string Badge = DeviceRegistry.HashOf("anna's badge");
    private static readonly Person Anna = new("S-1", "Anna", Role.Supervisor, Badge, null);

    [Fact]
    public void Somebody_is_found_by_id_in_any_case_and_by_badge()
    {
        var people = Registry(Anna);

        Assert.Equal(Anna, people.Find("s-1"));
        Assert.Equal(Anna, people.FindBadge("anna's badge", DeviceRegistry.Empty));
        Assert.Null(people.Find("S-2"));
        Assert.Null(people.FindBadge("another badge", DeviceRegistry.Empty));
    }

    [Theory]
    [InlineData(Role.Driver)]
    [InlineData(Role.Supervisor)]
    [InlineData(Role.Yard)]
    public void A_badge_of_the_device_file_is_enough_to_be_known(Role role)
    {
        var found = PeopleRegistry.Empty.FindBadge("token", Devices("D-7", role))!;

        Assert.Equal(("D-7", role), (found.Id, found.Role));
    }

    [Fact]
    public void What_the_people_file_says_of_a_badges_holder_wins() =>
        Assert.Equal(Anna, Registry(Anna).FindBadge("token", Devices("S-1", Role.Driver)));

    [Theory]
    [InlineData("", "Anna", "id")]
    [InlineData("S 1", "Anna", "id")]
    [InlineData("S-1", "", "name")]
    public void What_is_wrong_names_itself(string id, string name, string named) =>
        Assert.Contains(named, Fault(Anna with { Id = id, Name = name }), StringComparison.Ordinal);

    [Fact]
    public void Somebody_without_badge_and_pin_a_wrong_hash_and_a_second_one_are_refused()
    {
        Assert.Contains("neither", Fault(Anna with { BadgeSha256 = null }), StringComparison.Ordinal);
        Assert.Contains("system", Fault(Anna with { Role = Role.System }), StringComparison.Ordinal);
        Assert.Contains("badge_sha256", Fault(Anna with { BadgeSha256 = "AB" }), StringComparison.Ordinal);
        Assert.Contains("pin_hash", Fault(Anna with { PinHash = "123456" }), StringComparison.Ordinal);
        Assert.Contains("twice", Fault(Anna, Anna with { Id = "s-1", BadgeSha256 = DeviceRegistry.HashOf("b") }),
            StringComparison.Ordinal);
        Assert.Contains("twice", Fault(Anna, Anna with { Id = "S-2" }), StringComparison.Ordinal);
    }

    private static PeopleRegistry Registry(params Person[] people) => PeopleRegistry.Of(people).Registry!;

    private static string Fault(params Person[] people) => PeopleRegistry.Of(people).Fault!;

    private static DeviceRegistry Devices(string person, Role role) =>
        DeviceRegistry.Of([], [new Badge(DeviceRegistry.HashOf("token"), person, role)]).Registry!;
}
