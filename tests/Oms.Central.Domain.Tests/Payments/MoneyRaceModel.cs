using System.Collections.Immutable;
using NodaTime;
using Oms.Central.Payments;
using Xunit;
using Decision = Oms.Entities.Decision<Oms.Central.Payments.PaymentEvent, Oms.Central.Payments.PaymentRejection>;

namespace Oms.Central.Tests.Payments;

/// <summary>
/// A payment, its callers, its workers and a provider, of which every interleaving is walked through: calls that reach
/// the provider or do not, answers that are lost, doubled, late or out of order, and workers that die at any step.
/// </summary>
/// <param name="start">The payment at the beginning.</param>
/// <param name="callers">What each caller asks for, once, at any time.</param>
internal sealed class MoneyRaceModel(Payment start, params PaymentCommand[] callers)
{
    // Every lease is over by the next step: another worker may always come in between.
    private static readonly Duration Step = Duration.FromHours(2);

    private readonly HashSet<string> _seen = [];

    /// <summary>Worlds that were looked at.</summary>
    public int Worlds => _seen.Count;

    /// <summary>Looks at every world that can come about.</summary>
    /// <param name="always">What must hold in each.</param>
    /// <param name="atRest">What must hold where everybody has asked and everything is settled.</param>
    public void Walk(Action<World> always, Action<World> atRest)
    {
        var open = new Stack<World>();
        open.Push(new World(
            start,
            ImmutableSortedDictionary<int, bool>.Empty,
            [.. callers.Select(_ => (bool?)null)],
            PaymentSamples.Noon));
        while (open.TryPop(out var world))
        {
            if (!_seen.Add(world.Key))
            {
                continue;
            }

            always(world);
            if (world.IsQuiet)
            {
                atRest(world);
            }

            foreach (var next in Next(world))
            {
                open.Push(next);
            }
        }
    }

    private IEnumerable<World> Next(World world)
    {
        for (var i = 0; i < callers.Length; i++)
        {
            if (world.Asked[i] is null)
            {
                var answered = Payment.Decide(world.Payment, callers[i], world.Now);
                yield return Apply(world, answered) with
                {
                    Asked = world.Asked.SetItem(i, answered is Decision.Accepted),
                };
            }
        }

        foreach (var transaction in world.Payment.Transactions)
        {
            var number = transaction.Number;
            if (transaction.DueAt is not null)
            {
                yield return Apply(world, new PaymentCommand.BeginCall(number, "node"));
            }

            if (transaction is { IsUnsettled: true, Attempts: > 0 } && !world.Provider.ContainsKey(number))
            {
                // The provider decides once about a key, whenever a call with it arrives.
                yield return (world with { Provider = world.Provider.Add(number, true) }).Later();
                yield return (world with { Provider = world.Provider.Add(number, false) }).Later();
            }

            if (transaction.Attempts > 0)
            {
                yield return Apply(world, new PaymentCommand.RecordDoubt(number, "timeout"));
                yield return Apply(world, new PaymentCommand.NoteNotice(number));
            }

            if (world.Provider.TryGetValue(number, out var done))
            {
                yield return Apply(world, done
                    ? new PaymentCommand.RecordSuccess(number, "psp", null)
                    : new PaymentCommand.RecordFailure(number, "declined"));
            }
        }
    }

    private static World Apply(World world, PaymentCommand command) =>
        Apply(world, Payment.Decide(world.Payment, command, world.Now));

    private static World Apply(World world, Decision decision) =>
        decision is Decision.Accepted accepted
            ? (world with { Payment = accepted.Events.Aggregate(world.Payment, Payment.Evolve) }).Later()
            : world;

    /// <param name="Provider">What the provider did for each key: the truth about the money.</param>
    /// <param name="Asked">For each caller whether it was accepted; null before it asked.</param>
    internal sealed record World(
        Payment Payment, ImmutableSortedDictionary<int, bool> Provider, ImmutableList<bool?> Asked, Instant Now)
    {
        /// <summary>Whether everybody has asked and everything is settled.</summary>
        public bool IsQuiet => Asked.All(asked => asked is not null) && !Payment.AwaitsProvider;

        public string Key => string.Join(
            '|',
            string.Join(',', Payment.Transactions.Select(each =>
                $"{each.Kind}{each.Amount.Minor}{each.Status}{each.CalledBy}{int.Min(each.Attempts, 1)}")),
            string.Join(',', Payment.Disputes.Select(each => $"{each.Ref}{each.Status}")),
            Payment.Expired,
            string.Join(',', Provider.Select(each => $"{each.Key}{each.Value}")),
            string.Join(',', Asked));

        /// <summary>Money that the provider really moved.</summary>
        public long Moved(TransactionKind kind) =>
            Payment.Transactions.Where(each => each.Kind == kind && Provider.GetValueOrDefault(each.Number))
                .Sum(each => each.Amount.Minor);

        public World Later() => this with { Now = Now + Step };
    }
}

/// <summary>Races for money, in every interleaving.</summary>
public sealed class MoneyRaceTests
{
    [Fact]
    public void Of_two_refunds_of_60_on_100_exactly_one_is_accepted_and_at_most_100_ever_moves()
    {
        var model = new MoneyRaceModel(
            State(PaymentSamples.Captured()), PaymentSamples.Refund("r1", 60), PaymentSamples.Refund("r2", 60));
        model.Walk(
            world => Assert.True(world.Moved(TransactionKind.Refund) <= 100, world.Key),
            world =>
            {
                // Both are accepted only where the first is known to have failed; then only the second moves money.
                Assert.True(world.Asked.Count(asked => asked == true) == 1
                    || world.Payment.Transactions.Any(each => each.Status == TransactionStatus.Failed), world.Key);
                Assert.True(world.Moved(TransactionKind.Refund) is 0 or 60, world.Key);
                Assert.Equal(world.Moved(TransactionKind.Refund), world.Payment.Refunded);
            });
        Assert.True(model.Worlds > 30, $"{model.Worlds}");
    }

    [Fact]
    public void Of_two_captures_of_60_on_100_never_both_move_money()
    {
        var model = new MoneyRaceModel(
            State(PaymentSamples.Authorised()), PaymentSamples.Capture("c1", 60), PaymentSamples.Capture("c2", 60));
        model.Walk(
            world => Assert.True(world.Moved(TransactionKind.Capture) <= 100, world.Key),
            world => Assert.Equal(world.Moved(TransactionKind.Capture), world.Payment.Captured));
        Assert.True(model.Worlds > 30, $"{model.Worlds}");
    }

    [Fact]
    public void Nothing_is_both_captured_and_given_back()
    {
        var model = new MoneyRaceModel(
            State(PaymentSamples.Authorised()),
            PaymentSamples.Capture("c1", 60),
            PaymentSamples.Void("v1"),
            PaymentSamples.Capture("c2", 40));
        model.Walk(
            world => Assert.True(
                world.Moved(TransactionKind.Capture) + world.Moved(TransactionKind.Void) <= 100, world.Key),
            world => Assert.Equal(world.Moved(TransactionKind.Capture), world.Payment.Captured));
        Assert.True(model.Worlds > 50, $"{model.Worlds}");
    }

    [Fact]
    public void A_dispute_between_two_refunds_lets_at_most_the_captured_amount_go_but_what_it_names()
    {
        var model = new MoneyRaceModel(
            State(PaymentSamples.Captured()),
            PaymentSamples.Refund("r1", 60),
            new PaymentCommand.OpenDispute("d1", PaymentSamples.Euros(50), "fraud"),
            PaymentSamples.Refund("r2", 40));
        model.Walk(
            world => Assert.True(
                world.Moved(TransactionKind.Refund) + world.Payment.Disputed - world.Payment.DisputedExcess <= 100,
                world.Key),
            world => Assert.Equal(world.Moved(TransactionKind.Refund), world.Payment.Refunded));
        Assert.True(model.Worlds > 50, $"{model.Worlds}");
    }

    [Fact]
    public void A_refund_races_the_capture_that_it_needs_and_never_wins_before_it_is_settled()
    {
        var model = new MoneyRaceModel(
            State(PaymentSamples.Authorised()),
            PaymentSamples.Capture("c1", 100),
            PaymentSamples.Refund("r1", 100),
            PaymentSamples.Refund("r2", 1));
        model.Walk(
            world => Assert.True(
                world.Moved(TransactionKind.Refund) <= world.Moved(TransactionKind.Capture), world.Key),
            world => Assert.Equal(
                (world.Moved(TransactionKind.Capture), world.Moved(TransactionKind.Refund)),
                (world.Payment.Captured, world.Payment.Refunded)));
        Assert.True(model.Worlds > 50, $"{model.Worlds}");
    }

    // All that can go on at once: two refunds, a capture and a void, and callbacks at any time, twice and late.
    [Fact]
    public void Two_refunds_a_capture_and_a_void_keep_every_limit_in_every_world()
    {
        var start = State(
        [
            .. PaymentSamples.Authorised(),
            PaymentSamples.Requested(2, TransactionKind.Capture, "c0", 60),
            PaymentSamples.Succeeded(2, TransactionKind.Capture, 60),
        ]);
        var model = new MoneyRaceModel(
            start,
            PaymentSamples.Refund("r1", 40),
            PaymentSamples.Refund("r2", 40),
            PaymentSamples.Capture("c1", 40),
            PaymentSamples.Void("v1"));
        model.Walk(
            world =>
            {
                var payment = world.Payment;
                Assert.True(payment.CaptureExposure <= payment.Authorised, world.Key);
                Assert.True(payment.RefundExposure <= payment.Captured, world.Key);
                Assert.True(60 + world.Moved(TransactionKind.Capture) + world.Moved(TransactionKind.Void) <= 100
                    && world.Moved(TransactionKind.Refund) <= 60 + world.Moved(TransactionKind.Capture), world.Key);
            },
            world => Assert.Equal(
                (60 + world.Moved(TransactionKind.Capture), world.Moved(TransactionKind.Refund)),
                (world.Payment.Captured, world.Payment.Refunded)));
        Assert.True(model.Worlds > 1_000, $"{model.Worlds}");
    }

    /// <summary>The state after events; the authorisation outlasts every interleaving.</summary>
    private static Payment State(IEnumerable<PaymentEvent> events) =>
        events.Aggregate(Payment.Initial, Payment.Evolve) with
        {
            ExpiresAt = PaymentSamples.Noon + Duration.FromDays(100_000),
        };
}
