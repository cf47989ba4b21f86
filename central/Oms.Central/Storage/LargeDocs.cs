namespace Oms.Central.Storage;

/// <summary>The states of large documents that were written last: a hot entity's is not read anew for each
/// event.</summary>
/// <remarks>A state is only taken for a document that is, byte for byte, the one that it was written as.</remarks>
/// <threadsafety>Any thread may call any member.</threadsafety>
internal sealed class LargeDocs<TState>
{
    /// <summary>The most that is kept, in bytes of documents; what was written longest ago leaves.</summary>
    public const int BytesMax = 8 << 20;

    /// <summary>Smaller ones are read in less time than is worth the memory.</summary>
    public const int BytesMin = 16 << 10;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, (byte[] Doc, TState State, long Turn)> _kept = new(StringComparer.Ordinal);
    private long _turn;
    private long _bytes;

    public TState? Find(string id, byte[] doc)
    {
        lock (_gate)
        {
            return _kept.TryGetValue(id, out var kept) && kept.Doc.AsSpan().SequenceEqual(doc) ? kept.State : default;
        }
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
                Forget(_kept.MinBy(one => one.Value.Turn).Key);
            }

            _kept.Add(id, (doc, state, ++_turn));
            _bytes += doc.Length;
        }
    }

    private void Forget(string id)
    {
        if (_kept.Remove(id, out var gone))
        {
            _bytes -= gone.Doc.Length;
        }
    }
}
