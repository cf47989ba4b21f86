using System.Text.Json.Serialization;
using NodaTime;

namespace Oms.Central.Custody;

/// <summary>What the centre's record of a check-out can be asked.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "case")]
[JsonDerivedType(typeof(CustodyCommand.Take), "take")]
[JsonDerivedType(typeof(CustodyCommand.NoteCertified), "note_certified")]
public abstract record CustodyCommand
{
    private CustodyCommand()
    {
    }

    /// <summary>Takes verified records of one depot, in the order of their custody seq.</summary>
    public sealed record Take(string Depot, string Device, string Incarnation, IReadOnlyList<CustodyInput> Records)
        : CustodyCommand;

    /// <summary>A depot certified what became of a defect that this check-out found.</summary>
    /// <param name="Report">The inspection report's id.</param>
    public sealed record NoteCertified(string Report, int Defect) : CustodyCommand;
}

/// <summary>One verified record of a check-out.</summary>
/// <param name="Seq">Its place in the device's chain.</param>
/// <param name="CustodySeq">Its place in the check-out's chain, from 1.</param>
/// <param name="LeafHash">Lower-case hex.</param>
/// <param name="Kind">The event's name.</param>
/// <param name="Body">The event, JSON.</param>
public sealed record CustodyInput(
    long Seq, long CustodySeq, string LeafHash, string Kind, int Version, Instant Wall, ReadOnlyMemory<byte> Body);
