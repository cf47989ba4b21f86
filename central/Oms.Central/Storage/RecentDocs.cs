namespace Oms.Central.Storage;

/// <summary>The states of the documents that were written last: what changes again within seconds is not read anew for
/// each event.</summary>
/// <remarks>A state is only taken for a document that is, byte for byte, the one that it was written as.</remarks>
/// <threadsafety>Any thread may call any member.</threadsafety>
internal sealed class RecentDocs<TState>
{
    /// <summary>The most that is kept, in bytes of documents; what was written longest ago leaves.</summary>
    public const int BytesMax = 8 << 20;

    /// <summary>Smaller ones are read in less time than is worth the memory.</summary>
    public const int BytesMin = 1 << 10;

    private readonly Lock _gate = new();
    private readonly LinkedList<Kept> _oldestFirst = new();
    private readonly Dictionary<string, LinkedListNode<Kept>> _kept = new(StringComparer.Ordinal);
    private long _bytes;

    public TState? Find(string id, byte[] doc)
    {
        Kept kept;
        lock (_gate)
        {
            if (!_kept.TryGetValue(id, out var node))
            {
                return default;
            }

            kept = node.Value;
        }

        return kept.Doc.AsSpan().SequenceEqual(doc) ? kept.State : default;
    }

    public void Keep(string id, byte[] doc, TState state)
    {
        lock (_gate)
        {
            Forget(id);
            if (doc.Length is < BytesMin or > BytesMax)
            {
                return;
            }

            while (_bytes + doc.Length > BytesMax)
            {
                Forget(_oldestFirst.First!.Value.Id);
            }

            _kept.Add(id, _oldestFirst.AddLast(new Kept(id, doc, state)));
            _bytes += doc.Length;
        }
    }

    private void Forget(string id)
    {
        if (_kept.Remove(id, out var gone))
        {
            _oldestFirst.Remove(gone);
            _bytes -= gone.Value.Doc.Length;
        }
    }

    private sealed record Kept(string Id, byte[] Doc, TState State);
}
