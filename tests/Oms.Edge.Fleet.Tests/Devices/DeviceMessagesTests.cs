using System.Text.Json;
using NodaTime;
using Oms.Edge.Fleet.Devices;
using Xunit;

namespace Oms.Edge.Fleet.Tests.Devices;

public sealed class DeviceMessagesTests
{
    private static readonly Instant Noon = Instant.FromUtc(2026, 11, 21, 12, 0);
    private static readonly DeviceIdentity Scanner = new("dayton", DeviceIdentity.Scanner, "sc-1", "dayton-1");

    [Fact]
    public void The_same_message_said_again_is_the_same_to_the_byte() =>
        Assert.Equal(Scan(number: 1), Scan(number: 1));

    [Fact]
    public void Two_scans_in_one_second_have_two_ids() => Assert.NotEqual(IdOf(Scan(number: 1)), IdOf(Scan(number: 2)));

    [Fact]
    public void Two_devices_never_share_an_id() =>
        Assert.NotEqual(
            IdOf(DeviceMessages.Door(Scanner, Noon, open: true)),
            IdOf(DeviceMessages.Door(Scanner with { Id = "sc-2" }, Noon, open: true)));

    [Fact]
    public void An_id_is_a_version_7_uuid_of_the_message_time()
    {
        var id = IdOf(Scan(number: 1));

        Assert.Equal(7, id.Version);
        Assert.Equal(Noon.ToUnixTimeMilliseconds(), new Entities.CommandId(id).UnixMilliseconds);
    }

    private static byte[] Scan(int number) =>
        DeviceMessages.Scan(Scanner, Noon, number, "00200000000014", "MILK-1L", "L0A", quantity: 1);

    private static Guid IdOf(byte[] message)
    {
        using var json = JsonDocument.Parse(message);
        return json.RootElement.GetProperty("message_id").GetGuid();
    }
}
