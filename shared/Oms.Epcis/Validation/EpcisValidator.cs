namespace Oms.Epcis;

/// <summary>Says where a document breaks the rules of EPCIS 2.0 and CBV 2.0. Never throws for bad input.</summary>
public static class EpcisValidator
{
    /// <summary>Reads and checks a text in one step.</summary>
    /// <param name="utf8">The text.</param>
    /// <returns>The document where it can be read, with every finding of reading and of the rules.</returns>
    public static EpcisReading Check(ReadOnlyMemory<byte> utf8)
    {
        var reading = EpcisReader.Read(utf8);
        return reading.Document is { } document
            ? new EpcisReading(document, [.. reading.Findings, .. Check(document)])
            : reading;
    }

    /// <summary>Checks a document and its events.</summary>
    /// <returns>What is wrong, in the order of the document; empty when nothing is.</returns>
    public static IReadOnlyList<EpcisFinding> Check(EpcisDocument document)
    {
        var findings = new List<EpcisFinding>();
        var checking = new Checking(document.Context, findings);
        switch (document.Type)
        {
            case EpcisDocument.CaptureType:
                DocumentShapes.Capture.Check(document.Root, JsonPath.Root, checking);
                break;
            case EpcisDocument.QueryType:
                DocumentShapes.Query.Check(document.Root, JsonPath.Root, checking);
                break;
            default:
                if (!document.Root.TryGetProperty(EpcisNames.Context, out _))
                {
                    checking.Add(
                        "missing",
                        JsonPath.Member(JsonPath.Root, EpcisNames.Context),
                        $"An event that stands alone must name its context, such as {EpcisContext.StandardUri}.");
                }

                break;
        }

        foreach (var happened in document.Events)
        {
            findings.AddRange(Check(happened));
        }

        findings.AddRange(DocumentRules.Check(document.Events));
        return findings;
    }

    /// <summary>Checks one event by itself.</summary>
    public static IReadOnlyList<EpcisFinding> Check(EpcisEvent happened)
    {
        var findings = new List<EpcisFinding>();
        var checking = new Checking(happened.Context, findings);
        if (happened.Type is { } type && Shapes.Events.TryGetValue(type, out var shape))
        {
            shape.Check(happened.Body, happened.Path, checking);
            EventRules.Check(happened, checking);
            return findings;
        }

        CheckForeign(happened, checking);
        return findings;
    }

    // A type of somebody else's own may have members of its own: only what all events have is checked.
    private static void CheckForeign(EpcisEvent happened, Checking checking)
    {
        var place = JsonPath.Member(happened.Path, EpcisNames.Type);
        if (happened.Type is { } type && !UriText.IsAbsolute(type))
        {
            checking.Add(
                "event-type",
                place,
                $"It must be one of {string.Join(", ", EventTypes.All)}, or the URI of a type of your own.");
        }

        Shapes.Foreign.Check(happened.Body, happened.Path, checking);
    }
}
