namespace Oms.Epcis;

/// <summary>A named value of an event with what lies below it: the form that JSON and XML events share.</summary>
/// <param name="Name">The name, a user's as <c>{namespace}local</c>.</param>
/// <param name="Text">The canonical value; empty where there is none.</param>
/// <param name="Children">What lies below.</param>
internal sealed record HashNode(string Name, string Text, IReadOnlyList<HashNode> Children)
{
    /// <summary>Whether a user defined it.</summary>
    public bool IsExtension => Name.StartsWith('{');
}
