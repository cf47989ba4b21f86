using NodaTime;

namespace Oms.Central.Operations;

/// <summary>What the standing audit has found and not seen mended.</summary>
/// <threadsafety>Any thread may call any member.</threadsafety>
internal sealed class AuditFindings
{
    private const int ViolationsMax = 200;

    private readonly Lock _gate = new();
    private readonly Dictionary<Violation, FoundViolation> _found = [];
    private StandingAuditView _last = new(0, null, 0, 0, 0, []);

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _found.Count;
            }
        }
    }

    /// <summary>Notes that something does not hold. Beyond 200 no more are noted.</summary>
    /// <returns>Whether it was not known.</returns>
    public bool Add(Violation violation, Instant now)
    {
        lock (_gate)
        {
            if (_found.TryGetValue(violation, out var known))
            {
                _found[violation] = known with { SeenAt = now };
                return false;
            }

            return _found.Count < ViolationsMax && _found.TryAdd(
                violation, new FoundViolation(violation.Invariant, violation.Where, violation.Detail, now, now));
        }
    }

    /// <summary>What the round that began then has not seen again is mended.</summary>
    public void EndRound(Instant began, Instant now, (int Orders, int StockItems, int Payments) looked)
    {
        lock (_gate)
        {
            foreach (var violation in _found.Where(each => each.Value.SeenAt < began).Select(each => each.Key).ToList())
            {
                _ = _found.Remove(violation);
            }

            _last = new StandingAuditView(
                _last.Rounds + 1, now, looked.Orders, looked.StockItems, looked.Payments, []);
        }
    }

    public StandingAuditView Show()
    {
        lock (_gate)
        {
            return _last with { Violations = [.. _found.Values.OrderBy(each => each.FoundAt)] };
        }
    }
}

/// <param name="Rounds">Rounds that are complete.</param>
/// <param name="CompletedAt">When the last one was; null before the first.</param>
/// <param name="Orders">How many the last one looked at.</param>
internal sealed record StandingAuditView(
    int Rounds,
    Instant? CompletedAt,
    int Orders,
    int StockItems,
    int Payments,
    IReadOnlyList<FoundViolation> Violations);

/// <param name="SeenAt">When it was seen last.</param>
internal sealed record FoundViolation(
    string Invariant, string Where, string Detail, Instant FoundAt, Instant SeenAt);
