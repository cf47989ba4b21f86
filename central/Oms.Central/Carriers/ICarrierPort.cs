using NodaTime;
using Oms.Central.Orders;
using Oms.Finance;

namespace Oms.Central.Carriers;

/// <summary>Whoever makes labels and carries parcels.</summary>
/// <remarks>
/// <para>An implementer makes one label for each key, however often and in whatever order calls with it arrive. It
/// never guesses: what it does not know for certain is <see cref="CarrierAnswer.Unclear"/>.</para>
/// <para>Nothing but cancellation is thrown: whatever goes wrong on the way is an unclear answer.</para>
/// </remarks>
internal interface ICarrierPort
{
    /// <summary>Asks for a label.</summary>
    Task<CarrierAnswer> LabelAsync(LabelCall call, CancellationToken cancellationToken);

    /// <summary>Asks for a label to be taken back.</summary>
    Task<CarrierAnswer> VoidAsync(LabelCall call, CancellationToken cancellationToken);

    /// <summary>Tells what the carrier is handed on a day.</summary>
    Task<CarrierAnswer> CloseOutAsync(CloseOutCall call, CancellationToken cancellationToken);

    /// <summary>What is printed, in ZPL II; null where it cannot be had now.</summary>
    Task<string?> DocumentAsync(LabelCall call, CancellationToken cancellationToken);
}

/// <param name="Key">Identifies the label for ever: <c>{tenant}/{sscc}/{number}</c>.</param>
/// <param name="From">Who sends the parcel.</param>
/// <param name="To">Who gets it.</param>
/// <param name="Reference">What people call it: the order's number.</param>
internal sealed record LabelCall(
    string Key, string Sscc, LabelAsk Ask, string Name, LabelParty From, LabelParty To, string Reference);

/// <param name="Key">Identifies the close-out for ever: <c>{tenant}/{id}</c>.</param>
/// <param name="From">Where the parcels are.</param>
internal sealed record CloseOutCall(
    string Key, LabelParty From, LocalDate Day, IReadOnlyList<CloseOutParcel> Parcels);

/// <param name="Address">Null where it is not known.</param>
internal sealed record LabelParty(string Name, PostalAddress? Address);

/// <summary>What a carrier says about a label, or a close-out.</summary>
internal abstract record CarrierAnswer
{
    private CarrierAnswer()
    {
    }

    /// <param name="Tracking">The carrier's number of the parcel.</param>
    /// <param name="Cost">What it charges; null where it does not say so.</param>
    internal sealed record Printed(string Tracking, Money? Cost) : CarrierAnswer;

    internal sealed record Declined(string Reason) : CarrierAnswer;

    internal sealed record Voided : CarrierAnswer;

    /// <summary>It knows what it is handed.</summary>
    /// <param name="Reference">What it calls the close-out.</param>
    internal sealed record Accepted(string Reference) : CarrierAnswer;

    /// <summary>It does not take the label back.</summary>
    internal sealed record Kept(string Reason) : CarrierAnswer;

    /// <summary>It is not done yet, or nothing that can be relied on was said.</summary>
    internal sealed record Unclear(string Reason) : CarrierAnswer;
}
