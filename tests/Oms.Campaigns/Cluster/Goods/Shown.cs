using System.Text.Json;

namespace Oms.Campaigns.Cluster.Goods;

/// <summary>What the API shows, in words that say every count that is not zero: two are the same only where all counts
/// are.</summary>
internal static class Shown
{
    public static string Order(JsonElement order) => Join(
    [
        Text(order, "status"),
        .. Each(order, "holds").Select(hold => $"hold {Text(hold, "type")}"),
        .. Each(order, "lines").Select(line =>
            $"{Text(line, "ship_from")}{Counts(line.GetProperty("quantities"))}"),
        .. order.TryGetProperty("money", out var money)
            ? [$"charged {Minor(money, "charged")} refunded {Minor(money, "refunded")}"]
            : Array.Empty<string>(),
    ]);

    public static string Work(JsonElement work) => Join(
    [
        Text(work, "status"),
        .. Each(work, "lines").Select(line => Counts(line, "line")),
        .. Each(work, "packages").Select(package => $"package {Package(package)}"),
    ]);

    public static string Package(JsonElement package) => Join(
    [
        $"{Text(package, "sscc")} {Text(package, "status")}",
        .. Each(package, "content").Select(units => $"{Text(units, "lot")}{Counts(units, "line")}"),
        .. Each(package, "routes").Select(route => route.GetString()!),
    ]);

    public static string Wave(JsonElement wave) => Join(
    [
        Text(wave, "status"),
        .. Each(wave, "orders").Select(order => order.GetString()!),
    ]);

    public static string Stock(JsonElement item) => Join(
    [
        Counts(item, "version").TrimStart(),
        .. Each(item, "lots").Where(lot => lot.GetProperty("quantity").GetInt32() != 0)
            .Select(lot => $"{Text(lot, "lot")} {Text(lot, "status")}{Counts(lot)}"),
        .. Each(item, "supplies").Select(supply => $"supply{Counts(supply)}"),
    ]);

    public static string Worth(JsonElement book) =>
        $"{book.GetProperty("quantity")} worth {book.GetProperty("fifo_value")} and {book.GetProperty("average_value")}"
        + (book.GetProperty("flagged").GetInt64() == 0 ? "" : $" flagged {book.GetProperty("flagged")}");

    public static string Return(JsonElement of) => Join(
    [
        Text(of, "status"),
        .. Each(of, "lines").Select(line => Counts(line, "line").TrimStart()),
        .. Each(of, "receipts").Select(receipt => Counts(receipt, "line").TrimStart()),
        $"refunded {Minor(of, "refunded")}",
    ]);

    public static string Exchange(JsonElement exchange) => Join(
        [Text(exchange, "status"), $"credited {Minor(exchange, "credited")}"]);

    public static string Credit(JsonElement credit) => Join(
        [.. Of(credit, "granted", "balance", "held", "spent", "withdrawn")]);

    public static string Purchase(JsonElement order) => Join(
    [
        Text(order, "status"),
        .. Each(order, "lines").Select(line => Counts(line, "line", "order_line").TrimStart()),
        .. Each(order, "invoices").Select(invoice => $"{Text(invoice, "ref")} {Text(invoice, "status")}"),
        .. Each(order, "faults").Select(fault => $"fault {fault}"),
    ]);

    public static string Transfer(JsonElement transfer) => Join(
    [
        Text(transfer, "status"),
        .. from line in Each(transfer, "lines")
           from lot in Each(line, "lots")
           select $"{Text(lot, "lot")}{Counts(lot)}",
        .. from line in Each(transfer, "lines")
           where line.GetProperty("refused").ValueKind == JsonValueKind.String
           select $"refused {Text(line, "refused")}",
    ]);

    /// <summary>Places of the days on which any is taken.</summary>
    public static string Capacity(JsonElement capacity) => Join(
    [
        .. Each(capacity, "days")
            .Where(day => day.GetProperty("held").GetInt32() + day.GetProperty("confirmed").GetInt32() > 0)
            .Select(day => Counts(day).TrimStart()),
    ]);

    public static string Books(JsonElement entries) => Join(
    [
        .. from entry in Each(entries, "items")
           group Minor(entry, "debit") - Minor(entry, "credit") by Text(entry, "account") into account
           orderby account.Key
           select $"{account.Key} {account.Sum()}",
    ]);

    public static string Text(JsonElement json, string name) => json.GetProperty(name).GetString() ?? "null";

    private static string Join(params IEnumerable<string> parts) => string.Join("; ", parts);

    /// <summary>All members that are whole numbers and not zero, each with a space before it.</summary>
    private static string Counts(JsonElement json, params string[] leaveOut) => string.Concat(
        from member in json.EnumerateObject()
        where member.Value.ValueKind == JsonValueKind.Number && !leaveOut.Contains(member.Name)
            && member.Value.GetInt64() != 0
        select $" {member.Name} {member.Value}");

    private static IEnumerable<string> Of(JsonElement json, params string[] names) =>
        names.Where(name => Minor(json, name) != 0).Select(name => $"{name} {Minor(json, name)}");

    private static JsonElement.ArrayEnumerator Each(JsonElement json, string name) =>
        json.GetProperty(name).EnumerateArray();

    private static long Minor(JsonElement json, string name) =>
        json.GetProperty(name) is { ValueKind: JsonValueKind.Object } amount
            ? amount.GetProperty("minor").GetInt64()
            : 0;
}
