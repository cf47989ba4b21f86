using System.CommandLine;
using Oms.Cli.Api;
using Oms.Cli.Output;

namespace Oms.Cli.GatewayKeys;

/// <summary><c>oms gateway-keys</c>: the keys with which gateways sign custody.</summary>
internal static class GatewayKeysCommand
{
    public static Command Create(ApiOptions options) =>
        new("gateway-keys", "Keys with which gateways sign custody records.") { Change(options), Revoke(options) };

    private static Command Change(ApiOptions options) => options.Write(
        "change",
        "Gives the gateway at the URL a new key. The record that names it is signed by both keys.",
        async (call, cancellationToken) =>
        {
            var answer = await call.PostAsync(
                "ops/keys/change", new EmptyBody(), BodiesJson.Default.EmptyBody, cancellationToken);
            var body = answer.Json();
            return await call.DoneAsync(
                answer, $"The key {Cell.At(body, "key_id")} signs after record {Cell.At(body, "seq")}.");
        });

    private static Command Revoke(ApiOptions options)
    {
        var depot = new Argument<string>("DEPOT") { Description = "The depot." };
        var device = new Argument<string>("DEVICE") { Description = "The gateway." };
        var reason = new Option<string>("--reason") { Description = "Why, for people.", Required = true };
        var from = new Option<long?>("--from-log-index")
        {
            Description = "The first log index at which a record signed by the key counts no longer; without it, what "
                + "the centre has taken so far counts.",
            HelpName = "N",
        };
        from.Validators.Add(result => ApiOptions.Within(result, from, 0, long.MaxValue));
        return options.Write(
            "revoke",
            "Takes a gateway's present key its word, from a log index on. Hand out the trust folder again afterwards.",
            async (call, cancellationToken) => await call.DoneAsync(
                await call.PostAsync(
                    $"depots/{call.Part(depot)}/keys/revoke",
                    new RevokeGatewayKeyBody(
                        call.Parsed.GetRequiredValue(device),
                        call.Parsed.GetRequiredValue(reason),
                        call.Parsed.GetValue(from)),
                    BodiesJson.Default.RevokeGatewayKeyBody,
                    cancellationToken),
                $"The key of {call.Parsed.GetRequiredValue(device)} is revoked."),
            depot,
            device,
            reason,
            from);
    }
}
