using System.Text.Json.Serialization.Metadata;
using Oms.Edge.Fleet.Http;

namespace Oms.Edge.Fleet.Centre;

/// <summary>The centre's API, as far as the fleet uses it.</summary>
/// <threadsafety>Any number of callers at once.</threadsafety>
public sealed class CentreClient(PatientClient http) : IDisposable
{
    private const int PageLimit = 200;

    // A list that is longer than this is no scenario's.
    private const int PagesMax = 10_000;

    public PatientClient Http { get; } = http;

    /// <summary>Every item of a list, page by page.</summary>
    /// <param name="path">With or without a query.</param>
    public async Task<IReadOnlyList<T>> ListAsync<T>(
        string path, JsonTypeInfo<CentrePage<T>> form, CancellationToken cancellationToken)
    {
        var items = new List<T>();
        var joint = path.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        string? cursor = null;
        for (var page = 0; page < PagesMax; page++)
        {
            var after = cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}";
            var answer = await Http.GetAsync($"{path}{joint}limit={PageLimit}{after}", cancellationToken);
            var read = answer.Read(form);
            items.AddRange(read.Items);
            if (read.Next is null)
            {
                break;
            }

            cursor = read.Next;
        }

        return items;
    }

    public void Dispose() => Http.Dispose();
}
