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

/// <summary>Tells subscribers what their queries find: over HTTP, out of the read model.</summary>
internal sealed class SubscriptionDeliverer : IDeliverySide
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly Duration PeerWait = Duration.FromSeconds(1);
    private static readonly Principal Self = new(PrincipalKind.System, "epcis-subscriptions");

    private readonly CentralNode _node;
    private readonly HttpMessageInvoker _callbacks;
    private readonly ILogger _log;
    private readonly SubscriptionRuns _runs;

    public SubscriptionDeliverer(CentralNode node, HttpMessageInvoker callbacks, ILogger log)
    {
        (_node, _callbacks, _log) = (node, callbacks, log);
        _runs = new SubscriptionRuns(
            this, new SettledEvents(() => node.System.LagOfAllAsync(PeerWait), node.ShardCount));
    }

    public string Node => _node.Name;

    public Instant Now => _node.Clock.GetCurrentInstant();

    /// <summary>Works until stopped.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                var pause = await TryStepAsync(cancellationToken) ? Every : AfterFailure;
                await Task.Delay(pause, _node.Time, cancellationToken);
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
            await _runs.StepAsync(cancellationToken);
            return true;
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested
            && failure is System.Data.Common.DbException or IOException or EntityUnavailableException
                or InvalidDataException or OperationCanceledException)
        {
            _log.DeliveringFailed(failure.Message);
            return false;
        }
    }

    public async Task<IReadOnlyList<(string Id, Subscription State)>> OpenAsync() =>
    [
        .. from row in await _node.Model.AllAsync(Subscription.Kind)
           let state = JsonSerializer.Deserialize(row.Doc, EpcisJson.Default.Subscription)!
           where state.IsOpen
           select (row.Id, state),
    ];

    public async Task<List<EventRow>> FindAsync(Subscription state, Instant upTo, int limit)
    {
        var terms = state.Terms!;
        var query = NamedQueryEndpoints.Read(terms.Parameters).Query
            ?? throw new InvalidDataException($"The query of a subscription to {terms.Query} cannot be read.");
        var from = terms.InitialRecordTime ?? state.OpenedAt!.Value;
        return await _node.Model.PageAsync(
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

    public async Task<string?> PostAsync(
        string id, long run, SubscriptionTerms terms, IReadOnlyList<EventRow> told, CancellationToken cancellationToken)
    {
        var body = EpcisEventEndpoints.Write(told, terms.Query, _node.Clock.GetCurrentInstant(), id);
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
            using var response = await _callbacks.SendAsync(request, patience.Token);
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

    public async Task<Subscription?> AskAsync(string id, SubscriptionCommand command)
    {
        var address = CentralNode.Address(Subscription.Kind, id);
        var reply = await _node.Subscriptions.AskAsync(
            address, command, new CommandContext(_node.NewCommandId(), Self));
        return reply.Outcome is ReplyOutcome.Accepted
            ? (await _node.Subscriptions.ReadAsync(address, CancellationToken.None)).State
            : null;
    }
}
