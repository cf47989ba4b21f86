using NodaTime;
using Oms.Custody.Places;

namespace Oms.Custody.Cargo;

/// <summary>The proof of delivery (POD) of one stop, as the driver's device took it.</summary>
/// <param name="SignedBy">The consignee's name.</param>
/// <param name="SignatureSha256">Lower-case hex of the SHA-256 of the signature's image.</param>
/// <param name="Strokes">Strokes of the pen in the signature; null where the device did not tell.</param>
/// <param name="At">Device time.</param>
/// <param name="Position">Where the device was; null without a fix.</param>
/// <param name="TemperatureMilliC">The goods' temperature at the hand-over, milli-degrees Celsius; null where none was
/// taken.</param>
public sealed record DeliveryProof(
    int Stop,
    string SignedBy,
    string SignatureSha256,
    int? Strokes,
    Instant At,
    Position? Position,
    int? TemperatureMilliC);
