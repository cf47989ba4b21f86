using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using NodaTime;
using Oms.Actors;
using Oms.Central.Hosting;
using Oms.Central.Storage;
using Oms.Entities;

namespace Oms.Central.Epcis;

/// <summary>Tells subscribers what their queries find: one run at a time, each in effect once.</summary>
/// <remarks>
/// Every node looks; who may do a run the subscription itself decides. A run is posted with its number, and a run that
/// is tried again is the same one. A run takes events up to a time of which the read model has all
/// (<see cref="SettledEvents"/>): whatever is recorded later is behind the last one that was told.
/// </remarks>
internal sealed class SubscriptionDeliverer(CentralNode node, HttpMessageInvoker callbacks, ILogger log)
{
    /// <summary>The most events of one run; what is more is another run's.</summary>
    public const int EventsMax = 500;

    /// <summary>Subscriptions that are looked at together, so that a slow one holds up few others.</summary>
    private const int AtOnceMax = 16;

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly Duration PeerWait = Duration.FromSeconds(1);
    private static readonly Principal Self = new(PrincipalKind.System, "epcis-subscriptions");

    private readonly SettledEvents _settled = new(() => node.System.LagOfAllAsync(PeerWait), node.ShardCount);

    /// <summary>Works until stopped.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                var pause = await TryStepAsync(cancellationToken) ? Every : AfterFailure;
                await Task.Delay(pause, node.Time, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // It was told to stop.
        }
    }

    private async Task<bool> TryStepAsync(CancellationToken cancellationToken)
    {
        try
        {
            await StepAsync(cancellationToken);
            return true;
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested
            && failure is System.Data.Common.DbException or IOException or EntityUnavailableException
                or InvalidDataException or OperationCanceledException)
        {
            log.DeliveringFailed(failure.Message);
            return false;
        }
    }

    /// <summary>Looks at every subscription once.</summary>
    public async Task StepAsync(CancellationToken cancellationToken)
    {
        List<(string Id, Subscription State)> open =
        [
            .. from row in await node.Model.AllAsync(Subscription.Kind)
               let state = JsonSerializer.Deserialize(row.Doc, EpcisJson.Default.Subscription)!
               where state.IsOpen
               select (row.Id, state),
        ];
        if (open.Count > 0 && await _settled.LookAsync(node.Clock.GetCurrentInstant()) is { } upTo)
        {
            foreach (var some in open.Chunk(AtOnceMax))
            {
                await Task.WhenAll(some.Select(one => LookAsync(one.Id, one.State, upTo, cancellationToken)));
            }
        }
    }

    private async Task LookAsync(string id, Subscription state, Instant upTo, CancellationToken cancellationToken)
    {
        var now = node.Clock.GetCurrentInstant();
        if (state.RetryAt is { } at ? at <= now : await IsToRunAsync(state, now, upTo))
        {
            await RunAsync(id, state.Runs + 1, upTo, cancellationToken);
        }
    }

    private async Task<bool> IsToRunAsync(Subscription state, Instant now, Instant upTo) =>
        state.Claim is { } claim ? claim.Until <= now || claim.Node == node.Name
        : state.Terms!.Schedule is not null ? state.IsDue
        : (await FindAsync(state, upTo, 1)).Count > 0;

    private async Task RunAsync(string id, long run, Instant upTo, CancellationToken cancellationToken)
    {
        if (await AskAsync(id, new SubscriptionCommand.Claim(run, node.Name, upTo)) is not { } claimed
            || claimed.Claim is not { } claim || claimed.Runs != run - 1)
        {
            return;
        }

        var rows = await FindAsync(claimed, claim.UpTo, EventsMax + 1);
        var (told, more) = (rows.Take(EventsMax).ToList(), rows.Count > EventsMax);
        var problem = told.Count > 0 || (claimed.Terms!.ReportIfEmpty && claimed.Terms.Schedule is not null)
            ? await PostAsync(id, run, claimed.Terms!, told, cancellationToken)
            : null;
        _ = await AskAsync(id, problem is null
            ? new SubscriptionCommand.Deliver(
                run,
                node.Name,
                told is [.., var last] ? new DeliveryMark(last.RecordedAt, last.EventId, last.DeclaresError) : null,
                told.Count,
                more)
            : new SubscriptionCommand.Fail(run, node.Name, problem));
    }

    /// <summary>The events behind the last one that was told, in the order of their recording.</summary>
    private async Task<List<EventRow>> FindAsync(Subscription state, Instant upTo, int limit)
    {
        var terms = state.Terms!;
        var query = NamedQueryEndpoints.Read(terms.Parameters).Query
            ?? throw new InvalidDataException($"The query of a subscription to {terms.Query} cannot be read.");
        var from = terms.InitialRecordTime ?? state.OpenedAt!.Value;
        return await node.Model.PageAsync(
            query with
            {
                ByRecordTime = true,
                Descending = false,
                Conditions =
                [
                    .. query.Conditions,
                    new QueryCondition.EventTime(Recorded: true, ">=", from),
                    new QueryCondition.EventTime(Recorded: true, "<=", upTo),
                ],
            },
            state.Last is { } last ? new EventCursor(last.Ticks, last.EventId, last.DeclaresError, null) : null,
            limit);
    }

    /// <summary>Posts a run.</summary>
    /// <returns>Why the other side did not take it; null where it did.</returns>
    private async Task<string?> PostAsync(
        string id, long run, SubscriptionTerms terms, List<EventRow> told, CancellationToken cancellationToken)
    {
        var body = EpcisEventEndpoints.Write(told, terms.Query, node.Clock.GetCurrentInstant(), id);
        using var request = new HttpRequestMessage(HttpMethod.Post, terms.Dest)
        {
            Content = new ByteArrayContent(body),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/ld+json");
        request.Headers.Add("GS1-EPCIS-Version", "2.0");
        request.Headers.Add("Idempotency-Key", string.Create(CultureInfo.InvariantCulture, $"{id}/{run}"));
        if (terms.SignatureToken is { } token)
        {
            request.Headers.Add(
                "GS1-Signature",
                Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(token), body)));
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            using var response = await callbacks.SendAsync(request, patience.Token);
            return (int)response.StatusCode is >= 200 and < 300
                ? null
                : string.Create(CultureInfo.InvariantCulture, $"It answered {(int)response.StatusCode}.");
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException
            || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return failure is HttpRequestException { HttpRequestError: var error }
                ? $"It cannot be reached: {error}."
                : "It did not answer in time.";
        }
    }

    private async Task<Subscription?> AskAsync(string id, SubscriptionCommand command)
    {
        var address = CentralNode.Address(Subscription.Kind, id);
        var reply = await node.Subscriptions.AskAsync(address, command, new CommandContext(node.NewCommandId(), Self));
        return reply.Outcome is ReplyOutcome.Accepted
            ? (await node.Subscriptions.ReadAsync(address, CancellationToken.None)).State
            : null;
    }
}
