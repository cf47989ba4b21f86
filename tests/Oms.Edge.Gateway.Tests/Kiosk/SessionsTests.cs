using NodaTime;
using Oms.Custody.CheckOuts;
using Oms.Edge.Gateway.Kiosk;
using Oms.Edge.People;
using Oms.Testing;
using Xunit;

namespace Oms.Edge.Gateway.Tests.Kiosk;

public sealed class SessionsTests
{
    private static readonly Person Anna = new("S-1", "Anna", Role.Supervisor, null, null);
    private readonly ManualTime _time = new(Instant.FromUtc(2026, 3, 1, 12, 0));
    private readonly Sessions _sessions;

    public SessionsTests() => _sessions = new Sessions(_time, TimeSpan.FromMinutes(5));

    [Fact]
    public void A_token_is_its_owners_until_nothing_was_done_for_the_idle_time()
    {
        var token = _sessions.Open(Anna);
        _time.Advance(Duration.FromMinutes(5) - Duration.FromMilliseconds(1));
        Assert.Equal(Anna, _sessions.Find(token, touches: false));

        _time.Advance(Duration.FromMilliseconds(1));
        Assert.Null(_sessions.Find(token, touches: false));
    }

    [Fact]
    public void Doing_something_keeps_it_alive_and_looking_on_does_not()
    {
        var (busy, watched) = (_sessions.Open(Anna), _sessions.Open(Anna));
        for (var minute = 0; minute < 5; minute++)
        {
            _time.Advance(Duration.FromMinutes(1));
            _ = _sessions.Find(busy, touches: true);
            _ = _sessions.Find(watched, touches: false);
        }

        Assert.Equal(Anna, _sessions.Find(busy, touches: false));
        Assert.Null(_sessions.Find(watched, touches: false));
    }

    [Fact]
    public void It_ends_after_a_shift_however_busy_its_owner_is()
    {
        var token = _sessions.Open(Anna);
        for (var minute = 1; minute < 12 * 60; minute++)
        {
            _time.Advance(Duration.FromMinutes(1));
            Assert.NotNull(_sessions.Find(token, touches: true));
        }

        _time.Advance(Duration.FromMinutes(1));
        Assert.Null(_sessions.Find(token, touches: true));
    }

    [Fact]
    public void One_that_was_closed_and_one_that_was_made_up_are_nobodys()
    {
        var token = _sessions.Open(Anna);
        _sessions.Close(token);

        Assert.Null(_sessions.Find(token, touches: true));
        Assert.Null(_sessions.Find("made up", touches: true));
    }

    [Fact]
    public void With_too_many_the_one_touched_longest_ago_makes_room()
    {
        var first = _sessions.Open(Anna);
        _time.Advance(Duration.FromSeconds(1));
        var second = _sessions.Open(Anna);
        for (var number = 2; number < Sessions.SessionsMax; number++)
        {
            _ = _sessions.Open(Anna);
        }

        _time.Advance(Duration.FromSeconds(1));
        Assert.NotNull(_sessions.Find(first, touches: true));
        _ = _sessions.Open(Anna);
        Assert.NotNull(_sessions.Find(first, touches: false));
        Assert.Null(_sessions.Find(second, touches: false));
    }
}
