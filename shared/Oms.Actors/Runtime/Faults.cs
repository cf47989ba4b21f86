namespace Oms.Actors.Runtime;

/// <summary>Which failures of foreign code are contained where they happen.</summary>
internal static class Faults
{
    /// <summary>All but those after which nothing in the process can be relied on.</summary>
    public static bool IsContained(Exception failure) => failure is not OutOfMemoryException;
}
