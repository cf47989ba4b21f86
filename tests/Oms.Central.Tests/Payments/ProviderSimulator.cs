using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using NodaTime.Extensions;
using Oms.Central.Payments;
using Xunit;

namespace Oms.Central.Tests.Payments;

/// <summary>How a call to the provider may go wrong.</summary>
public enum ProviderFault
{
    None,

    /// <summary>The call never arrives.</summary>
    LoseRequest,

    /// <summary>It is carried out, and the connection breaks before the response.</summary>
    LoseResponse,

    /// <summary>It is carried out, and the response comes when nobody waits any more.</summary>
    AnswerTooLate,

    /// <summary>It is taken and carried out only after others that came later.</summary>
    CarryOutLater,

    /// <summary>It is carried out, and the response says that it was declined.</summary>
    LieDeclined,

    /// <summary>It is carried out, and the response is about another amount.</summary>
    LieAmount,

    /// <summary>It is carried out, and the response is no JSON.</summary>
    Babble,

    /// <summary>The callback comes before the response, and twice.</summary>
    CallBackFirst,
}

/// <summary>A payment provider that speaks HTTP, keeps its own ledger, and goes wrong as a seed says.</summary>
/// <remarks>It checks no limit: whatever it is asked for moves money. Each key is carried out once.</remarks>
internal sealed class ProviderSimulator : IAsyncDisposable
{
    public const string Key = "sim-provider-key-0001";
    public const string Secret = "sim-callback-secret-1";

    /// <summary>A card that is always declined.</summary>
    public const string DeclinedToken = "tok_declined";

    private static readonly TimeSpan Long = TimeSpan.FromSeconds(2);

    private readonly WebApplication _application;
    private readonly ConcurrentDictionary<string, ProviderRecord> _ledger = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _payments = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> _executions = new(StringComparer.Ordinal);
    private readonly ConcurrentBag<ProviderFault> _met = [];
    private readonly HttpClient _callbacks = new();
    private readonly Lock _gate = new();
    private readonly Random? _schedule;
    private int _id;

    private ProviderSimulator(WebApplication application, int? seed) =>
        (_application, _schedule) = (application, seed is { } given ? new Random(given) : null);

    /// <summary>Where callbacks go; null for nowhere.</summary>
    public Uri? CallBackTo { get; set; }

    /// <summary>What goes wrong with the next calls, before the schedule.</summary>
    public ConcurrentQueue<ProviderFault> Next { get; } = new();

    /// <summary>Waited for inside every call, after it was carried out and before the response.</summary>
    public Func<Task> BeforeResponse { get; set; } = () => Task.CompletedTask;

    /// <summary>Whether it answers no question about a transaction.</summary>
    public bool IsSilent { get; set; }

    /// <summary>Rows of a page of its settlement report.</summary>
    public int PageRows { get; set; } = 2;

    /// <summary>What it makes of its true report.</summary>
    public Func<IReadOnlyList<SettlementRow>, IReadOnlyList<SettlementRow>> Report { get; set; } = rows => rows;

    /// <summary>What its report is answered with instead of the next pages.</summary>
    public ConcurrentQueue<int> ReportFaults { get; } = new();

    public ConcurrentDictionary<string, DisputeRecord> Disputes { get; } = new(StringComparer.Ordinal);

    /// <summary>The faults that calls met.</summary>
    public IReadOnlyCollection<ProviderFault> Met => _met;

    /// <summary>How often each key was carried out.</summary>
    public IReadOnlyDictionary<string, int> Executions => _executions;

    public PaymentSettings Settings => PaymentSettings.None with
    {
        Provider = new ProviderSettings(
            _application.Address(),
            Key,
            Secret,
            TimeSpan.FromMilliseconds(500)),
    };

    public static async Task<ProviderSimulator> StartAsync(int? seed = null)
    {
        var application = LoopbackApi.Create();
        var simulator = new ProviderSimulator(application, seed);
        _ = application.MapPost("/v1/transactions", simulator.CallAsync);
        _ = application.MapGet("/v1/transactions/{key}", simulator.AskAsync);
        _ = application.MapGet("/v1/settlements", simulator.Settle);
        _ = application.MapGet("/v1/disputes/{reference}", (string reference) =>
            simulator.Disputes.TryGetValue(reference, out var dispute)
                ? Json(dispute, ProviderJson.Default.DisputeRecord)
                : Results.NotFound());
        await application.ServeAsync();
        return simulator;
    }

    /// <summary>Minor units that really moved.</summary>
    public long Moved(string payment, TransactionKind kind) =>
        _ledger.Values.Where(record => _payments[record.Key] == payment && record.Kind == kind
            && record.Status == ProviderStatus.Succeeded).Sum(record => record.Amount.Minor);

    /// <summary>Calls back as the provider does.</summary>
    public async Task<int> CallBackAsync(string body, string? secret = null)
    {
        if (CallBackTo is null)
        {
            return 0;
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(CallBackTo, "payment-callbacks"))
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        var mac = HMACSHA256.HashData(
            Encoding.UTF8.GetBytes(secret ?? Secret), Encoding.UTF8.GetBytes($"msg-1.1764000000.{body}"));
        request.Headers.Add("webhook-id", "msg-1");
        request.Headers.Add("webhook-timestamp", "1764000000");
        request.Headers.Add("webhook-signature", $"v1,{Convert.ToBase64String(mac)}");
        using var response = await _callbacks.SendAsync(request);
        return (int)response.StatusCode;
    }

    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        _callbacks.Dispose();
    }

    private async Task CallAsync(HttpContext context)
    {
        var asked = (await JsonSerializer.DeserializeAsync(
            context.Request.Body, ProviderJson.Default.ProviderRequest, context.RequestAborted))!;
        if (context.Request.Headers.Authorization != $"Bearer {Key}"
            || context.Request.Headers["Idempotency-Key"] != asked.Key)
        {
            context.Response.StatusCode = 401;
            return;
        }

        var fault = Fault();
        _met.Add(fault);
        switch (fault)
        {
            case ProviderFault.LoseRequest:
                context.Abort();
                return;
            case ProviderFault.CarryOutLater:
                _ = CarryOutLaterAsync(asked);
                context.Response.StatusCode = 202;
                return;
            default:
                break;
        }

        var record = CarryOut(asked);
        var notice = $$"""{"key":"{{asked.Key}}"}""";
        if (fault == ProviderFault.CallBackFirst)
        {
            _ = await CallBackAsync(notice);
            _ = await CallBackAsync(notice);
        }

        await BeforeResponse();
        switch (fault)
        {
            case ProviderFault.LoseResponse:
                context.Abort();
                return;
            case ProviderFault.AnswerTooLate:
                await Task.Delay(Long, TimeProvider.System);
                break;
            case ProviderFault.Babble:
                await context.Response.WriteAsync("<html>OK</html>");
                return;
            case ProviderFault.LieDeclined:
                record = record with { Status = ProviderStatus.Declined, Id = null };
                break;
            case ProviderFault.LieAmount:
                record = record with { Amount = Oms.Finance.Money.Of(record.Amount.Minor + 1, "EUR") };
                break;
            default:
                break;
        }

        await Json(record, ProviderJson.Default.ProviderRecord).ExecuteAsync(context);
        _ = CallBackAsync(notice);
    }

    private async Task CarryOutLaterAsync(ProviderRequest asked)
    {
        await Task.Delay(Long, TimeProvider.System);
        _ = CarryOut(asked);
        _ = await CallBackAsync($$"""{"key":"{{asked.Key}}"}""");
    }

    private IResult AskAsync(string key)
    {
        key = Uri.UnescapeDataString(key);
        return IsSilent || Chance() < 0.2 ? Results.StatusCode(503)
            : _ledger.TryGetValue(key, out var record)
                ? Json(record, ProviderJson.Default.ProviderRecord)
                : Results.NotFound();
    }

    /// <summary>Its report: all that moved, with a fee of 2 for each capture, and one payout that adds up.</summary>
    public IReadOnlyList<SettlementRow> Settlement()
    {
        var at = TimeProvider.System.ToClock().GetCurrentInstant();
        SettlementRow[] moved =
        [
            .. from record in _ledger.Values
               where record.Status == ProviderStatus.Succeeded
                   && record.Kind is TransactionKind.Capture or TransactionKind.Refund
               orderby record.Key
               select new SettlementRow(
                   $"row-{record.Id}",
                   record.Kind == TransactionKind.Capture ? SettledKind.Capture : SettledKind.Refund,
                   record.Amount,
                   at)
               {
                   Key = record.Key,
                   Fee = record.Kind == TransactionKind.Capture
                       ? Oms.Finance.Money.Of(2, record.Amount.Currency)
                       : null,
               },
            .. Disputes.Values.Select(dispute => new SettlementRow(
                $"row-{dispute.Ref}", SettledKind.Dispute, dispute.Amount, at) { Key = dispute.Ref }),
            .. from dispute in Disputes.Values
               where dispute.Status == DisputeStatus.Won
               select new SettlementRow($"row-won-{dispute.Ref}", SettledKind.DisputeWon, dispute.Amount, at)
               {
                   Key = dispute.Ref,
               },
        ];
        return
        [
            .. moved,
            .. from row in moved
               group row by row.Amount.Currency into same
               let net = same.Aggregate(default(SettlementTotals), (sum, row) => sum.With(row)).Net
               select new SettlementRow($"po-{same.Key}", SettledKind.Payout, Oms.Finance.Money.Of(net, same.Key), at),
        ];
    }

    private IResult Settle(HttpContext context, string? after)
    {
        if (context.Request.Headers.Authorization != $"Bearer {Key}")
        {
            return Results.StatusCode(401);
        }

        if (ReportFaults.TryDequeue(out var status))
        {
            return status == 200 ? Results.Text("<html>OK</html>") : Results.StatusCode(status);
        }

        var rows = Report(Settlement());
        var from = after is null ? 0 : int.Parse(after, System.Globalization.CultureInfo.InvariantCulture);
        return Json(
            new SettlementRecord([.. rows.Skip(from).Take(PageRows)])
            {
                Next = from + PageRows < rows.Count ? $"{from + PageRows}" : null,
            },
            ProviderJson.Default.SettlementRecord);
    }

    private ProviderRecord CarryOut(ProviderRequest asked)
    {
        lock (_gate)
        {
            if (_ledger.TryGetValue(asked.Key, out var known))
            {
                // The same key for something else would be a bug of the centre.
                Assert.Equal((known.Kind, known.Amount), (asked.Kind, asked.Amount));
                return known;
            }

            var isDeclined = asked.Token == DeclinedToken
                || (asked.Kind != TransactionKind.Authorisation && Chance() < 0.1);
            _payments[asked.Key] = asked.Payment;
            _ = _executions.AddOrUpdate(asked.Key, 1, (_, times) => times + 1);
            return _ledger[asked.Key] = new ProviderRecord(
                asked.Key,
                asked.Kind,
                asked.Amount,
                isDeclined ? ProviderStatus.Declined : ProviderStatus.Succeeded)
            {
                Id = $"psp-{++_id}",
                Reason = isDeclined ? "do-not-honour" : null,
            };
        }
    }

    private ProviderFault Fault() =>
        Next.TryDequeue(out var next) ? next
        : _schedule is null || Chance() < 0.4 ? ProviderFault.None
        : Enum.GetValues<ProviderFault>()[(int)(Chance() * Enum.GetValues<ProviderFault>().Length)];

    /// <summary>From 0 to below 1; 1 where nothing is left to chance.</summary>
    private double Chance()
    {
        lock (_gate)
        {
            return _schedule?.NextDouble() ?? 1;
        }
    }

    private static IResult Json<T>(T value, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> json) =>
        Results.Bytes(JsonSerializer.SerializeToUtf8Bytes(value, json), "application/json");
}
