using System.CommandLine;
using Oms.Cli.Checking;
using Oms.Epcis;

namespace Oms.Cli.Epcis;

/// <summary>Verbs that look at EPCIS 2.0 documents.</summary>
internal static class EpcisCommand
{
    // What the centre takes in one document; a file may hold more.
    private const int BytesMax = 64 << 20;

    public static Command Create(Surroundings surroundings) =>
        new("epcis", "Checks EPCIS 2.0 documents and gives the ids of their events.")
        {
            CheckCommand.Create(
                "validate",
                "Checks a document, a query's answer or one event against EPCIS 2.0 and CBV 2.0.",
                surroundings,
                BytesMax,
                (_, octets) => Validate(octets)),
            CheckCommand.Create(
                "hash",
                "Prints the CBV 2.0 hash id of every event, one a line, in the order of the document.",
                surroundings,
                BytesMax,
                (_, octets) => Hash(octets)),
        };

    private static CheckReport Validate(ReadOnlyMemory<byte> octets)
    {
        var reading = EpcisValidator.Check(octets);
        var document = Readable(reading);
        return new CheckReport(
            [$"{document.Type}, events: {document.Events.Count}"],
            [.. reading.Findings.Select(finding => new Finding(finding.Code, finding.Path, finding.Message))]);
    }

    private static CheckReport Hash(ReadOnlyMemory<byte> octets) =>
        new([.. Readable(EpcisReader.Read(octets)).Events.Select(EventHash.Of)], []);

    private static EpcisDocument Readable(EpcisReading reading) =>
        reading.Document
        ?? throw new InvalidDataException(
            string.Join(' ', reading.Findings.Select(finding => $"{finding.Path}: {finding.Message}")));
}
