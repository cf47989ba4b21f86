using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;
using Oms.Conformance.Merkle;
using Oms.Epcis;

namespace Oms.Conformance.Epcis;

/// <summary>The standard's own examples and its JSON schema against this validator.</summary>
public sealed class ExampleConformance
{
    private const string Folder = "epcis";

    // This example gives one source and one destination where the schema beside it demands arrays of them.
    private const string AgainstItsOwnSchema = "Example-TransactionEvents-2020_07_03y.jsonld";

    private static readonly string[] Replacements =
    [
        "null", "true", "-1", "\"\"", "\"plain\"", "\"urn:epcglobal:cbv:bizstep:shipping\"", "[]", "{}", "[1]",
        "{\"id\":7}", "[{}]",
    ];

    [Fact]
    public void Every_example_validates_but_the_one_that_its_own_schema_refuses()
    {
        var files = Examples();
        Assert.Equal(9, files.Count);
        foreach (var file in files)
        {
            var reading = EpcisValidator.Check(File.ReadAllBytes(file));
            if (Path.GetFileName(file) == AgainstItsOwnSchema)
            {
                Assert.Equal(
                    ["$.epcisBody.eventList[1].sourceList", "$.epcisBody.eventList[1].destinationList"],
                    reading.Findings.Select(finding => finding.Path));
            }
            else
            {
                Assert.True(reading.Findings.Count == 0, $"{file}: {string.Join('\n', reading.Findings)}");
            }
        }
    }

    [Fact]
    public void Every_document_with_hashes_validates()
    {
        var files = Directory.GetFiles(VectorFolder.Path("epcis-hash"), "*.jsonld");
        Assert.NotEmpty(files);
        Assert.All(files, file =>
        {
            var findings = EpcisValidator.Check(File.ReadAllBytes(file)).Findings;
            Assert.True(findings.Count == 0, $"{file}: {string.Join('\n', findings)}");
        });
    }

    [Fact]
    public void A_document_that_the_schema_refuses_is_refused_here_whatever_was_damaged_in_it()
    {
        // The schema is taken without its formats, which are notes in draft 7: those the unit tests cover.
        var schema = JsonSchema.FromText(File.ReadAllText(VectorFolder.Path(Folder, "EPCIS-JSON-Schema.json")));
        var (mutants, refused) = (0, 0);
        foreach (var file in Examples())
        {
            foreach (var mutant in Mutants(File.ReadAllText(file)))
            {
                mutants++;
                using var document = JsonDocument.Parse(mutant);
                if (!schema.Evaluate(document.RootElement).IsValid)
                {
                    refused++;
                    Assert.True(
                        EpcisValidator.Check(System.Text.Encoding.UTF8.GetBytes(mutant)).Findings.Count > 0,
                        $"The schema refuses this and the validator does not: {mutant}");
                }
            }
        }

        Assert.True(refused > 1_000 && mutants > refused, $"{refused} of {mutants} mutants were refused.");
    }

    private static List<string> Examples() =>
        [.. Directory.GetFiles(VectorFolder.Path(Folder, "examples"), "*.jsonld").Order(StringComparer.Ordinal)];

    // Every node of the document: left out, given another value, given another name.
    private static IEnumerable<string> Mutants(string text)
    {
        var places = new List<string[]>();
        Collect(JsonNode.Parse(text)!, [], places);
        foreach (var place in places)
        {
            yield return With(text, place, (parent, key) => Remove(parent, key));
            foreach (var replacement in Replacements)
            {
                yield return With(text, place, (parent, key) => Set(parent, key, JsonNode.Parse(replacement)));
            }

            if (!int.TryParse(place[^1], out _))
            {
                yield return With(text, place, (parent, key) =>
                {
                    var value = parent[key]?.DeepClone();
                    Remove(parent, key);
                    Set(parent, key + "X", value);
                });
            }
        }
    }

    private static void Collect(JsonNode node, string[] path, List<string[]> places)
    {
        if (path.Length > 0)
        {
            places.Add(path);
        }

        // What prefixes are defined as, and what is below a member of somebody's own, is no matter of the schema.
        if (node is JsonObject members && (path.Length == 0 || path[^1] != "@context"))
        {
            foreach (var member in members.Where(member => !member.Key.Contains(':', StringComparison.Ordinal)))
            {
                Descend(member.Value, [.. path, member.Key], places);
            }
        }
        else if (node is JsonArray items && path[^1] != "@context")
        {
            for (var index = 0; index < items.Count; index++)
            {
                Descend(items[index], [.. path, $"{index}"], places);
            }
        }
    }

    private static void Descend(JsonNode? node, string[] path, List<string[]> places)
    {
        if (node is not null)
        {
            Collect(node, path, places);
        }
    }

    private static string With(string text, string[] place, Action<JsonNode, string> change)
    {
        var root = JsonNode.Parse(text)!;
        var parent = root;
        foreach (var step in place[..^1])
        {
            parent = parent is JsonArray items
                ? items[int.Parse(step, System.Globalization.CultureInfo.InvariantCulture)]!
                : parent[step]!;
        }

        change(parent, place[^1]);
        return root.ToJsonString();
    }

    private static void Remove(JsonNode parent, string key)
    {
        if (parent is JsonArray items)
        {
            items.RemoveAt(int.Parse(key, System.Globalization.CultureInfo.InvariantCulture));
        }
        else
        {
            _ = parent.AsObject().Remove(key);
        }
    }

    private static void Set(JsonNode parent, string key, JsonNode? value)
    {
        if (parent is JsonArray items)
        {
            items[int.Parse(key, System.Globalization.CultureInfo.InvariantCulture)] = value;
        }
        else
        {
            parent[key] = value;
        }
    }
}
