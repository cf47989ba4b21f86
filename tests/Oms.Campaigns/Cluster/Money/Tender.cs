using System.Globalization;

namespace Oms.Campaigns.Cluster.Money;

/// <summary>Ways to pay, and amounts, as the API wants them.</summary>
internal static class Tender
{
    /// <summary>Pays what the others leave by card.</summary>
    public static string Card(string token = "tok_1") =>
        $$$"""{"method":"card","card":{"token":"{{{token}}}","last4":"4242"}}""";

    public static string Credit(string account, long minor) =>
        $$$"""{"method":"store_credit","amount":{{{Euros(minor)}}},"account":"{{{account}}}"}""";

    public static string Euros(long minor) => string.Create(
        CultureInfo.InvariantCulture, $$$"""{"minor":{{{minor}}},"currency":"EUR"}""");
}
