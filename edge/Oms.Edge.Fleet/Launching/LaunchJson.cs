using System.Text.Json.Serialization;

namespace Oms.Edge.Fleet.Launching;

/// <summary>How the files of a run are written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(IReadOnlyList<DeviceCredentials>))]
[JsonSerializable(typeof(DeviceFile))]
[JsonSerializable(typeof(PeopleFile))]
internal sealed partial class LaunchJson : JsonSerializerContext;
