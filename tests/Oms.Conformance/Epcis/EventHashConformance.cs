using System.Text;
using Oms.Conformance.Merkle;
using Oms.Epcis;

namespace Oms.Conformance.Epcis;

/// <summary>Event hash ids against documents, pre-hash strings and ids that others made.</summary>
public sealed class EventHashConformance
{
    private const string Folder = "epcis-hash";

    // Every file of hashes there is, and whether its document is there as JSON-LD. The other documents are XML, which
    // the vectors do not hold: of those the ids are made of the pre-hash strings.
    private static readonly Dictionary<string, bool> Files = new(StringComparer.Ordinal)
    {
        ["CertificationInfoAndSensorReportWithCRS"] = true,
        ["ReferenceEventHashAlgorithm2"] = true,
        ["SensorDataExamples"] = false,
        ["epcisDocHavingEventWithComment"] = true,
        ["epcisDocWith2DifferentTransformationEvents"] = false,
        ["epcisDocWithCustomSchemaInContext"] = true,
        ["epcisDocWithSensorComponent"] = true,
        ["epcisDocWithShippingAndTransportingEvent"] = true,
        ["epcisDocWithTransformationEventWithExtension"] = false,
        ["epcisDocWithVariousEventTypes"] = true,
        ["epcisEventWithCURIEs"] = true,
        ["epcisQueryDocument"] = true,
        ["epcisXmlQueryDocHavingEventWithIgnoreFields"] = false,
        ["persistentDisposition"] = true,
    };

    // The second string of this file belongs to an older document of the same name: its SHA-256 is not the id beside
    // it either.
    private const string FileWithAnOldString = "epcisDocWithCustomSchemaInContext";

    public static TheoryData<string> Documents => [.. Files.Where(file => file.Value).Select(file => file.Key)];

    public static TheoryData<string> All => [.. Files.Keys];

    [Fact]
    public void Every_file_of_the_vectors_is_tested()
    {
        var folder = VectorFolder.Path(Folder);
        Assert.Equal(
            Files.Keys.Order(StringComparer.Ordinal),
            Names(folder, "*.hashes"));
        Assert.Equal(
            Files.Where(file => file.Value).Select(file => file.Key).Order(StringComparer.Ordinal),
            Names(folder, "*.jsonld"));
        Assert.Empty(Names(folder, "*.xml"));
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void A_document_of_the_vectors_has_the_ids_that_others_found(string name)
    {
        var wanted = Lines(name, ".hashes");
        Assert.Equal(wanted, Events(name).Select(EventHash.Of));
        Assert.NotEmpty(wanted);
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void A_document_of_the_vectors_has_the_pre_hash_strings_that_others_found(string name)
    {
        var given = Lines(name, ".prehashes");
        var found = Events(name).Select(PreHash.Of).ToList();
        if (name == FileWithAnOldString)
        {
            (given, found) = (given[..1], found[..1]);
        }

        if (given.Count > 0)
        {
            Assert.Equal(given, found);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_pre_hash_string_of_the_vectors_has_the_id_beside_it(string name)
    {
        var (strings, ids) = (Lines(name, ".prehashes"), Lines(name, ".hashes"));
        for (var index = 0; index < strings.Count; index++)
        {
            var same = EventHash.OfPreHash(strings[index]) == ids[index];
            Assert.Equal(same, !(name == FileWithAnOldString && index == 1));
        }
    }

    private static IReadOnlyList<EpcisEvent> Events(string name) =>
        EpcisReader.Read(File.ReadAllBytes(VectorFolder.Path(Folder, name + ".jsonld"))).Document!.Events;

    private static List<string> Lines(string name, string ending)
    {
        var path = VectorFolder.Path(Folder, name + ending);
        return File.Exists(path)
            ? [.. File.ReadAllText(path, Encoding.UTF8).Split('\n', StringSplitOptions.RemoveEmptyEntries)]
            : [];
    }

    private static IEnumerable<string> Names(string folder, string pattern) =>
        Directory.GetFiles(folder, pattern).Select(file => Path.GetFileNameWithoutExtension(file)!)
            .Order(StringComparer.Ordinal);
}
