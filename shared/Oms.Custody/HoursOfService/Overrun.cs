using NodaTime;

namespace Oms.Custody.HoursOfService;

/// <summary>Collects driving beyond one limit into violations. Not thread-safe.</summary>
internal sealed class Overrun(HoursRule rule, string section)
{
    private readonly List<HoursViolation> _found = [];
    private bool _goesOn;

    /// <summary>Takes driving.</summary>
    /// <param name="left">How long driving may go on from its beginning.</param>
    public void Drive(Instant from, Instant to, Duration left)
    {
        var beyond = from + Duration.Max(left, Duration.Zero);
        if (beyond >= to)
        {
            return;
        }

        var driven = to - beyond;
        if (_goesOn)
        {
            var last = _found[^1];
            _found[^1] = last with { Until = to, Driven = last.Driven + driven };
        }
        else
        {
            _found.Add(new HoursViolation(rule, section, beyond, to, driven, true));
            _goesOn = true;
        }
    }

    /// <summary>The limit was lifted: what comes is another violation.</summary>
    public void Lift() => _goesOn = false;

    public IEnumerable<HoursViolation> Found(bool isCertain = true) =>
        _found.Select(one => one with { IsCertain = isCertain });
}
