using System.Security.Cryptography;
using System.Text.Json;
using Oms.Edge.People;

namespace Oms.Edge.Fleet.Launching;

/// <summary>Who may sign in at a gateway's kiosk.</summary>
internal sealed record PeopleFile(IReadOnlyList<PeopleFile.Entry> People)
{
    /// <param name="pin">The PIN of everybody in a demonstration.</param>
    public static void Write(string file, IEnumerable<string> drivers, string supervisor, string pin)
    {
        // A slow hash, so one for all: in a demonstration they share the PIN as well.
        var hash = PinHash.Of(pin, RandomNumberGenerator.GetBytes(PinHash.SaltBytes));
        var content = new PeopleFile(
        [
            .. drivers.Select(driver => new Entry(driver, $"Driver {driver}", "driver", hash)),
            new Entry(supervisor, $"Supervisor {supervisor}", "supervisor", hash),
        ]);
        using var stream = PrivateText.Create(file);
        JsonSerializer.Serialize(stream, content, LaunchJson.Default.PeopleFile);
    }

    internal sealed record Entry(string Id, string Name, string Role, string PinHash);
}
