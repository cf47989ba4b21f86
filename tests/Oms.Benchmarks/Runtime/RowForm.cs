using Oms.Entities;

namespace Oms.Benchmarks.Runtime;

/// <summary>What the rows of a limit are of: the same as those of the answer above it.</summary>
internal sealed record RowForm(IReadOnlyList<EntityAddress> Addresses, string EventType, byte[] Payload)
{
    public static RowForm Tallies(int entities) => new(
        [.. Enumerable.Range(0, entities).Select(BenchSystem.Address)],
        "tally.counted",
        new byte[TallyCodec.PayloadBytes]);
}
