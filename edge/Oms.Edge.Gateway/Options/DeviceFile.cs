using System.Text.Json;
using System.Text.Json.Serialization;
using Oms.Custody.Checklists;
using Oms.Custody.CheckOuts;
using Oms.Edge.Devices;
using Oms.Edge.Mapping;
using Oms.Edge.People;

namespace Oms.Edge.Gateway.Options;

/// <summary>The devices and badges of a depot, as a file.</summary>
internal sealed record DeviceFile(IReadOnlyList<DeviceEntry> Devices)
{
    public IReadOnlyList<BadgeEntry>? Badges { get; init; }
}

internal sealed record DeviceEntry(string Id, string Kind)
{
    public string? Dock { get; init; }

    public string? Vehicle { get; init; }

    public string? Door { get; init; }

    public TemperatureBand? Band { get; init; }

    public string? SecretSha256 { get; init; }
}

internal sealed record BadgeEntry(string TokenSha256, string Person, Role Role);

/// <summary>Rules for foreign topics, as a file.</summary>
internal sealed record MappingFile(IReadOnlyList<TopicRule> Topics);

/// <summary>Checklists, as a file.</summary>
internal sealed record ChecklistFile(IReadOnlyList<ChecklistTemplate> Checklists);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    AllowDuplicateProperties = false,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true)]
[JsonSerializable(typeof(DeviceFile))]
[JsonSerializable(typeof(MappingFile))]
[JsonSerializable(typeof(ChecklistFile))]
[JsonSerializable(typeof(PeopleFile))]
internal sealed partial class FileJson : JsonSerializerContext;

/// <summary>Reads the device, mapping and people files.</summary>
internal static class FileReader
{
    private const int BytesMax = 16 * 1024 * 1024;

    /// <exception cref="StartException">The file cannot be used; the message names it and what is wrong.</exception>
    public static DeviceRegistry Devices(string? path)
    {
        if (path is null)
        {
            return DeviceRegistry.Empty;
        }

        var file = Read(path, "Devices", octets => JsonSerializer.Deserialize(octets, FileJson.Default.DeviceFile));
        var (registry, fault) = DeviceRegistry.Of(
            [.. file.Devices.Select(one =>
                new Device(one.Id, one.Kind, one.Dock, one.Vehicle, one.Band, one.SecretSha256) { Door = one.Door })],
            [.. (file.Badges ?? []).Select(one => new Badge(one.TokenSha256, one.Person, one.Role))]);
        return registry ?? throw new StartException($"The device file {path} is wrong: {fault}");
    }

    /// <exception cref="StartException">The file cannot be used; the message names it and what is wrong.</exception>
    public static TopicMap Mapping(string? path)
    {
        if (path is null)
        {
            return TopicMap.Empty;
        }

        var file = Read(path, "Mapping", octets => JsonSerializer.Deserialize(octets, FileJson.Default.MappingFile));
        var (map, fault) = TopicMap.Of(file.Topics);
        return map ?? throw new StartException($"The mapping file {path} is wrong: {fault}");
    }

    /// <exception cref="StartException">The file cannot be used; the message names it and what is wrong.</exception>
    public static PeopleRegistry People(string? path)
    {
        if (path is null)
        {
            return PeopleRegistry.Empty;
        }

        var file = Read(
            path, "Kiosk:People", octets => JsonSerializer.Deserialize(octets, FileJson.Default.PeopleFile));
        var (registry, fault) = PeopleRegistry.Of(
            [.. file.People.Select(one => new Person(one.Id, one.Name, one.Role, one.BadgeSha256, one.PinHash)
            {
                HomeTerminalZone = one.HomeTerminalZone,
            })]);
        return registry ?? throw new StartException($"The people file {path} is wrong: {fault}");
    }

    /// <exception cref="StartException">The file cannot be used; the message names it and what is wrong.</exception>
    public static ChecklistSet Checklists(string? path)
    {
        if (path is null)
        {
            return ChecklistSet.Empty;
        }

        var file = Read(
            path, "Checklists", octets => JsonSerializer.Deserialize(octets, FileJson.Default.ChecklistFile));
        var (set, fault) = ChecklistSet.Of(file.Checklists);
        return set ?? throw new StartException($"The checklist file {path} is wrong: {fault}");
    }

    private static T Read<T>(string path, string option, Func<byte[], T?> parse)
        where T : class
    {
        try
        {
            var octets = File.ReadAllBytes(path);
            return octets.Length > BytesMax
                ? throw new StartException($"{option}: the file {path} is larger than {BytesMax >> 20} MiB.")
                : parse(octets) ?? throw new StartException($"{option}: the file {path} holds null.");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new StartException($"{option}: the file {path} cannot be read: {failure.Message}", failure);
        }
        catch (JsonException failure)
        {
            throw new StartException($"{option}: the file {path} is not of its form: {failure.Message}", failure);
        }
    }
}
