using Oms.Custody;
using Oms.Transparency;
using Oms.Transparency.Tests.Merkle;

namespace Oms.Edge.Gateway.Tests.Support;

/// <summary>The centre's transparency log, which a test may fork or cut.</summary>
internal sealed class LogDouble : IDisposable
{
    private const string Origin = "centre.example/log";
    private readonly DeviceKey _key = DeviceKey.Create();
    private readonly EcdsaNoteSigner _signer;
    private readonly Lock _gate = new();
    private readonly List<byte[]> _entries = [];

    public LogDouble() => _signer = new EcdsaNoteSigner(Origin, _key);

    public string Vkey => _signer.Verifier.ToVkey();

    /// <summary>Every cosignature that was taken, by the size of its checkpoint.</summary>
    public List<(long Size, SignedNote Note)> Cosigned { get; } = [];

    /// <summary>The key that each of them names; null for the enrolled one.</summary>
    public List<string?> CosignedBy { get; } = [];

    public void Append(SignedRecord record)
    {
        lock (_gate)
        {
            _entries.Add(LogEntry.Encode(record));
        }
    }

    /// <summary>Keeps the first entries, and goes on with others up to a size.</summary>
    public void Fork(int keep, int size)
    {
        lock (_gate)
        {
            _entries.RemoveRange(keep, _entries.Count - keep);
            while (_entries.Count < size)
            {
                _entries.Add(System.Text.Encoding.UTF8.GetBytes($"forged {_entries.Count}"));
            }
        }
    }

    public async Task<SignedNote> CheckpointAsync() => Sign((await OpenAsync()).Log);

    public async Task<string> OfferAsync(long oldSize)
    {
        var (log, _) = await OpenAsync();
        var proof = oldSize > 0 && oldSize < log.Size
            ? await log.ProveConsistencyAsync(oldSize, log.Size, CancellationToken.None)
            : [];
        return new WitnessRequest(oldSize, proof, Sign(log)).ToString();
    }

    public async Task<ReadOnlyMemory<byte>?> TileAsync(string path)
    {
        var (_, store) = await OpenAsync();
        return TileId.TryParse(path, out var tile) ? await store.ReadAsync(tile, CancellationToken.None) : null;
    }

    public void Dispose() => _key.Dispose();

    private async Task<(MerkleLog Log, MemoryTileStore Store)> OpenAsync()
    {
        var store = new MemoryTileStore();
        var log = MerkleLog.Create(store);
        ReadOnlyMemory<byte>[] entries;
        lock (_gate)
        {
            entries = [.. _entries];
        }

        if (entries.Length > 0)
        {
            _ = await log.AppendAsync(entries);
        }

        return (log, store);
    }

    private SignedNote Sign(MerkleLog log) =>
        SignedNote.Sign(new Checkpoint(Origin, log.Size, log.Root).ToText(), _signer);
}
