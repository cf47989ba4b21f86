using NodaTime;
using Oms.Edge.Gateway.Kiosk;
using Oms.Testing;
using Xunit;

namespace Oms.Edge.Gateway.Tests.Kiosk;

public sealed class SignInGuardTests
{
    private const string Anna = "person S-1";
    private readonly ManualTime _time = new(Instant.FromUtc(2026, 3, 1, 12, 0));
    private readonly SignInGuard _guard;

    public SignInGuardTests() => _guard = new SignInGuard(_time);

    [Fact]
    public void The_fifth_wrong_pin_in_a_row_locks_for_five_minutes()
    {
        Fail(4);
        Assert.Null(_guard.LockedFor(Anna));

        Fail(1);
        Assert.Equal(TimeSpan.FromMinutes(5), _guard.LockedFor("PERSON s-1"));
        _time.Advance(Duration.FromMinutes(5) - Duration.FromMilliseconds(1));
        Assert.NotNull(_guard.LockedFor(Anna));
        _time.Advance(Duration.FromMilliseconds(1));
        Assert.Null(_guard.LockedFor(Anna));
    }

    [Fact]
    public void Each_further_one_locks_for_twice_as_long_and_for_an_hour_at_most()
    {
        Fail(5);
        foreach (var minutes in new[] { 10, 20, 40, 60, 60 })
        {
            Fail(1);
            Assert.Equal(TimeSpan.FromMinutes(minutes), _guard.LockedFor(Anna));
        }
    }

    [Fact]
    public void A_right_one_forgets_those_before_it()
    {
        Fail(4);
        _guard.Succeeded(Anna);
        Fail(4);

        Assert.Null(_guard.LockedFor(Anna));
    }

    [Fact]
    public void Nobody_is_locked_for_what_another_did()
    {
        Fail(5);

        Assert.Null(_guard.LockedFor("person S-2"));
    }

    private void Fail(int times)
    {
        for (var time = 0; time < times; time++)
        {
            _ = _guard.Failed(Anna, SignInGuard.PersonFailuresMax);
        }
    }
}
