using System.Collections.Frozen;

namespace Oms.Central.Access;

/// <summary>What a role may do, within its scope.</summary>
/// <param name="Scope">The scope of its keys.</param>
/// <param name="SeesPersonal">Whether names, addresses and the like are shown to it.</param>
/// <param name="Writes">The first parts of the routes that it may POST to; null for all that its scope allows.</param>
internal sealed record RoleRights(ApiScope Scope, bool SeesPersonal, FrozenSet<string>? Writes)
{
    /// <summary>Routes whose answers are records as they were signed and sent, so that nothing in them can be
    /// masked.</summary>
    private static readonly FrozenSet<string> Raw = Set("events", "check-outs", "epcis");

    /// <summary>What may be imported is judged by what is imported.</summary>
    private const string Imports = "imports";

    private static readonly FrozenDictionary<ApiRole, RoleRights> All = new Dictionary<ApiRole, RoleRights>
    {
        [ApiRole.Csr] = new(
            ApiScope.Integration, true, Set("orders", "customers", "payments", "claims", "returns", "exchanges")),
        [ApiRole.CsrExternal] = new(ApiScope.Integration, false, Set("orders", "claims", "returns", "exchanges")),
        [ApiRole.Picker] = new(
            ApiScope.Integration, false,
            Set("stock-items", "transfers", "returns", "fulfilment-orders", "pick-waves", "close-outs")),
        [ApiRole.Dispatcher] = new(
            ApiScope.Integration, true,
            Set("manifests", "transfers", "claims", "fulfilment-orders", "pick-waves", "close-outs")),
        [ApiRole.Supervisor] = new(ApiScope.Integration, true, null),
        [ApiRole.Finance] = new(ApiScope.Integration, false, Set("payments", "claims")),
        [ApiRole.Auditor] = new(ApiScope.Read, false, Set()),
        [ApiRole.Integration] = new(ApiScope.Integration, true, null),
    }.ToFrozenDictionary();

    public static RoleRights Of(ApiRole role) => All[role];

    /// <summary>Whether a request is allowed.</summary>
    /// <param name="route">The route's pattern, such as <c>/orders/{id}</c>.</param>
    public bool Allow(string method, string route)
    {
        var area = route.TrimStart('/').Split('/')[0];
        return HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method)
            ? SeesPersonal || !(Raw.Contains(area) || route.EndsWith("/timeline", StringComparison.Ordinal))
            : Writes is null || Writes.Contains(area) || (area == Imports && Writes.Count > 0);
    }

    private static FrozenSet<string> Set(params string[] areas) => areas.ToFrozenSet(StringComparer.Ordinal);
}
