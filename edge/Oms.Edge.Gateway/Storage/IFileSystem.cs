namespace Oms.Edge.Gateway.Storage;

/// <summary>The few things that a store asks of a file system; a test puts a failing one in its place.</summary>
/// <remarks>Paths are relative to the data directory, with <c>/</c>. Everything may throw
/// <see cref="IOException"/>.</remarks>
internal interface IFileSystem
{
    /// <summary>Bytes that can still be written.</summary>
    long FreeBytes { get; }

    /// <summary>The names of the files in a folder, in ordinal order; empty when it is not there.</summary>
    IReadOnlyList<string> List(string folder);

    /// <summary>Makes a folder and those above it, durably.</summary>
    void CreateFolder(string folder);

    /// <summary>Opens a file for reading and writing; makes it, empty, when it is not there.</summary>
    IStorageFile Open(string path);

    bool Exists(string path);

    void Delete(string path);

    /// <summary>Puts a file in the place of another, at once.</summary>
    void Replace(string from, string to);

    /// <summary>Makes the names in a folder durable: new files, renamed and deleted ones.</summary>
    void FlushFolder(string folder);
}

/// <summary>An open file.</summary>
internal interface IStorageFile : IDisposable
{
    long Length { get; }

    /// <summary>Reads up to the buffer's length; less only at the end of the file.</summary>
    int Read(Span<byte> buffer, long offset);

    void Write(ReadOnlySpan<byte> octets, long offset);

    void SetLength(long length);

    /// <summary>Returns once everything written is on the device (fdatasync).</summary>
    void Flush();
}
