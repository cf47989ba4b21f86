using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Oms.Actors;
using Oms.Central.Hosting;
using Oms.Central.Http;
using Oms.Entities;

namespace Oms.Central.Payments;

/// <summary>The provider calls back. A callback may come before the response, twice, out of order or a week late: it is
/// only ever a reason to ask, so none of this matters.</summary>
/// <remarks>
/// Signed as in the Standard Webhooks specification: <c>webhook-signature: v1,BASE64</c>, the HMAC-SHA256 of
/// <c>id.timestamp.body</c>. Old timestamps are taken: what an old callback can do is make the provider be asked.
/// </remarks>
internal static class CallbackEndpoints
{
    private const int BodyBytesMax = 64 << 10;
    private const string Version = "v1,";

    private static readonly Principal Self = new(PrincipalKind.System, "payment-callbacks");

    public static void Map(IEndpointRouteBuilder routes, CentralNode node, IPaymentProvider? provider) =>
        routes.Post<ProviderNotice>(
            "/payment-callbacks", null, 200, "For the payment provider: something has changed", async context =>
            {
                if (node.PaymentSettings.Provider is not { } settings || provider is null)
                {
                    return Problems.NotFound("payment provider");
                }

                var (body, unread) = await StrictBody.ReadAsync(context, BodyBytesMax);
                if (unread is not null)
                {
                    return unread;
                }

                if (!IsSigned(context, body!, settings.CallbackSecret))
                {
                    return Problems.Of(401, "callback-signature-invalid", "No signature of it is the provider's.");
                }

                var (notice, invalid) = StrictBody.Parse(body!, ProviderJson.Default.ProviderNotice);
                return invalid ?? await TakeAsync(node, provider, notice!, context.RequestAborted);
            });

    private static async Task<Answer> TakeAsync(
        CentralNode node, IPaymentProvider provider, ProviderNotice notice, CancellationToken cancellationToken)
    {
        if (notice.Key?.Split('/') is [EntityAddress.MainTenant, var payment, var number]
            && EntityAddress.IsId(payment)
            && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var transaction))
        {
            return await AskAsync(node, payment, new PaymentCommand.NoteNotice(transaction));
        }

        if (notice.Dispute is { Length: > 0 } reference)
        {
            return await provider.FindDisputeAsync(reference, cancellationToken) is not { } dispute
                ? Problems.Of(503, "unavailable", "The dispute cannot be read at the provider now; call back again.")
                : !EntityAddress.IsId(dispute.Payment)
                    ? Problems.NotFound("such payment")
                    : await TakeAsync(node, dispute);
        }

        return Problems.Invalid(string.Empty, "It names neither a key of this centre nor a dispute.");
    }

    /// <summary>Has a payment take up what the provider says of a dispute.</summary>
    public static async Task<Answer> TakeAsync(CentralNode node, ProviderDispute dispute)
    {
        var opened = await AskAsync(
            node, dispute.Payment, new PaymentCommand.OpenDispute(dispute.Ref, dispute.Amount, dispute.Reason));
        return opened.Status == StatusCodes.Status200OK && dispute.Won is { } won
            ? await AskAsync(node, dispute.Payment, new PaymentCommand.SettleDispute(dispute.Ref, won))
            : opened;
    }

    private static async Task<Answer> AskAsync(CentralNode node, string payment, PaymentCommand command)
    {
        var reply = await node.Payments.AskAsync(
            CentralNode.Address(Payment.Kind, payment), command, new CommandContext(node.NewCommandId(), Self));
        return KeyedWrites.Receipt(reply, payment, StatusCodes.Status200OK, PaymentEndpoints.Explain);
    }

    private static bool IsSigned(HttpContext context, byte[] body, string secret)
    {
        var headers = context.Request.Headers;
        byte[] signed =
            [.. Encoding.UTF8.GetBytes($"{headers["webhook-id"]}.{headers["webhook-timestamp"]}."), .. body];
        var expected = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed);
        var given = new byte[expected.Length];
        return headers["webhook-signature"].ToString().Split(' ')
            .Any(one => one.StartsWith(Version, StringComparison.Ordinal)
                && Convert.TryFromBase64String(one[Version.Length..], given, out var bytes)
                && bytes == expected.Length
                && CryptographicOperations.FixedTimeEquals(given, expected));
    }
}
