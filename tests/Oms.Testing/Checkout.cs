namespace Oms.Testing;

/// <summary>The project's own files, around the tests that run.</summary>
public static class Checkout
{
    /// <summary>The folder of the solution.</summary>
    public static string Root { get; } = Find();

    /// <summary>A file or folder by its parts, below the solution's.</summary>
    public static string PathOf(params ReadOnlySpan<string> parts) => Path.Combine([Root, .. parts]);

    private static string Find()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "Oms.Edge.sln")))
            {
                return folder;
            }
        }

        throw new InvalidOperationException("The tests run outside the checkout.");
    }
}
