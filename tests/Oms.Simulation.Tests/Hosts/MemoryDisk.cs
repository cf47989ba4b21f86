using Oms.Edge.Gateway.Storage;

namespace Oms.Simulation.Tests.Hosts;

/// <summary>A disk that outlives its processes, and forgets what was not flushed when power is cut.</summary>
internal sealed class MemoryDisk(Random random)
{
    /// <summary>What the product says of a flush that this disk refused.</summary>
    public const string FlushFault = "The disk could not flush.";

    /// <summary>What a process that was killed may still say.</summary>
    public const string KilledFault = "The process was killed.";

    private SortedDictionary<string, Content> _names = new(StringComparer.Ordinal);
    private SortedDictionary<string, Content> _durableNames = new(StringComparer.Ordinal);

    /// <summary>The disk as one process has it.</summary>
    /// <param name="isDead">Whether that process was killed: nothing of it reaches the disk any more.</param>
    /// <param name="flushFails">Asked before each flush.</param>
    public IFileSystem Mount(Func<bool> isDead, Func<bool> flushFails) => new Session(this, isDead, flushFails);

    /// <summary>Forgets what was not flushed, or a part of it.</summary>
    public void CutPower()
    {
        // Each folder's names are as they were flushed, or as they are: a file system may write them at any time.
        if (random.Next(2) == 0)
        {
            _names = new SortedDictionary<string, Content>(_durableNames, StringComparer.Ordinal);
        }

        foreach (var content in _names.Values.Distinct())
        {
            content.LosePending(random);
        }

        _durableNames = new SortedDictionary<string, Content>(_names, StringComparer.Ordinal);
    }

    private sealed class Session(MemoryDisk disk, Func<bool> isDead, Func<bool> flushFails) : IFileSystem
    {
        public long FreeBytes => 1L << 40;

        public IReadOnlyList<string> List(string folder)
        {
            Check();
            return [.. disk._names.Keys
                .Where(path => path.StartsWith(folder + "/", StringComparison.Ordinal))
                .Select(path => path[(folder.Length + 1)..])
                .Where(name => !name.Contains('/', StringComparison.Ordinal))];
        }

        public void CreateFolder(string folder) => Check();

        public IStorageFile Open(string path)
        {
            Check();
            if (!disk._names.TryGetValue(path, out var content))
            {
                disk._names[path] = content = new Content();
            }

            return new OpenFile(this, content);
        }

        public bool Exists(string path)
        {
            Check();
            return disk._names.ContainsKey(path);
        }

        public void Delete(string path)
        {
            Check();
            _ = disk._names.Remove(path);
        }

        public void Replace(string from, string to)
        {
            Check();
            disk._names[to] = disk._names[from];
            _ = disk._names.Remove(from);
        }

        public void FlushFolder(string folder)
        {
            Check();
            Fail();
            foreach (var path in disk._durableNames.Keys.Concat(disk._names.Keys).ToList())
            {
                if (path.StartsWith(folder + "/", StringComparison.Ordinal))
                {
                    if (disk._names.TryGetValue(path, out var content))
                    {
                        disk._durableNames[path] = content;
                    }
                    else
                    {
                        _ = disk._durableNames.Remove(path);
                    }
                }
            }
        }

        public void Check()
        {
            if (isDead())
            {
                throw new IOException(KilledFault);
            }
        }

        public void Fail()
        {
            if (flushFails())
            {
                throw new IOException(FlushFault);
            }
        }
    }

    private sealed class OpenFile(Session session, Content content) : IStorageFile
    {
        public long Length
        {
            get
            {
                session.Check();
                return content.Length;
            }
        }

        public int Read(Span<byte> buffer, long offset)
        {
            session.Check();
            return content.Read(buffer, offset);
        }

        public void Write(ReadOnlySpan<byte> octets, long offset)
        {
            session.Check();
            content.Write(octets, offset);
        }

        public void SetLength(long length)
        {
            session.Check();
            content.SetLength((int)length);
        }

        public void Flush()
        {
            session.Check();
            session.Fail();
            content.Flush();
        }

        public void Dispose()
        {
            // The content belongs to the disk.
        }
    }

    /// <summary>A file: what a reader sees, and what would be left after a power cut.</summary>
    private sealed class Content
    {
        private readonly List<Action<Content>> _pending = [];
        private byte[] _octets = [];
        private byte[] _durable = [];
        private int _durableLength;

        public int Length { get; private set; }

        public int Read(Span<byte> buffer, long offset)
        {
            var count = (int)Math.Clamp(Length - offset, 0, buffer.Length);
            _octets.AsSpan((int)Math.Min(offset, Length), count).CopyTo(buffer);
            return count;
        }

        public void Write(ReadOnlySpan<byte> octets, long offset)
        {
            var (copy, at) = (octets.ToArray(), (int)offset);
            Length = Put(ref _octets, Length, copy, at);
            _pending.Add(it => it._durableLength = Put(ref it._durable, it._durableLength, copy, at));
        }

        public void SetLength(int length)
        {
            Length = Cut(ref _octets, Length, length);
            _pending.Add(it => it._durableLength = Cut(ref it._durable, it._durableLength, length));
        }

        public void Flush()
        {
            _pending.ForEach(change => change(this));
            _pending.Clear();
        }

        public void LosePending(Random random)
        {
            foreach (var change in _pending.Take(random.Next(_pending.Count + 1)))
            {
                change(this);
            }

            _pending.Clear();
            (_octets, Length) = (_durable.ToArray(), _durableLength);
        }

        private static int Put(ref byte[] octets, int length, byte[] added, int at)
        {
            var end = Math.Max(length, at + added.Length);
            if (end > octets.Length)
            {
                Array.Resize(ref octets, Math.Max(end, octets.Length * 2));
            }

            added.CopyTo(octets, at);
            return end;
        }

        private static int Cut(ref byte[] octets, int length, int wanted)
        {
            if (wanted > octets.Length)
            {
                Array.Resize(ref octets, wanted);
            }

            octets.AsSpan(Math.Min(wanted, length)).Clear();
            return wanted;
        }
    }
}
