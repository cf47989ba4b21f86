using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Oms.Central.Carriers;

namespace Oms.Central.Tests.Carriers;

/// <summary>How a call to the carrier may go wrong.</summary>
public enum CarrierFault
{
    None,

    /// <summary>The call never arrives.</summary>
    LoseRequest,

    /// <summary>It is carried out, and the connection breaks before the response.</summary>
    LoseResponse,

    /// <summary>It is carried out, and the response comes when nobody waits any more.</summary>
    AnswerTooLate,

    /// <summary>It says that it has not looked at it yet.</summary>
    Pending,

    /// <summary>It is carried out, and the response is about another label.</summary>
    AnswerAboutAnother,

    /// <summary>It is carried out, and the response is no JSON.</summary>
    Babble,
    Busy,
}

/// <summary>A carrier that speaks HTTP, keeps its own record, and goes wrong as it is told. Each key is one
/// label.</summary>
internal sealed class CarrierSimulator : IAsyncDisposable
{
    public const string Key = "sim-carrier-key-0001";

    private static readonly TimeSpan Long = TimeSpan.FromSeconds(2);

    private readonly WebApplication _application;
    private readonly ConcurrentDictionary<string, CarrierRecord> _labels = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (CarrierRecord Record, string Labels)> _closeOuts =
        new(StringComparer.Ordinal);
    private int _number;

    private CarrierSimulator(WebApplication application) => _application = application;

    /// <summary>What goes wrong with the next calls.</summary>
    public ConcurrentQueue<CarrierFault> Next { get; } = new();

    /// <summary>Waited for inside every call, after it was carried out and before the response.</summary>
    public Func<Task> BeforeResponse { get; set; } = () => Task.CompletedTask;

    /// <summary>Why it makes no label; null where it does.</summary>
    public string? Declines { get; set; }

    /// <summary>Why it takes no label back; null where it does.</summary>
    public string? Keeps { get; set; }

    /// <summary>Why it wants no close-out; null where it does.</summary>
    public string? Declined { get; set; }

    /// <summary>The close-outs that it was told of, with the keys of their labels.</summary>
    public IReadOnlyDictionary<string, (CarrierRecord Record, string Labels)> CloseOuts => _closeOuts;

    /// <summary>The labels that it has made.</summary>
    public IReadOnlyDictionary<string, CarrierRecord> Labels => _labels;

    public int Calls { get; private set; }

    public CarrierSettings Settings => CarrierSettings.None with
    {
        ById = CarrierSettings.None.ById.Add("post", new CarrierAccess(
            _application.Address(),
            Key,
            TimeSpan.FromMilliseconds(500))),
    };

    public static async Task<CarrierSimulator> StartAsync()
    {
        var application = LoopbackApi.Create();
        var simulator = new CarrierSimulator(application);
        _ = application.MapPost("/v1/labels", simulator.LabelAsync);
        _ = application.MapPost("/v1/labels/{key}/void", simulator.VoidAsync);
        _ = application.MapPost("/v1/close-outs", simulator.CloseOutAsync);
        _ = application.MapGet("/v1/labels/{key}/document", (string key) =>
            simulator._labels.TryGetValue(Uri.UnescapeDataString(key), out var label)
                ? Results.Text($"^XA^FD{label.Tracking}^FS^XZ")
                : Results.NotFound());
        await application.ServeAsync();
        return simulator;
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private async Task LabelAsync(HttpContext context)
    {
        var asked = (await JsonSerializer.DeserializeAsync(
            context.Request.Body, CarrierPortJson.Default.CarrierRequest, context.RequestAborted))!;
        if (context.Request.Headers.Authorization != $"Bearer {Key}"
            || context.Request.Headers["Idempotency-Key"] != asked.Key || asked.To.Address is null)
        {
            context.Response.StatusCode = 401;
            return;
        }

        await AnswerAsync(context, () => _labels.GetOrAdd(asked.Key, key => new CarrierRecord(
            key, Declines is null ? CarrierStatus.Printed : CarrierStatus.Declined)
        {
            Tracking = Declines is null ? $"PX{Interlocked.Increment(ref _number):000}" : null,
            Cost = Declines is null ? Oms.Finance.Money.Of(725, "EUR") : null,
            Reason = Declines,
        }));
    }

    private Task VoidAsync(HttpContext context, string key)
    {
        key = Uri.UnescapeDataString(key);
        return AnswerAsync(context, () => Keeps is { } why
            ? new CarrierRecord(key, CarrierStatus.Refused) { Reason = why }
            : _labels.AddOrUpdate(
                key,
                new CarrierRecord(key, CarrierStatus.Voided),
                (_, label) => label with { Status = CarrierStatus.Voided }));
    }

    private async Task CloseOutAsync(HttpContext context)
    {
        var told = (await JsonSerializer.DeserializeAsync(
            context.Request.Body, CarrierPortJson.Default.CarrierCloseOut, context.RequestAborted))!;
        if (context.Request.Headers["Idempotency-Key"] != told.Key || told.From.Address is null)
        {
            context.Response.StatusCode = 401;
            return;
        }

        await AnswerAsync(context, () => _closeOuts.GetOrAdd(told.Key, key => (
            new CarrierRecord(key, Declined is null ? CarrierStatus.Accepted : CarrierStatus.Declined)
            {
                Reference = Declined is null ? $"EOD-{Interlocked.Increment(ref _number)}" : null,
                Reason = Declined,
            },
            string.Join(' ', told.Parcels.Select(parcel => parcel.Label)))).Record);
    }

    private async Task AnswerAsync(HttpContext context, Func<CarrierRecord> carryOut)
    {
        Calls++;
        var fault = Next.TryDequeue(out var next) ? next : CarrierFault.None;
        switch (fault)
        {
            case CarrierFault.LoseRequest:
                context.Abort();
                return;
            case CarrierFault.Busy:
                context.Response.StatusCode = 503;
                return;
            default:
                break;
        }

        var record = carryOut();
        await BeforeResponse();
        switch (fault)
        {
            case CarrierFault.LoseResponse:
                context.Abort();
                return;
            case CarrierFault.AnswerTooLate:
                await Task.Delay(Long, TimeProvider.System);
                break;
            case CarrierFault.Babble:
                await context.Response.WriteAsync("<html>OK</html>");
                return;
            case CarrierFault.Pending:
                record = record with { Status = CarrierStatus.Pending };
                break;
            case CarrierFault.AnswerAboutAnother:
                record = record with { Key = "main/000000000000000000/1" };
                break;
            default:
                break;
        }

        await Results.Bytes(
            JsonSerializer.SerializeToUtf8Bytes(record, CarrierPortJson.Default.CarrierRecord), "application/json")
            .ExecuteAsync(context);
    }
}
