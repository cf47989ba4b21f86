namespace Oms.Epcis;

/// <summary>The shapes of what stands around events: documents, headers and the answers of queries.</summary>
internal static class DocumentShapes
{
    private static readonly Shape Attribute = new(
        "An attribute",
        new Dictionary<string, Rule> { ["id"] = Rules.Uri, ["attribute"] = Rules.Anything },
        ["id"]);

    private static readonly Shape VocabularyElement = new(
        "A vocabulary element",
        new Dictionary<string, Rule>
        {
            ["id"] = Rules.Uri,
            ["attributes"] = Rules.List(Attribute.Check),
            ["children"] = Rules.List(Rules.Uri),
        },
        ["id"]);

    private static readonly Shape Vocabulary = new(
        "A vocabulary",
        new Dictionary<string, Rule>
        {
            ["type"] = Rules.Uri,
            ["vocabularyElementList"] = Rules.List(VocabularyElement.Check),
        },
        ["type"]);

    private static readonly Rule Vocabularies = Rules.List(Vocabulary.Check);

    private static readonly Shape MasterData = new(
        "Master data", new Dictionary<string, Rule> { ["vocabularyList"] = Vocabularies }, []);

    private static readonly Shape Header = new(
        "A header", new Dictionary<string, Rule> { ["epcisMasterData"] = MasterData.Check }, []);

    private static readonly Shape Body = new(
        "A body", new Dictionary<string, Rule> { ["eventList"] = Rules.Anything }, ["eventList"]);

    private static readonly Shape ResultsBody = new(
        "A result",
        new Dictionary<string, Rule> { ["eventList"] = Rules.Anything, ["vocabularyList"] = Vocabularies },
        ["eventList"]);

    private static readonly Shape Results = new(
        "The results of a query",
        new Dictionary<string, Rule>
        {
            ["queryName"] = Rules.Text,
            ["subscriptionID"] = Rules.Text,
            ["resultsBody"] = ResultsBody.Check,
        },
        ["queryName", "resultsBody"]);

    private static readonly Shape QueryBody = new(
        "A body", new Dictionary<string, Rule> { ["queryResults"] = Results.Check }, ["queryResults"]);

    private static readonly Shape Common = new(
        "A document",
        new Dictionary<string, Rule>
        {
            ["@context"] = Rules.Anything,
            ["id"] = Rules.DocumentId,
            ["type"] = Rules.Text,
            ["schemaVersion"] = Rules.Version,
            ["creationDate"] = Rules.Time,
        },
        ["@context", "type", "epcisBody"]);

    /// <summary>A document that carries events to a repository.</summary>
    public static Shape Capture { get; } = Common.With(
        "A document",
        new Dictionary<string, Rule>
        {
            ["instanceIdentifier"] = Rules.Text,
            ["sender"] = Rules.Text,
            ["receiver"] = Rules.Text,
            ["epcisHeader"] = Header.Check,
            ["epcisBody"] = Body.Check,
        },
        "schemaVersion",
        "creationDate");

    /// <summary>A document that carries the answer of a query.</summary>
    public static Shape Query { get; } = Common.With(
        "A query document", new Dictionary<string, Rule> { ["epcisBody"] = QueryBody.Check });
}
