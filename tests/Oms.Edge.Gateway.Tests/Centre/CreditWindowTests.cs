using NodaTime;
using Oms.Edge.Gateway.Centre;
using Oms.Testing;
using Xunit;

namespace Oms.Edge.Gateway.Tests.Centre;

public sealed class CreditWindowTests
{
    private readonly ManualTime _pace = new(Instant.FromUtc(2026, 11, 21, 12, 0));
    private readonly CreditWindow _window;

    public CreditWindowTests() => _window = new CreditWindow(_pace, first: 500);

    [Fact]
    public void Several_batches_go_in_one_second_when_so_much_is_granted()
    {
        for (var sent = 0; sent < 2_000; sent += 500)
        {
            Assert.True(_window.Next() >= 500);
            Assert.Equal(
                sent + 500 < 2_000 ? TimeSpan.Zero : TimeSpan.FromSeconds(1), _window.Spend(500, credit: 2_000));
        }
    }

    [Fact]
    public void What_is_left_of_the_second_is_waited_for_and_then_as_much_goes_again()
    {
        _ = _window.Next();
        _pace.Advance(Duration.FromMilliseconds(300));
        Assert.Equal(TimeSpan.FromMilliseconds(700), _window.Spend(40, credit: 40));
        _pace.Advance(Duration.FromMilliseconds(700));
        Assert.Equal(40, _window.Next());
        Assert.Equal(TimeSpan.Zero, _window.Spend(39, credit: 40));
        Assert.Equal(1, _window.Next());
    }

    [Fact]
    public void An_answer_that_took_longer_than_the_second_is_not_waited_after()
    {
        _ = _window.Next();
        _pace.Advance(Duration.FromSeconds(3));
        Assert.Equal(TimeSpan.Zero, _window.Spend(500, credit: 10));
        Assert.Equal(10, _window.Next());
    }

    [Fact]
    public void Without_credit_one_goes_in_a_second_to_ask_for_more()
    {
        _ = _window.Next();
        Assert.Equal(TimeSpan.FromSeconds(1), _window.Spend(1, credit: 0));
        _pace.Advance(Duration.FromSeconds(1));
        Assert.Equal(1, _window.Next());
    }
}
