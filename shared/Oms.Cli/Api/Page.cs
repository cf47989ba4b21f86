using System.Text.Json;

namespace Oms.Cli.Api;

/// <summary>Items of a list.</summary>
/// <param name="Member">What the system calls the list.</param>
/// <param name="Next">Where it goes on; null at its end.</param>
internal sealed record Page(string Member, IReadOnlyList<JsonElement> Items, string? Next);
