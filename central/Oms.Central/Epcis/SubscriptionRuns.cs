using NodaTime;

namespace Oms.Central.Epcis;

/// <summary>What runs of subscriptions need of the node that does them.</summary>
internal interface IDeliverySide
{
    /// <summary>The node's name.</summary>
    string Node { get; }

    Instant Now { get; }

    /// <summary>Open subscriptions, as the read model has them.</summary>
    Task<IReadOnlyList<(string Id, Subscription State)>> OpenAsync();

    /// <summary>The events behind the last one that was told, in the order of their recording.</summary>
    /// <param name="upTo">None is recorded later.</param>
    Task<List<EventRow>> FindAsync(Subscription state, Instant upTo, int limit);

    /// <summary>Posts a run.</summary>
    /// <returns>Why the other side did not take it; null where it did.</returns>
    Task<string?> PostAsync(
        string id, long run, SubscriptionTerms terms, IReadOnlyList<EventRow> told,
        CancellationToken cancellationToken);

    /// <returns>The subscription afterwards; null where it said no.</returns>
    Task<Subscription?> AskAsync(string id, SubscriptionCommand command);
}

/// <summary>Runs of subscriptions: one at a time of each, each in effect once (I16).</summary>
/// <remarks>
/// Every node looks; who may do a run the subscription itself decides. A run is posted with its number, and a run that
/// is tried again is the same one. A run takes events up to a time of which the read model has all
/// (<see cref="SettledEvents"/>): whatever is recorded later is behind the last one that was told.
/// </remarks>
internal sealed class SubscriptionRuns(IDeliverySide side, SettledEvents settled)
{
    /// <summary>The most events of one run; what is more is another run's.</summary>
    public const int EventsMax = 500;

    /// <summary>Subscriptions that are looked at together, so that a slow one holds up few others.</summary>
    private const int AtOnceMax = 16;

    /// <summary>Looks at every subscription once.</summary>
    public async Task StepAsync(CancellationToken cancellationToken)
    {
        var open = await side.OpenAsync();
        if (open.Count > 0 && await settled.LookAsync(side.Now) is { } upTo)
        {
            foreach (var some in open.Chunk(AtOnceMax))
            {
                await Task.WhenAll(some.Select(one => LookAsync(one.Id, one.State, upTo, cancellationToken)));
            }
        }
    }

    private async Task LookAsync(string id, Subscription state, Instant upTo, CancellationToken cancellationToken)
    {
        var now = side.Now;
        if (state.RetryAt is { } at ? at <= now : await IsToRunAsync(state, now, upTo))
        {
            await RunAsync(id, state.Runs + 1, upTo, cancellationToken);
        }
    }

    private async Task<bool> IsToRunAsync(Subscription state, Instant now, Instant upTo) =>
        state.Claim is { } claim ? claim.Until <= now || claim.Node == side.Node
        : state.Terms!.Schedule is not null ? state.IsDue
        : (await side.FindAsync(state, upTo, 1)).Count > 0;

    private async Task RunAsync(string id, long run, Instant upTo, CancellationToken cancellationToken)
    {
        if (await side.AskAsync(id, new SubscriptionCommand.Claim(run, side.Node, upTo)) is not { } claimed
            || claimed.Claim is not { } claim || claimed.Runs != run - 1)
        {
            return;
        }

        var rows = await side.FindAsync(claimed, claim.UpTo, EventsMax + 1);
        var (told, more) = (rows.Take(EventsMax).ToList(), rows.Count > EventsMax);
        var problem = told.Count > 0 || (claimed.Terms!.ReportIfEmpty && claimed.Terms.Schedule is not null)
            ? await side.PostAsync(id, run, claimed.Terms!, told, cancellationToken)
            : null;
        _ = await side.AskAsync(id, problem is null
            ? new SubscriptionCommand.Deliver(
                run,
                side.Node,
                told is [.., var last] ? new DeliveryMark(last.RecordedAt, last.EventId, last.DeclaresError) : null,
                told.Count,
                more)
            : new SubscriptionCommand.Fail(run, side.Node, problem));
    }
}
