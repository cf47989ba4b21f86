using System.Text.Json;

namespace Oms.Edge.Fleet.Launching;

/// <summary>One device's way in, as the credentials file of a run has it.</summary>
/// <param name="Gateway">Where its gateway listens, <c>host:port</c>.</param>
/// <param name="Topic">Its topics begin so.</param>
public sealed record DeviceCredentials(
    string Depot, string Kind, string User, string Password, string Gateway, string Topic)
{
    /// <exception cref="JsonException">The file is not of the form.</exception>
    public static IReadOnlyList<DeviceCredentials> Read(string file)
    {
        using var stream = File.OpenRead(file);
        return JsonSerializer.Deserialize(stream, LaunchJson.Default.IReadOnlyListDeviceCredentials) ?? [];
    }

    internal static void Write(string file, IReadOnlyList<DeviceCredentials> credentials)
    {
        using var stream = PrivateText.Create(file);
        JsonSerializer.Serialize(stream, credentials, LaunchJson.Default.IReadOnlyListDeviceCredentials);
    }
}
