using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Oms.Campaigns.Cluster;

/// <summary>Asks twice at once with each key, as clients do who heard no answer, and keeps what was answered: it
/// must be answered the same for ever.</summary>
/// <param name="load">What findings begin with.</param>
/// <param name="clock">The centre's; null where all answers are remembered for ever.</param>
/// <threadsafety>Any number of callers at once.</threadsafety>
internal sealed class Buyer(PatientCaller caller, WriteHistory history, string load, TimeProvider? clock = null)
{
    private const int Tellers = 3;
    private static readonly TimeSpan AskAgain = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(150);

    /// <summary>What was not done for a key itself is remembered for a day of the centre's time; its clocks may
    /// differ by an hour.</summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromHours(22);

    private readonly List<Asked> _answered = [];
    private readonly List<string> _wrong = [];

    /// <summary>Keys that were used, each at least twice.</summary>
    public int Keys => _answered.Count;

    public IReadOnlyList<string> Wrong => _wrong;

    /// <summary>Asks twice at once with one key.</summary>
    /// <param name="entity">Where an effect stands in the journal; null for what the answer names.</param>
    /// <param name="isOwn">Whether nobody else may have had the same effect.</param>
    public async Task<CallerAnswer> AskAsync(
        string path, string json, string key, string? entity, bool isOwn = true)
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
                TimeProvider.System.GetTimestamp())
            {
                IsOwn = isOwn,
            });
        }

        Compare(path, key, answer, both[1]);
        lock (_answered)
        {
            _answered.Add(new Asked(path, json, key, answer, isOwn ? null : clock?.GetUtcNow()));
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
    public Task RaceAsync(
        string path, string json, string key, string entity, int clients, int wins, bool isOwn = true) => RaceAsync(
        $"{entity}: {path}",
        wins,
        [
            .. Enumerable.Range(0, clients).Select(client => AskAsync(
                path, json, string.Create(CultureInfo.InvariantCulture, $"{key}/{client}"), entity, isOwn)),
        ]);

    /// <summary>Several tell the same, each with a key of its own, such as three desks that have the same paper: each
    /// is told that it is done, and it is done once.</summary>
    public Task TellAsync(string path, string json, string key, string entity) =>
        RaceAsync(path, json, key, entity, Tellers, wins: Tellers, isOwn: false);

    /// <summary>Several things are asked for at once; so many can be had.</summary>
    /// <returns>Whether each was.</returns>
    public async Task<IReadOnlyList<bool>> RaceAsync(string what, int wins, params Task<CallerAnswer>[] asked)
    {
        var told = await Task.WhenAll(asked);
        if (told.Count(IsDone) is var done && done != wins)
        {
            Note($"{what}: {done} of {asked.Length} were done, of which {wins} can be: "
                + string.Join("; ", told.Select(answer => Encoding.UTF8.GetString(answer.Body))));
        }

        return [.. told.Select(IsDone)];
    }

    /// <summary>Reads until it shows what must come.</summary>
    /// <param name="patience">How long; null for the usual time.</param>
    /// <returns>What it showed last; a finding is noted when what must come did not.</returns>
    public async Task<JsonElement> UntilAsync(
        string path, string what, Func<JsonElement, bool> shows, TimeSpan? patience = null)
    {
        var limit = patience ?? Patience;
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var answer = await caller.GetAsync(path, CancellationToken.None);
            if (answer.Status == 200 && shows(answer.Json))
            {
                return answer.Json;
            }

            if (TimeProvider.System.GetElapsedTime(began) > limit)
            {
                Note($"{path} is not {what} after {limit}: {answer.Status} {Encoding.UTF8.GetString(answer.Body)}");
                return answer.Json;
            }

            await Task.Delay(AskAgain, TimeProvider.System);
        }
    }

    /// <summary>Uses every key once more whose answer must be remembered.</summary>
    public async Task RepeatAsync()
    {
        foreach (var (path, json, key, answer, at) in _answered.ToList())
        {
            if (at is null || clock!.GetUtcNow() - at < Remembered)
            {
                Compare(path, key, answer, await caller.PostAsync(path, json, key, CancellationToken.None));
            }
        }
    }

    public void Note(string wrong)
    {
        lock (_wrong)
        {
            _wrong.Add($"{load}: {wrong}");
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

    /// <param name="At">When, in the centre's time; null for what is remembered for ever.</param>
    private sealed record Asked(string Path, string Json, string Key, CallerAnswer Answer, DateTimeOffset? At);
}
