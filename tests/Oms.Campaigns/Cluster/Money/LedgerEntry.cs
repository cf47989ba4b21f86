using System.Globalization;
using System.Text.Json;

namespace Oms.Campaigns.Cluster.Money;

/// <summary>What a provider did for one key.</summary>
/// <param name="Kind">As the protocol has it: authorisation, capture, void, refund.</param>
/// <param name="Id">The provider's own; null for a call that is not carried out yet.</param>
internal sealed record LedgerEntry(
    string Key, string Payment, string Kind, long Minor, string Currency, bool IsDeclined, string? Id)
{
    /// <summary>The answer about it.</summary>
    public string Text => string.Create(CultureInfo.InvariantCulture, $$$"""
        {"key":"{{{Key}}}","kind":"{{{Kind}}}","amount":{"minor":{{{Minor}}},"currency":"{{{Currency}}}"},
         "status":"{{{(IsDeclined ? "declined" : "succeeded")}}}","id":{{{(IsDeclined ? "null" : $"\"{Id}\"")}}},
         "expires_at":null,"reason":{{{(IsDeclined ? "\"do-not-honour\"" : "null")}}}}
        """);

    /// <summary>What a call asks for.</summary>
    public static LedgerEntry Of(JsonElement call)
    {
        var amount = call.GetProperty("amount");
        return new LedgerEntry(
            call.GetProperty("key").GetString()!,
            call.GetProperty("payment").GetString()!,
            call.GetProperty("kind").GetString()!,
            amount.GetProperty("minor").GetInt64(),
            amount.GetProperty("currency").GetString()!,
            call.GetProperty("token").GetString() == FaultyProvider.DeclinedToken,
            Id: null);
    }
}
