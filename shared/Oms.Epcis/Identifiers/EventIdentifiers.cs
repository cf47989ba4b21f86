namespace Oms.Epcis;

/// <summary>One spelling for identifiers that may be written in several.</summary>
public static class EventIdentifiers
{
    /// <summary>The canonical GS1 Digital Link of an EPC URI or of a link of any domain; every other text as it
    /// is.</summary>
    public static string Canonical(string identifier) =>
        EpcUri.ToDigitalLink(identifier) ?? DigitalLink.Canonicalize(identifier) ?? identifier;
}
