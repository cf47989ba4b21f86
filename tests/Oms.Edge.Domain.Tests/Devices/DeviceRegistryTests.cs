using Oms.Custody.CheckOuts;
using Oms.Edge.Devices;
using Xunit;

namespace Oms.Edge.Tests.Devices;

public sealed class DeviceRegistryTests
{
    private static readonly Device Scanner =
        new("sc-3", DeviceKind.Scanner, "dock-3", null, null, DeviceRegistry.HashOf("secret"));

    [Fact]
    public void Only_the_devices_own_secret_lets_it_in()
    {
        var registry = DeviceRegistry.Of([Scanner, Scanner with { Id = "sc-4", SecretSha256 = null }], []).Registry!;

        Assert.True(registry.Admits("sc-3", "secret"u8));
        Assert.False(registry.Admits("sc-3", "Secret"u8));
        Assert.False(registry.Admits("sc-4", ""u8));
        Assert.False(registry.Admits("sc-5", "secret"u8));
    }

    [Fact]
    public void A_badge_is_found_by_its_token() =>
        Assert.Equal("S-1",
            DeviceRegistry.Of([], [new Badge(DeviceRegistry.HashOf("04A1"), "S-1", Role.Supervisor)])
            .Registry!.FindBadge("04A1")!.Person);

    [Fact]
    public void A_list_that_contradicts_itself_is_refused_and_says_where()
    {
        Assert.Contains("'sc-3' is there twice", DeviceRegistry.Of([Scanner, Scanner], []).Fault!,
            StringComparison.Ordinal);
        Assert.Contains("'toaster'", DeviceRegistry.Of([Scanner with { Kind = "toaster" }], []).Fault!,
            StringComparison.Ordinal);
        Assert.Contains("'a/b'", DeviceRegistry.Of([Scanner with { Id = "a/b" }], []).Fault!, StringComparison.Ordinal);
    }
}
