using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Oms.Edge.People;

namespace Oms.Edge.Gateway.Kiosk;

/// <summary>Who is signed in, in memory alone: after a restart everybody signs in again.</summary>
/// <param name="time">Real time.</param>
/// <param name="idle">How long a session lives without a touch.</param>
/// <threadsafety>Any thread may call any member.</threadsafety>
internal sealed class Sessions(TimeProvider time, TimeSpan idle)
{
    /// <summary>Sessions at a time; the one that was touched longest ago makes room.</summary>
    public const int SessionsMax = 256;

    private const int TokenBytes = 32;

    /// <summary>However busy somebody is: a shift.</summary>
    private static readonly TimeSpan LifeMax = TimeSpan.FromHours(12);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    public TimeSpan Idle => idle;

    /// <summary>Begins a session.</summary>
    /// <returns>Its token; only a hash of it is kept.</returns>
    public string Open(Person person)
    {
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes));
        var now = time.GetTimestamp();
        lock (_gate)
        {
            foreach (var (key, _) in _entries.Where(entry => IsOver(entry.Value)).ToList())
            {
                _ = _entries.Remove(key);
            }

            if (_entries.Count >= SessionsMax)
            {
                _ = _entries.Remove(_entries.MinBy(entry => entry.Value.TouchedAt).Key);
            }

            _entries[KeyOf(token)] = new Entry(person, now, now);
        }

        return token;
    }

    /// <summary>Whose session a token is; null for nobody's, or one that is over.</summary>
    /// <param name="touches">Whether it counts as a sign of life.</param>
    public Person? Find(string token, bool touches)
    {
        lock (_gate)
        {
            var key = KeyOf(token);
            if (!_entries.TryGetValue(key, out var entry))
            {
                return null;
            }

            if (IsOver(entry))
            {
                _ = _entries.Remove(key);
                return null;
            }

            if (touches)
            {
                _entries[key] = entry with { TouchedAt = time.GetTimestamp() };
            }

            return entry.Person;
        }
    }

    public void Close(string token)
    {
        lock (_gate)
        {
            _ = _entries.Remove(KeyOf(token));
        }
    }

    private bool IsOver(Entry entry) =>
        time.GetElapsedTime(entry.TouchedAt) >= idle || time.GetElapsedTime(entry.OpenedAt) >= LifeMax;

    private static string KeyOf(string token) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    private sealed record Entry(Person Person, long OpenedAt, long TouchedAt);
}
