using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Oms.Campaigns.Cluster.Money;

/// <summary>Asks twice at once with each key, as clients do who heard no answer, and keeps what was answered: it
/// must be
/// answered the same for ever.</summary>
/// <threadsafety>Any number of callers at once.</threadsafety>
internal sealed class Buyer(PatientCaller caller, WriteHistory history)
{
    private static readonly TimeSpan AskAgain = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(150);

    private readonly List<(string Path, string Json, string Key, CallerAnswer Answer)> _answered = [];
    private readonly List<string> _wrong = [];

    /// <summary>Keys that were used, each at least twice.</summary>
    public int Keys => _answered.Count;

    public IReadOnlyList<string> Wrong => _wrong;

    /// <summary>Asks twice at once with one key.</summary>
    /// <param name="entity">Where an effect stands in the journal; null for what the answer names.</param>
    public async Task<CallerAnswer> AskAsync(string path, string json, string key, string? entity)
    {
        var began = TimeProvider.System.GetTimestamp();
        var both = await Task.WhenAll(
            caller.PostAsync(path, json, key, CancellationToken.None),
            caller.PostAsync(path, json, key, CancellationToken.None));
        var answer = both[0];
        if (IsDone(answer))
        {
            var (shard, offset) = answer.Place();
            history.Add(new AcknowledgedWrite(
                entity ?? answer.Json.GetProperty("id").GetString()!, shard, offset, began,
                TimeProvider.System.GetTimestamp()));
        }

        Compare(path, key, answer, both[1]);
        lock (_answered)
        {
            _answered.Add((path, json, key, answer));
        }

        return answer;
    }

    /// <summary>Asks for what must be done.</summary>
    /// <exception cref="InvalidDataException">It is refused.</exception>
    public async Task<CallerAnswer> DoAsync(string path, string json, string key, string? entity) =>
        await AskAsync(path, json, key, entity) is var answer && IsDone(answer)
            ? answer
            : throw new InvalidDataException(
                $"{key}: {path} was refused with {answer.Status}: {Encoding.UTF8.GetString(answer.Body)}");

    /// <summary>Several want the same at once, each with a key of its own; so many can have it.</summary>
    public async Task RaceAsync(string path, string json, string key, string entity, int clients, int wins)
    {
        var told = await Task.WhenAll(Enumerable.Range(0, clients).Select(client => AskAsync(
            path, json, string.Create(CultureInfo.InvariantCulture, $"{key}/{client}"), entity)));
        if (told.Count(IsDone) is var done && done != wins)
        {
            Note($"{entity}: {done} of {clients} had {path}, of which {wins} can be had: "
                + string.Join("; ", told.Select(answer => Encoding.UTF8.GetString(answer.Body))));
        }
    }

    /// <summary>Reads until it shows what must come.</summary>
    /// <returns>What it showed last; a finding is noted when what must come did not.</returns>
    public async Task<JsonElement> UntilAsync(string path, string what, Func<JsonElement, bool> shows)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var answer = await caller.GetAsync(path, CancellationToken.None);
            if (answer.Status == 200 && shows(answer.Json))
            {
                return answer.Json;
            }

            if (TimeProvider.System.GetElapsedTime(began) > Patience)
            {
                Note($"{path} is not {what} after {Patience}: {answer.Status} {Encoding.UTF8.GetString(answer.Body)}");
                return answer.Json;
            }

            await Task.Delay(AskAgain, TimeProvider.System);
        }
    }

    /// <summary>Uses every key once more.</summary>
    public async Task RepeatAsync()
    {
        foreach (var (path, json, key, answer) in _answered.ToList())
        {
            Compare(path, key, answer, await caller.PostAsync(path, json, key, CancellationToken.None));
        }
    }

    public void Note(string wrong)
    {
        lock (_wrong)
        {
            _wrong.Add($"Money: {wrong}");
        }
    }

    private void Compare(string path, string key, CallerAnswer first, CallerAnswer second)
    {
        if (first.Status != second.Status || !first.Body.AsSpan().SequenceEqual(second.Body))
        {
            Note($"{path} with the key {key} was answered {first.Status} {Encoding.UTF8.GetString(first.Body)} and "
                + $"{second.Status} {Encoding.UTF8.GetString(second.Body)}");
        }
    }

    private static bool IsDone(CallerAnswer answer) => answer.Status is >= 200 and < 300;
}
