using System.Text.Json;
using Oms.Cli.Output;

namespace Oms.Cli.Api;

/// <summary>A list to ask for.</summary>
/// <param name="Path">Without a slash in front, escaped.</param>
internal sealed record ListQuery(string Path)
{
    /// <summary>Parameters; those without a value are left out.</summary>
    public IReadOnlyList<(string Name, string? Value)> Filters { get; init; } = [];

    /// <summary>The parameters that take the cursor. A system passes over those that it does not know.</summary>
    public IReadOnlyList<string> CursorNames { get; init; } = ["cursor"];

    /// <summary>Where to begin; null at the beginning.</summary>
    public string? After { get; init; }

    /// <summary>The member of an item that is the cursor, for a list that names none; null for others.</summary>
    public string? KeyMember { get; init; }

    /// <summary>The path of one page.</summary>
    public string Target(string? cursor, int size)
    {
        var given = Filters.Concat(CursorNames.Select(name => (name, cursor))).Append(("limit", $"{size}"))
            .Where(filter => filter.Item2 is not null)
            .Select(filter => $"{filter.Item1}={Uri.EscapeDataString(filter.Item2!)}");
        return $"{Path}?{string.Join('&', given)}";
    }

    /// <summary>The cursor of the next page; null where this one is the last.</summary>
    public string? Next(JsonElement body, IReadOnlyList<JsonElement> items, int size) =>
        Cell.Find(body, "next") is { ValueKind: not JsonValueKind.Null } next ? Cell.Text(next)
        : KeyMember is not null && items.Count == size ? Cell.At(items[^1], KeyMember)
        : null;
}
