using NodaTime;
using Oms.Custody.CheckOuts;

namespace Oms.Epcis.Mapping;

/// <summary>One signed record of a check-out, as far as its EPCIS events need it.</summary>
/// <param name="CheckOut">The check-out.</param>
/// <param name="CustodySeq">The record's place in the check-out's chain, from 1.</param>
/// <param name="Depot">The depot that wrote it.</param>
/// <param name="At">The device's wall clock when it was written.</param>
/// <param name="Happened">What it says.</param>
public sealed record CustodyRecord(
    string CheckOut, long CustodySeq, string Depot, Instant At, CheckOutEvent Happened);
