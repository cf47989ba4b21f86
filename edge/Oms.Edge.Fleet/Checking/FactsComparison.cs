namespace Oms.Edge.Fleet.Checking;

/// <summary>Finds every difference between two sets of facts and says it in words.</summary>
internal static class FactsComparison
{
    public static IReadOnlyList<string> Run(Facts expected, Facts actual) =>
    [
        .. Subjects(
            "order", expected.Orders, actual.Orders, order => order.Reference, Orders),
        .. Subjects(
            "stock", expected.Stock, actual.Stock, stock => $"{stock.Sku}@{stock.Location}, {stock.Bucket}",
            (planned, found, name) => Units(name, "units", planned.Units, found.Units)),
        .. Subjects(
            "check-out of route", expected.CheckOuts, actual.CheckOuts, checkOut => checkOut.Route, CheckOuts),
        .. Subjects(
            "claim", expected.Claims, actual.Claims, claim => $"{claim.Kind} on {claim.Route} {claim.Reference}".TrimEnd(),
            (planned, found, name) => Units(name, "units", planned.Units, found.Units)),
    ];

    private static IEnumerable<string> Orders(OrderFact planned, OrderFact found, string name) =>
    [
        .. Words(name, "status", planned.Status, found.Status),
        .. Subjects(
            $"{name}, line", planned.Lines, found.Lines, line => $"{line.Line} ({line.Sku})",
            (one, other, line) =>
            [
                .. Places(line, one.Places, other.Places),
                .. Words(line, "flags", Joined(one.Flags), Joined(other.Flags)),
            ]),
    ];

    private static IEnumerable<string> CheckOuts(CheckOutFact planned, CheckOutFact found, string name) =>
    [
        .. Words(name, "state", planned.State, found.State),
        .. Words(name, "custodian", planned.Custodian, found.Custodian),
        .. Words(name, "depot", planned.Depot, found.Depot),
        .. Words(name, "vehicle", planned.Vehicle, found.Vehicle),
        .. planned.Steps.Except(found.Steps).Select(step => $"{name}: the step {step} is missing"),
        .. found.Steps.Except(planned.Steps).Select(step => $"{name}: the step {step} was not planned"),
        .. Units(name, "excursions", planned.Excursions, found.Excursions),
        .. Places($"{name}, came back", planned.CameBack, found.CameBack),
    ];

    private static IEnumerable<string> Subjects<T>(
        string kind,
        IReadOnlyList<T> expected,
        IReadOnlyList<T> actual,
        Func<T, string> name,
        Func<T, T, string, IEnumerable<string>> compare)
    {
        var planned = expected.ToLookup(name);
        var found = actual.ToLookup(name);
        foreach (var key in planned.Select(group => group.Key).Union(found.Select(group => group.Key)))
        {
            var subject = $"{kind} {key}";
            var (wanted, there) = (planned[key].ToList(), found[key].ToList());
            if (there.Count > wanted.Count)
            {
                yield return wanted.Count == 0
                    ? $"{subject}: was not planned{More(there[0])}"
                    : $"{subject}: is there {there.Count} times, planned {wanted.Count}";
            }
            else if (there.Count < wanted.Count)
            {
                yield return there.Count == 0
                    ? $"{subject}: is missing{More(wanted[0])}"
                    : $"{subject}: is there {there.Count} times, planned {wanted.Count}";
            }

            foreach (var difference in wanted.Zip(there).SelectMany(pair => compare(pair.First, pair.Second, subject)))
            {
                yield return difference;
            }
        }
    }

    private static string More<T>(T subject) => subject switch
    {
        StockFact { Units: var units } => $" ({units} units)",
        ClaimFact { Units: var units } => $" ({units} units)",
        OrderFact { Status: var status } => $" ({status})",
        CheckOutFact { State: var state } => $" ({state})",
        _ => "",
    };

    private static IEnumerable<string> Places(
        string name, IReadOnlyDictionary<string, int> planned, IReadOnlyDictionary<string, int> found) =>
        planned.Keys.Union(found.Keys).Order(StringComparer.Ordinal).SelectMany(place => Units(
            name, place, planned.GetValueOrDefault(place), found.GetValueOrDefault(place)));

    private static IEnumerable<string> Units(string name, string what, int planned, int found) =>
        planned == found ? []
        : found < planned ? [$"{name}: {what} {found}, planned {planned} ({planned - found} lost)"]
        : [$"{name}: {what} {found}, planned {planned} ({found - planned} too many)"];

    private static IEnumerable<string> Words(string name, string what, string planned, string found) =>
        planned == found ? [] : [$"{name}: {what} is {found}, planned {planned}"];

    private static string Joined(IReadOnlyList<string> words) => words.Count == 0 ? "none" : string.Join(" ", words);
}
