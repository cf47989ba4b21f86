using System.Net;
using NodaTime;
using Oms.Edge.People;

namespace Oms.Edge.Gateway.Kiosk;

/// <summary>Badge readers that stand beside a kiosk: a swipe there signs somebody in, and signs nothing off.</summary>
/// <threadsafety>Any thread may call any member.</threadsafety>
internal sealed class SignInReaders
{
    /// <summary>How long a swipe waits for its kiosk to ask, and how old it may be when it comes in: one that a reader
    /// kept while it had no connection must not sign in somebody who has gone.</summary>
    public static readonly Duration FreshMax = Duration.FromSeconds(15);

    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly Dictionary<string, IPAddress> _kiosks;
    private readonly Dictionary<IPAddress, (Person Person, long At)> _swipes = [];

    /// <param name="kiosks">The address of the kiosk beside each reader, by the reader's device id.</param>
    /// <param name="time">Real time.</param>
    public SignInReaders(IEnumerable<KeyValuePair<string, IPAddress>> kiosks, TimeProvider time)
    {
        _time = time;
        _kiosks = new Dictionary<string, IPAddress>(
            kiosks.Select(pair => KeyValuePair.Create(pair.Key, pair.Value)), StringComparer.Ordinal);
    }

    /// <summary>No reader signs anybody in.</summary>
    public static SignInReaders None { get; } = new([], TimeProvider.System);

    public bool Has(string device) => _kiosks.ContainsKey(device);

    public bool IsBeside(IPAddress kiosk) => _kiosks.ContainsValue(kiosk);

    public void Swiped(string device, Person person)
    {
        lock (_gate)
        {
            _swipes[_kiosks[device]] = (person, _time.GetTimestamp());
        }
    }

    /// <summary>Who swiped beside a kiosk a moment ago; each swipe is given once.</summary>
    public Person? Take(IPAddress kiosk)
    {
        lock (_gate)
        {
            return _swipes.Remove(kiosk, out var swipe)
                && _time.GetElapsedTime(swipe.At) <= FreshMax.ToTimeSpan()
                ? swipe.Person
                : null;
        }
    }
}
