using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Oms.Testing;

namespace Oms.Campaigns.Cluster.Money;

/// <summary>A payment provider over HTTP that keeps a ledger of its own and goes wrong as a seed says: it loses
/// calls and
/// answers, answers late, twice, falsely or in words, and calls back before it answers.</summary>
/// <remarks>It checks no limit: whatever it is asked for moves money, each key once.</remarks>
internal sealed class FaultyProvider : IDisposable
{
    /// <summary>A card that is always declined.</summary>
    public const string DeclinedToken = "tok_declined";

    private const string Key = "campaign-provider-key";
    private const string Secret = "campaign-callback-secret";
    private const double AskedInVain = 0.1;
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(1);

    private readonly HttpListener _listener = new();
    private readonly HttpClient _callbacks = new() { Timeout = Late };
    private readonly ConcurrentDictionary<string, LedgerEntry> _ledger = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Fault, int> _met = new();
    private readonly List<string> _wrong = [];
    private readonly Random _random;
    private readonly Uri _url;
    private int _id;

    public FaultyProvider(int seed)
    {
        _random = new Random(seed);
        _url = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{LoopbackPort.Free()}/"));
        _listener.Prefixes.Add(_url.AbsoluteUri);
        _listener.Start();
        _ = ListenAsync();
    }

    private enum Fault
    {
        None,
        CallLost,
        AnswerLost,
        AnswerLate,
        CarriedOutLate,
        SaysDeclined,
        SaysAnotherAmount,
        Babbles,
        CallsBackFirst,
    }

    /// <summary>The centre's nodes, any of which it calls back; none: nobody.</summary>
    public IReadOnlyList<Uri> CallBackTo { get; set; } = [];

    /// <summary>What a node is started with, so that it uses this provider.</summary>
    public IEnumerable<KeyValuePair<string, string>> Environment =>
    [
        new("OMS__Payments__Provider__Url", _url.AbsoluteUri),
        new("OMS__Payments__Provider__Key", Key),
        new("OMS__Payments__Provider__CallbackSecret", Secret),

        // Real seconds; the lease of a call is a minute of the centre's time, which is a second.
        new("OMS__Payments__Provider__TimeoutSeconds", "0.5"),
    ];

    /// <summary>What it was asked for that no centre may ask for.</summary>
    public IReadOnlyList<string> Wrong => _wrong;

    /// <summary>How often each fault was met.</summary>
    public string Tally => string.Join(", ", Enum.GetValues<Fault>().Select(fault =>
        string.Create(CultureInfo.InvariantCulture, $"{fault} {_met.GetValueOrDefault(fault)}")));

    /// <summary>Minor units that really moved.</summary>
    /// <param name="kind">As the protocol has it: authorisation, capture, void, refund.</param>
    public long Moved(string payment, string kind) => _ledger.Values
        .Where(entry => entry.Payment == payment && entry.Kind == kind && !entry.IsDeclined).Sum(entry => entry.Minor);

    public void Dispose()
    {
        _listener.Close();
        _callbacks.Dispose();
    }

    private async Task ListenAsync()
    {
        while (_listener.IsListening)
        {
            try
            {
                _ = AnswerAsync(await _listener.GetContextAsync());
            }
            catch (Exception stopped) when (stopped is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        try
        {
            const string Transactions = "/v1/transactions";
            var path = context.Request.RawUrl!;
            if (context.Request.Headers["Authorization"] != $"Bearer {Key}")
            {
                Note($"It was called without its key: {path}");
                Close(context, HttpStatusCode.Unauthorized);
            }
            else if (context.Request.HttpMethod == "POST" && path == Transactions)
            {
                await CallAsync(context);
            }
            else if (path.StartsWith($"{Transactions}/", StringComparison.Ordinal))
            {
                await AskAsync(context, Uri.UnescapeDataString(path[(Transactions.Length + 1)..]));
            }
            else
            {
                Close(context, HttpStatusCode.NotFound);
            }
        }
        catch (Exception failure) when (failure is HttpListenerException or IOException or ObjectDisposedException)
        {
            // Whoever asked was killed meanwhile.
            context.Response.Abort();
        }
    }

    private async Task CallAsync(HttpListenerContext context)
    {
        using var document = await JsonDocument.ParseAsync(context.Request.InputStream);
        var call = LedgerEntry.Of(document.RootElement);
        if (context.Request.Headers["Idempotency-Key"] != call.Key)
        {
            Note($"A call's key is not that of its transaction: {document.RootElement}");
        }

        var fault = Next();
        _ = _met.AddOrUpdate(fault, 1, (_, times) => times + 1);
        switch (fault)
        {
            case Fault.CallLost:
                context.Response.Abort();
                return;
            case Fault.CarriedOutLate:
                Close(context, HttpStatusCode.Accepted);
                await Task.Delay(Late, TimeProvider.System);
                await CallBackAsync(CarryOut(call).Key);
                return;
            default:
                break;
        }

        var entry = CarryOut(call);
        switch (fault)
        {
            case Fault.AnswerLost:
                context.Response.Abort();
                return;
            case Fault.AnswerLate:
                await Task.Delay(Late, TimeProvider.System);
                break;
            case Fault.Babbles:
                await SayAsync(context, "<html>OK</html>");
                return;
            case Fault.SaysDeclined:
                entry = entry with { IsDeclined = true };
                break;
            case Fault.SaysAnotherAmount:
                entry = entry with { Minor = entry.Minor + 1 };
                break;
            case Fault.CallsBackFirst:
                await CallBackAsync(entry.Key);
                await CallBackAsync(entry.Key);
                break;
            default:
                break;
        }

        await SayAsync(context, entry.Text);
        await CallBackAsync(entry.Key);
    }

    private async Task AskAsync(HttpListenerContext context, string key)
    {
        if (Chance() < AskedInVain)
        {
            Close(context, HttpStatusCode.ServiceUnavailable);
        }
        else if (_ledger.TryGetValue(key, out var entry))
        {
            await SayAsync(context, entry.Text);
        }
        else
        {
            Close(context, HttpStatusCode.NotFound);
        }
    }

    private LedgerEntry CarryOut(LedgerEntry call)
    {
        var entry = _ledger.GetOrAdd(call.Key, _ => call with
        {
            Id = string.Create(CultureInfo.InvariantCulture, $"psp-{Interlocked.Increment(ref _id)}"),
        });
        if (entry with { Id = null } != call)
        {
            Note($"One key was asked for twice, otherwise: {entry}, then {call}");
        }

        return entry;
    }

    private async Task CallBackAsync(string key)
    {
        if (CallBackTo.Count == 0)
        {
            return;
        }

        var body = $$"""{"key":"{{key}}"}""";
        var mac = HMACSHA256.HashData(
            Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes($"{key}.1764000000.{body}"));
        using var request = new HttpRequestMessage(
            HttpMethod.Post, new Uri(CallBackTo[(int)(Chance() * CallBackTo.Count)], "payment-callbacks"))
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("webhook-id", key);
        request.Headers.Add("webhook-timestamp", "1764000000");
        request.Headers.Add("webhook-signature", $"v1,{Convert.ToBase64String(mac)}");
        try
        {
            using var response = await _callbacks.SendAsync(request);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or OperationCanceledException)
        {
            // A node that is not there hears nothing; the centre asks by itself.
        }
    }

    private Fault Next()
    {
        var kinds = Enum.GetValues<Fault>();
        return Chance() < 0.6 ? Fault.None : kinds[(int)(Chance() * kinds.Length)];
    }

    /// <summary>From 0 to below 1.</summary>
    private double Chance()
    {
        lock (_random)
        {
            return _random.NextDouble();
        }
    }

    private void Note(string wrong)
    {
        lock (_wrong)
        {
            _wrong.Add($"Provider: {wrong}");
        }
    }

    private static void Close(HttpListenerContext context, HttpStatusCode status)
    {
        context.Response.StatusCode = (int)status;
        context.Response.Close();
    }

    private static async Task SayAsync(HttpListenerContext context, string text)
    {
        context.Response.ContentType = "application/json";
        await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(text));
        context.Response.Close();
    }
}
