using Oms.Edge.Gateway.Storage;

namespace Oms.Edge.Gateway.Tests.Support;

/// <summary>
/// A file system in memory that can fail at any call, and of which only what was flushed survives a power cut.
/// </summary>
internal sealed class FaultyFiles : IFileSystem
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Node> _files = new(StringComparer.Ordinal);
    private readonly HashSet<string> _durableNames = new(StringComparer.Ordinal);
    private int _calls;

    /// <summary>The number of the call that fails, from 1; 0 for none.</summary>
    public int FailsAt { get; set; }

    /// <summary>Whether every write and flush fails: a full disk.</summary>
    public bool IsFull { get; set; }

    /// <summary>Called before each flush, on its thread: a slow device.</summary>
    public Action BeforeFlush { get; set; } = () => { };

    public int Calls => _calls;

    public long FreeBytes => IsFull ? 0 : long.MaxValue;

    public IReadOnlyList<string> List(string folder)
    {
        lock (_gate)
        {
            return
            [
                .. _files.Keys.Where(path => path.StartsWith(folder + "/", StringComparison.Ordinal))
                    .Select(path => path[(folder.Length + 1)..]).Order(StringComparer.Ordinal),
            ];
        }
    }

    public void CreateFolder(string folder)
    {
    }

    public IStorageFile Open(string path)
    {
        lock (_gate)
        {
            Step(writes: false);
            if (!_files.TryGetValue(path, out var node))
            {
                _files[path] = node = new Node();
            }

            return new Handle(this, node);
        }
    }

    public bool Exists(string path)
    {
        lock (_gate)
        {
            return _files.ContainsKey(path);
        }
    }

    public void Delete(string path)
    {
        lock (_gate)
        {
            Step(writes: true);
            _ = _files.Remove(path);
        }
    }

    public void Replace(string from, string to)
    {
        lock (_gate)
        {
            Step(writes: true);
            _ = _files.Remove(from, out var node);
            _files[to] = node!;
        }
    }

    public void FlushFolder(string folder)
    {
        lock (_gate)
        {
            Step(writes: true);
            _durableNames.RemoveWhere(path => path.StartsWith(folder + "/", StringComparison.Ordinal));
            _durableNames.UnionWith(_files.Keys.Where(path => path.StartsWith(folder + "/", StringComparison.Ordinal)));
        }
    }

    /// <summary>The power goes: unflushed bytes tear at a random place, unflushed names go.</summary>
    public void CutPower(Random random)
    {
        lock (_gate)
        {
            FailsAt = 0;
            foreach (var path in _files.Keys.Where(path => !_durableNames.Contains(path)).ToList())
            {
                _ = _files.Remove(path);
            }

            foreach (var node in _files.Values)
            {
                node.Tear(random);
            }
        }
    }

    private void Step(bool writes)
    {
        if (++_calls == FailsAt || (writes && IsFull))
        {
            throw new IOException("No space left on device.");
        }
    }

    private sealed class Node
    {
        public byte[] Bytes { get; set; } = [];

        public byte[] Durable { get; set; } = [];

        public void Tear(Random random)
        {
            // What was written after the flush is there up to some byte, and may be rubbish from another one on.
            var keep = random.Next(Durable.Length, Math.Max(Durable.Length, Bytes.Length) + 1);
            var torn = Bytes.Length >= keep ? Bytes[..keep] : [.. Durable];
            for (var at = Durable.Length; at < torn.Length; at++)
            {
                torn[at] = random.Next(4) == 0 ? (byte)random.Next(256) : torn[at];
            }

            Bytes = torn.Length >= Durable.Length ? [.. Durable, .. torn[Durable.Length..]] : [.. Durable];
            Durable = [.. Bytes];
        }
    }

    private sealed class Handle(FaultyFiles owner, Node node) : IStorageFile
    {
        public long Length => node.Bytes.Length;

        public int Read(Span<byte> buffer, long offset)
        {
            lock (owner._gate)
            {
                var count = (int)Math.Clamp(node.Bytes.Length - offset, 0, buffer.Length);
                node.Bytes.AsSpan((int)Math.Min(offset, node.Bytes.Length), count).CopyTo(buffer);
                return count;
            }
        }

        public void Write(ReadOnlySpan<byte> octets, long offset)
        {
            lock (owner._gate)
            {
                // A failing write may have written a part.
                var failed = false;
                try
                {
                    owner.Step(writes: true);
                }
                catch (IOException)
                {
                    failed = true;
                    octets = octets[..(octets.Length / 2)];
                }

                var bytes = new byte[Math.Max(node.Bytes.Length, (int)offset + octets.Length)];
                node.Bytes.CopyTo(bytes, 0);
                octets.CopyTo(bytes.AsSpan((int)offset));
                node.Bytes = bytes;
                if (failed)
                {
                    throw new IOException("No space left on device.");
                }
            }
        }

        public void SetLength(long length)
        {
            lock (owner._gate)
            {
                owner.Step(writes: true);
                var bytes = new byte[length];
                node.Bytes.AsSpan(0, (int)Math.Min(length, node.Bytes.Length)).CopyTo(bytes);
                node.Bytes = bytes;
            }
        }

        public void Flush()
        {
            owner.BeforeFlush();
            lock (owner._gate)
            {
                owner.Step(writes: true);
                node.Durable = [.. node.Bytes];
            }
        }

        public void Dispose()
        {
        }
    }
}
