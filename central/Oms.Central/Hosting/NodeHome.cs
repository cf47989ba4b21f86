namespace Oms.Central.Hosting;

/// <summary>A node's data directory: its lasting id, and the lock that says that this process has it.</summary>
/// <remarks>The kernel lets the lock go when the process ends, so who holds it knows that every earlier process of this
/// directory is gone.</remarks>
internal sealed class NodeHome : IDisposable
{
    private const string FileName = "home.id";
    private const int TextLength = 36;

    private readonly FileStream _file;

    private NodeHome(FileStream file, Guid id) => (_file, Id) = (file, id);

    public Guid Id { get; }

    /// <exception cref="StartException">Another process has the directory.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static NodeHome Take(string directory)
    {
        var path = Path.Combine(directory, FileName);
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException failure) when (File.Exists(path))
        {
            throw new StartException(
                $"Another process holds {path}. Stop it first, or choose another data directory.", failure);
        }

        Span<byte> text = stackalloc byte[TextLength];
        if (file.ReadAtLeast(text, TextLength, throwOnEndOfStream: false) < TextLength
            || !Guid.TryParse(text, out var id))
        {
            id = ClusterMember.NewId();
            _ = id.TryFormat(text, out _);
            file.SetLength(0);
            file.Write(text);
            file.Flush(flushToDisk: true);
        }

        return new NodeHome(file, id);
    }

    public void Dispose() => _file.Dispose();
}
