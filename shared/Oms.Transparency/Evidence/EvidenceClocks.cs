using System.Globalization;
using NodaTime;
using Oms.Custody;

namespace Oms.Transparency;

/// <summary>Where what a device says of its clocks cannot be true.</summary>
/// <remarks>
/// The order of records is the chain's and is proven by it. A clock that nothing had set, or that was set back, says so
/// by its quality and contradicts nothing. What is found here no honest clock does.
/// </remarks>
internal static class EvidenceClocks
{
    public const string Check = "clocks";

    /// <summary>How far a clock that a time server or satellites set may move against the running time; a leap second
    /// and a server's own step are within it.</summary>
    private static readonly Duration StepMax = Duration.FromSeconds(60);

    // A disciplined clock is slewed by at most 500 parts in a million (adjtimex(2), RFC 5905 section 11.3).
    private const double SlewMax = 500e-6;

    /// <summary>The contradictions, record by record.</summary>
    public static IReadOnlyList<EvidenceFailure> Of(IReadOnlyList<CustodyLeaf> leaves)
    {
        var findings = new List<EvidenceFailure>();
        foreach (var device in leaves.Index().GroupBy(one => (one.Item.Device, one.Item.Incarnation)))
        {
            var boots = new HashSet<Guid>();
            (int Index, CustodyLeaf Item)? before = null;
            foreach (var one in device)
            {
                var (index, leaf) = one;
                if (before is { Item: var earlier } && earlier.BootId == leaf.BootId)
                {
                    Within(findings, earlier, leaf, index);
                }
                else if (!boots.Add(leaf.BootId))
                {
                    Add(
                        findings, index, "boot_id",
                        $"{leaf.Device} had started anew before it; a start does not return.");
                }

                before = one;
            }
        }

        return [.. findings.OrderBy(one => one.Place, StringComparer.Ordinal)];
    }

    private static void Within(List<EvidenceFailure> findings, CustodyLeaf earlier, CustodyLeaf leaf, int index)
    {
        var ran = Duration.FromNanoseconds(leaf.MonoNanoseconds - earlier.MonoNanoseconds);
        if (ran < Duration.Zero)
        {
            Add(findings, index, "mono", $"The running time of {leaf.Device} went back since its record before.");
            return;
        }

        var moved = leaf.Wall - earlier.Wall - ran;
        var away = moved < Duration.Zero ? -moved : moved;
        if (IsSet(earlier) && IsSet(leaf) && away > StepMax + Duration.FromSeconds(ran.TotalSeconds * SlewMax))
        {
            var seconds = ((long)moved.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            Add(
                findings, index, "wall",
                $"{leaf.Device} says that its clock was set by others all the while, yet it moved by {seconds} s "
                + "against its running time.");
        }
    }

    private static bool IsSet(CustodyLeaf leaf) => leaf.ClockQuality is ClockQuality.Ntp or ClockQuality.Gps;

    private static void Add(List<EvidenceFailure> findings, int index, string member, string reason) =>
        findings.Add(new EvidenceFailure(
            Check, $"/records/{index}/leaf/{member}", reason, EvidenceFaultClass.ClockContradiction));
}
