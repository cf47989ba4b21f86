namespace Oms.Edge.Fleet.Launching;

/// <summary>Files that hold secrets: only their owner may read them.</summary>
internal static class PrivateText
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public static FileStream Create(string file)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        return new FileStream(file, options);
    }

    public static void Write(string file, IEnumerable<string> lines)
    {
        using var writer = new StreamWriter(Create(file));
        foreach (var line in lines)
        {
            writer.WriteLine(line);
        }
    }
}
