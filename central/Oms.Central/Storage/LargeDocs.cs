namespace Oms.Central.Storage;

/// <summary>The states of a few large documents that were written last: a hot entity's is not read anew for each
/// event.</summary>
/// <remarks>A state is only taken for a document that is, byte for byte, the one that it was written as.</remarks>
/// <threadsafety>Any thread may call any member.</threadsafety>
internal sealed class LargeDocs<TState>
{
    /// <summary>Documents that are kept; the one that was written longest ago leaves.</summary>
    public const int DocsMax = 8;

    /// <summary>Smaller ones are read in less time than is worth the memory.</summary>
    public const int BytesMin = 16 << 10;

    private readonly Lock _gate = new();
    private readonly List<(string Id, byte[] Doc, TState State)> _kept = [];

    public TState? Find(string id, byte[] doc)
    {
        lock (_gate)
        {
            var at = _kept.FindIndex(one => one.Id == id);
            return at >= 0 && _kept[at].Doc.AsSpan().SequenceEqual(doc) ? _kept[at].State : default;
        }
    }

    public void Keep(string id, byte[] doc, TState state)
    {
        lock (_gate)
        {
            _ = _kept.RemoveAll(one => one.Id == id);
            if (doc.Length >= BytesMin)
            {
                if (_kept.Count == DocsMax)
                {
                    _kept.RemoveAt(0);
                }

                _kept.Add((id, doc, state));
            }
        }
    }
}
