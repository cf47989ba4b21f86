using System.Text;
using System.Text.RegularExpressions;
using NodaTime;
using Oms.Entities;
using Oms.Json;

namespace Oms.Custody;

/// <summary>The bounds of a leaf's fields.</summary>
internal static partial class LeafRules
{
    private const int ActorCharsMax = 300;
    // An Instant ends with the year 9999 by itself.
    private static readonly Instant WallMin = Instant.FromUtc(1, 1, 1, 0, 0);

    /// <summary>The first field out of bounds; null when all are good.</summary>
    public static LeafFieldFault? Check(CustodyLeaf leaf) =>
        !EntityAddress.IsId(leaf.Depot) ? Id("depot")
        : !EntityAddress.IsId(leaf.Device) ? Id("device")
        : leaf.CustodyId.Length > 0 && !EntityAddress.IsId(leaf.CustodyId) ? Id("custody_id")
        : leaf.Seq is < 1 or > CanonicalJson.IntegerMax ? new("seq", "It is from 1 to 2^53 - 1.")
        : leaf.CustodySeq is < 0 or > CanonicalJson.IntegerMax
            || (leaf.CustodySeq == 0) != (leaf.CustodyId.Length == 0)
            ? new("custody_seq", "It is from 1 to 2^53 - 1, and 0 exactly where custody_id is empty.")
        : leaf.CustodySeq <= 1 && leaf.PrevCustody != Digest.Zero
            ? new("prev_custody", "It is zero for the first record of a custody and for a record of none.")
        : leaf.Seq == 1 && leaf.PrevDevice != Digest.Zero
            ? new("prev_device", "It is zero for the first record of an incarnation.")
        : !KindForm().IsMatch(leaf.Kind) ? new("kind", "It is of the form [a-z][a-z0-9.-]{0,79}.")
        : leaf.EventVersion is < 1 or > 65_535 ? new("event_version", "It is from 1 to 65535.")
        : leaf.Wall < WallMin ? new("wall", "It is from the year 1 to 9999.")
        : !Enum.IsDefined(leaf.ClockQuality) ? new("clock_q", "It is unset, fake, rtc, ntp or gps.")
        : leaf.MonoNanoseconds < 0 ? new("mono", "It is not negative.")
        : !IsActor(leaf.Actor) ? new("actor", $"It is 1 to {ActorCharsMax} characters and holds no control character.")
        : null;

    private static LeafFieldFault Id(string field) => new(field, "It is 1 to 120 printable ASCII characters.");

    private static bool IsActor(string actor)
    {
        if (actor.Length is 0 or > ActorCharsMax)
        {
            return false;
        }

        for (var rest = actor.AsSpan(); rest.Length > 0;)
        {
            if (Rune.DecodeFromUtf16(rest, out var character, out var taken) != System.Buffers.OperationStatus.Done
                || Rune.IsControl(character))
            {
                return false;
            }

            rest = rest[taken..];
        }

        return true;
    }

    [GeneratedRegex(@"\A[a-z][a-z0-9.-]{0,79}\z")]
    private static partial Regex KindForm();
}
