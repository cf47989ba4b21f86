using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using Oms.Entities;

namespace Oms.Edge.Fleet.Devices;

/// <summary>Writes what devices say, each message with its own id.</summary>
/// <remarks>
/// A message's id is derived from the device, the kind of message, its time and its place, so that a fleet that was
/// itself restarted says the same again with the same ids.
/// </remarks>
internal static class DeviceMessages
{
    public static byte[] Reefer(
        DeviceIdentity device, Instant at, int returnMilliC, int setPointMilliC, bool doorOpen, int ambientMilliC) =>
        Write(device, at, "reading", 0, json =>
        {
            json.WriteBoolean("running", true);
            json.WriteStartArray("zones");
            json.WriteStartObject();
            json.WriteNumber("zone", 1);
            json.WriteNumber("return_milli_c", returnMilliC);
            json.WriteNumber("supply_milli_c", returnMilliC - 600);
            json.WriteNumber("setpoint_milli_c", setPointMilliC);
            json.WriteString("mode", "cool");
            json.WriteBoolean("door_open", doorOpen);
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteNumber("fuel_permille", 640);
            json.WriteNumber("ambient_milli_c", ambientMilliC);
            json.WriteNumber("battery_millivolts", 12_700);
        });

    public static byte[] Eld(DeviceIdentity device, Instant at, long odometerMetres, long engineSeconds, int speed) =>
        Write(device, at, "reading", 0, json =>
        {
            json.WriteNumber("odometer_metres", odometerMetres);
            json.WriteNumber("engine_seconds", engineSeconds);
            json.WriteNumber("speed_mm_per_second", speed);
        });

    public static byte[] EldEvent(
        DeviceIdentity device, Instant at, string vehicle, string driver, int sequence, int code,
            long odometerMetres) =>
        Write(device, at, "events", sequence, json =>
        {
            json.WriteString("vehicle", vehicle);
            json.WriteString("driver", driver);
            json.WriteStartArray("events");
            json.WriteStartObject();
            json.WriteNumber("sequence", sequence);
            json.WriteNumber("type", 1);
            json.WriteNumber("code", code);
            json.WriteString("at", InstantPattern.ExtendedIso.Format(at));
            json.WriteNumber("odometer_metres", odometerMetres);
            json.WriteEndObject();
            json.WriteEndArray();
        });

    public static byte[] Scan(
        DeviceIdentity device, Instant at, int number, string gtin, string sku, string lot, int quantity) =>
        Write(device, at, "scan", number, json =>
        {
            json.WriteString("code", $"(01){gtin}(10){lot}");
            json.WriteString("sku", sku);
            json.WriteString("lot", lot);
            json.WriteNumber("quantity", quantity);
        });

    /// <summary>A scan whose code alone tells what it is.</summary>
    public static byte[] Label(
        DeviceIdentity device, Instant at, int number, string gtin, string lot, bool isDamaged) =>
        Write(device, at, "scan", number, json =>
        {
            json.WriteString("code", $"]C101{gtin}10{lot}");
            json.WriteBoolean("damaged", isDamaged);
        });

    public static byte[] Swipe(DeviceIdentity device, Instant at, int attempt, string token) =>
        Write(device, at, "swipe", attempt, json => json.WriteString("token", token));

    public static byte[] Door(DeviceIdentity device, Instant at, bool open) =>
        Write(device, at, "state", open ? 1 : 0, json => json.WriteBoolean("open", open));

    private static byte[] Write(
        DeviceIdentity device, Instant at, string message, int number, Action<Utf8JsonWriter> fields)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteString("message_id", IdOf(device, at, message, number));
        json.WriteString("at", InstantPattern.ExtendedIso.Format(at));
        json.WriteString("clock", "gps");
        fields(json);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private static string IdOf(DeviceIdentity device, Instant at, string message, int number)
    {
        var bits = SHA256.HashData(Encoding.UTF8.GetBytes(
            $"{device.Depot}/{device.Kind}/{device.Id}/{message}/{number}/{InstantPattern.ExtendedIso.Format(at)}"));
        return CommandId.Version7(at.ToUnixTimeMilliseconds(), bits).ToString();
    }
}
