namespace Oms.Epcis.Mapping;

/// <summary>One record on its way to events, with what all of them share.</summary>
internal sealed record MappingStep(CheckOutScene Scene, CustodyRecord Record, Gs1Names Names)
{
    /// <summary>The vehicle that is handed over; the check-out itself where its arrival is not known.</summary>
    public string Vehicle =>
        Scene.Arrival is { } arrival ? Names.Asset(arrival.Vehicle) : Gs1Names.Own("check-out", Record.CheckOut);

    /// <summary>Where it stands.</summary>
    public string ReadPoint => Names.Spot(Record.Depot, Scene.Arrival?.Dock);

    /// <summary>The depot.</summary>
    public string BizLocation => Names.Place(Record.Depot);

    /// <summary>Who had it on the road.</summary>
    public string Carrier => Scene.Arrival is { } arrival
        ? Names.CarrierParty(arrival.Driver)
        : Gs1Names.Own("check-out", Record.CheckOut);

    /// <summary>The route as a bill of lading, where the visit has one.</summary>
    public IReadOnlyList<DraftPair> Route =>
        Scene.Arrival?.Route is { } route
            ? [new DraftPair("bol", Names.Transaction(Record.Depot, "route", route))]
            : [];

    /// <summary>Something observed of the vehicle at the depot, with the record that proves it.</summary>
    public EventDraft Observe(string bizStep, string? disposition = null) =>
        Start(EventTypes.Object, "OBSERVE") with
        {
            Epcs = [Vehicle],
            BizStep = bizStep,
            Disposition = disposition,
            ReadPoint = ReadPoint,
            BizLocation = BizLocation,
        };

    /// <summary>An event of any type, with the record that proves it.</summary>
    public EventDraft Start(string type, string action) =>
        new(type, action, Record.At) { Extensions = [Proof()] };

    /// <summary>More members of the house's own behind the proof.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> With(params ReadOnlySpan<(string Name, string? Value)> members)
    {
        var all = new List<KeyValuePair<string, string>> { Proof() };
        foreach (var (name, value) in members)
        {
            if (!string.IsNullOrEmpty(value))
            {
                all.Add(KeyValuePair.Create(name, value));
            }
        }

        return all;
    }

    private KeyValuePair<string, string> Proof() =>
        KeyValuePair.Create("record", Gs1Names.Record(Record.CheckOut, Record.CustodySeq));
}
