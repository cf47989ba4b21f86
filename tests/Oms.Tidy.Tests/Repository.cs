using System.Xml.Linq;

namespace Oms.Tidy.Tests;

/// <summary>The checkout that the tests stand in.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static IEnumerable<string> Files(string pattern) =>
        from file in Directory.EnumerateFiles(Root, pattern, SearchOption.AllDirectories)
        where !Relative(file).Split('/').Any(part => part is "bin" or "obj" or "node_modules" or "out" or ".build")
        select file;

    public static string Relative(string file) => Path.GetRelativePath(Root, file).Replace('\\', '/');

    public static IEnumerable<string> References(string project) =>
        from reference in XDocument.Load(project).Descendants("ProjectReference")
        select Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value);

    public static IEnumerable<string> Packages(string project) =>
        from reference in XDocument.Load(project).Descendants()
        where reference.Name.LocalName is "PackageReference" or "FrameworkReference"
        select reference.Attribute("Include")!.Value;

    private static string FindRoot()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "Oms.Edge.sln")))
            {
                return folder;
            }
        }

        throw new InvalidOperationException("The tests run outside the repository.");
    }
}
