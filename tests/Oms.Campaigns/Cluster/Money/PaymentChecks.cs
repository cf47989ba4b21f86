using System.Text.Json;

namespace Oms.Campaigns.Cluster.Money;

/// <summary>Whether the money of payments is where their clients were told, at the centre and at the
/// provider.</summary>
internal sealed class PaymentChecks(Buyer buyer, FaultyProvider provider)
{
    /// <summary>Waits until nothing is under way and compares; what differs is noted.</summary>
    public async Task CheckAsync(PaymentFacts payment)
    {
        var shown = await buyer.UntilAsync(
            $"/payments/{payment.Payment}",
            $"{payment}",
            json => Minor(json, "captured") == payment.Captured && Minor(json, "refunded") == payment.Refunded
                && Minor(json, "capture_pending") == 0 && Minor(json, "refund_pending") == 0);
        if (payment.IsByCard)
        {
            CheckProvider(payment, Minor(shown, "authorised"));
        }
    }

    /// <summary>What really moved is what the centre knows of, no more and no less.</summary>
    private void CheckProvider(PaymentFacts payment, long authorised)
    {
        var (captured, refunded, promised, given) = (
            provider.Moved(payment.Payment, "capture"), provider.Moved(payment.Payment, "refund"),
            provider.Moved(payment.Payment, "authorisation"), provider.Moved(payment.Payment, "void"));
        if (captured != payment.Captured || refunded != payment.Refunded || promised != authorised
            || captured + given > promised || refunded > captured)
        {
            buyer.Note($"The provider of {payment} has {promised} authorised ({authorised} at the centre), {captured} "
                + $"captured, {given} given back, {refunded} refunded");
        }
    }

    private static long Minor(JsonElement json, string name) =>
        json.GetProperty(name).GetProperty("minor").GetInt64();
}
