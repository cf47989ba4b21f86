using System.Globalization;
using NodaTime;
using NodaTime.Text;
using Oms.Custody.Temperature;
using Oms.Edge.Devices;
using Oms.Edge.Gateway.Depot;
using Oms.Edge.Messages;

namespace Oms.Edge.Gateway.Api;

/// <summary>Temperature proofs of loads, from what is stored here.</summary>
internal sealed class TemperatureEndpoints(DepotNode node, ApiPipe pipe)
{
    private const int DaysMax = 92;
    private const int LoadCharsMax = 120;

    public void Map(IEndpointRouteBuilder app) =>
        _ = app.MapGet("/temperature-proofs", pipe.Wrap(ProofAsync));

    private async Task ProofAsync(HttpContext context)
    {
        var device = Text(context, "device");
        if (node.Options.Devices.Find(device)?.Kind != DeviceKind.Reefer)
        {
            throw ProblemException.NotFound("such refrigeration unit");
        }

        var (from, to) = (At(context, "from"), At(context, "to"));
        if (to - from < Duration.FromSeconds(1) || to - from > Duration.FromDays(DaysMax))
        {
            throw ProblemException.Malformed("to", $"It must be from 1 second to {DaysMax} days after from.");
        }

        var load = context.Request.Query["load"].ToString();
        if (load.Length > LoadCharsMax)
        {
            throw ProblemException.Malformed("load", $"It must have at most {LoadCharsMax} characters.");
        }

        var request = new TemperatureProofRequest(
            load, device, Number(context, "zone", 1, MessageRules.ZonesMax)!.Value, from, to, Band(context))
        {
            SetpointMilliC = Number(
                context, "setpoint_milli_c", ProductBand.LowestMilliC, ProductBand.HighestMilliC, isRequired: false),
            LoadingAt = context.Request.Query.ContainsKey("loading_at") ? At(context, "loading_at") : null,
        };
        var verdict = await node.Temperatures.JudgeAsync(request, context.RequestAborted);
        await ApiPipe.WriteAsync(
            context, 200, TemperatureProofAnswer.Of(verdict), ApiJson.Default.TemperatureProofAnswer);
    }

    private static ProductBand Band(HttpContext context)
    {
        var text = Text(context, "band");
        return ProductBand.Named(text) ?? (text.Split("..") is [var min, var max]
            && Milli(min) is { } lowest && Milli(max) is { } highest ? ProductBand.Custom(lowest, highest) : null)
            ?? throw ProblemException.Malformed(
                "band", "It must be frozen, chilled, 2-8, crt, or MIN..MAX in milli-degrees such as 0..4000.");
    }

    private static int? Milli(string text) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var milli) ? milli : null;

    private static int? Number(HttpContext context, string name, int min, int max, bool isRequired = true)
    {
        var text = context.Request.Query[name].ToString();
        return text.Length == 0 && !isRequired ? null
            : Milli(text) is { } number && number >= min && number <= max ? number
            : throw ProblemException.Malformed(name, $"It must be a number from {min} to {max}.");
    }

    private static Instant At(HttpContext context, string name) =>
        InstantPattern.ExtendedIso.Parse(context.Request.Query[name].ToString()) is { Success: true, Value: var at }
            ? at
            : throw ProblemException.Malformed(name, "It must be a time such as 2026-11-21T10:00:00Z.");

    private static string Text(HttpContext context, string name) =>
        context.Request.Query[name].ToString() is { Length: > 0 } text
            ? text
            : throw ProblemException.Malformed(name, "It is missing.");
}
