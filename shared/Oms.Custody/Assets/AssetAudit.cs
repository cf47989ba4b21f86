using NodaTime;
using Oms.Custody.Findings;

namespace Oms.Custody.Assets;

/// <summary>Who holds what, and what should be back.</summary>
/// <param name="Held">What is out, oldest first. What is told apart has one custodian at most.</param>
/// <param name="Findings"><c>asset-overdue</c>, <c>asset-returned-by-other</c>, <c>asset-return-unknown</c>,
/// <c>asset-issued-twice</c>.</param>
public sealed record AssetAudit(IReadOnlyList<HeldAsset> Held, IReadOnlyList<Finding> Findings)
{
    /// <summary>Sets returns against hand-overs, in the order of their times.</summary>
    /// <remarks>
    /// What is told apart is returned whoever brings it, and a new hand-over ends the one before. What is counted is
    /// returned by its custodian, oldest hand-over first.
    /// </remarks>
    /// <param name="issued">In any order.</param>
    /// <param name="returned">In any order. A return comes after the hand-overs of the same instant.</param>
    /// <param name="now">The instant of the audit; later entries are left out.</param>
    public static AssetAudit Of(IReadOnlyList<AssetIssue> issued, IReadOnlyList<AssetReturn> returned, Instant now)
    {
        var held = new List<(AssetIssue Issue, int Left)>();
        var findings = new List<Finding>();
        var entries = issued.Select(issue => (issue.At, Order: 0, Entry: (object)issue))
            .Concat(returned.Select(back => (back.At, Order: 1, Entry: (object)back)))
            .Where(entry => entry.At <= now)
            .OrderBy(entry => entry.At).ThenBy(entry => entry.Order);
        foreach (var (_, _, entry) in entries)
        {
            if (entry is AssetIssue issue)
            {
                Add(issue, held, findings);
            }
            else
            {
                Take((AssetReturn)entry, held, findings);
            }
        }

        List<HeldAsset> still = [.. held.Select(one => new HeldAsset(one.Issue, one.Left, now > one.Issue.Due))];
        findings.AddRange(
            from one in still
            where one.IsOverdue
            select new Finding(
                "asset-overdue",
                one.Issue.Asset,
                $"{one.Issue.To} should have brought back {one.Quantity} ({one.Issue.Kind}) by {one.Issue.Due}."));
        return new AssetAudit(still, findings);
    }

    /// <summary>Whether each asset of a kind has an id of its own.</summary>
    public static bool IsToldApart(AssetKind kind) => kind is not (AssetKind.Pallet or AssetKind.Returnable);

    private static void Add(AssetIssue issue, List<(AssetIssue Issue, int Left)> held, List<Finding> findings)
    {
        if (IsToldApart(issue.Kind) && held.FindIndex(one => one.Issue.Asset == issue.Asset) is >= 0 and var at)
        {
            findings.Add(new Finding(
                "asset-issued-twice",
                issue.Asset,
                $"{held[at].Issue.To} had it when {issue.To} got it at {issue.At}; its return was not recorded."));
            held.RemoveAt(at);
        }

        held.Add((issue, IsToldApart(issue.Kind) ? 1 : Math.Max(1, issue.Quantity)));
    }

    private static void Take(AssetReturn back, List<(AssetIssue Issue, int Left)> held, List<Finding> findings)
    {
        var left = back.Quantity;
        while (left > 0)
        {
            var at = held.FindIndex(one => one.Issue.Asset == back.Asset
                && (IsToldApart(one.Issue.Kind) || one.Issue.To == back.From));
            if (at < 0)
            {
                findings.Add(new Finding(
                    "asset-return-unknown",
                    back.Asset,
                    $"{back.From} brought back {left} at {back.At} that nobody handed out."));
                return;
            }

            var (issue, remaining) = held[at];
            if (issue.To != back.From)
            {
                findings.Add(new Finding(
                    "asset-returned-by-other", back.Asset, $"{issue.To} had it, {back.From} brought it at {back.At}."));
            }

            var taken = Math.Min(left, remaining);
            left -= taken;
            if (taken == remaining)
            {
                held.RemoveAt(at);
            }
            else
            {
                held[at] = (issue, remaining - taken);
            }
        }
    }
}
