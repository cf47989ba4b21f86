using System.Diagnostics;
using Oms.Actors;
using Oms.Actors.Journal;
using Oms.Central.Hosting;
using Oms.Central.Storage;
using Oms.Central.Transparency;
using Oms.Custody;
using Oms.Json;
using Oms.Transparency;

namespace Oms.Central.Operations;

/// <summary>How far a chain is in the transparency log.</summary>
/// <param name="Count">Its entries in the log.</param>
/// <param name="Digest">Over all of them, in order (<see cref="Add"/>).</param>
internal readonly record struct ChainDigest(long Count, Digest Digest)
{
    public ChainDigest Add(ReadOnlySpan<byte> entry) => new(Count + 1, MerkleHash.Node(Digest, MerkleHash.Leaf(entry)));
}

/// <summary>Builds the transparency log again from its events, and compares every checkpoint with it.</summary>
internal sealed class LogCheck(CentralNode node, FaultList faults)
{
    private readonly Dictionary<string, ChainDigest> _chains = new(StringComparer.Ordinal);
    private CustodyLog _log = CustodyLog.Initial;

    /// <summary>What the log holds of each chain, by source.</summary>
    public IReadOnlyDictionary<string, ChainDigest> Chains => _chains;

    public long Entries => _log.Size;

    public long Checkpoints { get; private set; }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var tiles = await TilesNowAsync();
        var address = CentralNode.Address(CustodyLog.Kind, CustodyLog.Id);
        var (after, last) = (0L, "the transparency log");
        IReadOnlyList<JournalRecord> records;
        do
        {
            records = await node.Journal.ReadEntityAsync(
                address, after, JournalCheck.RecordsAtOnce, cancellationToken);
            foreach (var record in records.Where(record => !ReservedEvents.IsReserved(record)))
            {
                last = ShardCheck.PlaceOf(record);
                try
                {
                    Take(last, (LogEvent)JournalCheck.Read(record));
                }
                catch (Exception failure) when (
                    failure is InvalidDataException or UnreachableException or JsonFaultException)
                {
                    // Nothing after it can be compared; the walk over the shard names it too.
                    faults.Add(last, failure.Message);
                    return;
                }

                if (tiles.Root is { } root && tiles.Size == _log.Size && root != _log.Root().ToString())
                {
                    faults.Add("the tiles in views.db", $"Their root over {tiles.Size} entries is not the log's.");
                    tiles = default;
                }
            }

            after += records.Count;
        }
        while (records.Count == JournalCheck.RecordsAtOnce);

        if (tiles.Size > _log.Size)
        {
            faults.Add("the tiles in views.db", $"They hold {tiles.Size} entries; the log has {_log.Size}.");
        }
    }

    private void Take(string place, LogEvent happened)
    {
        if (happened is LogEvent.LeavesAppended appended)
        {
            if (appended.FirstIndex != _log.Size)
            {
                faults.Add(place, $"Its first entry says {appended.FirstIndex}; the log has {_log.Size} by then.");
            }

            var chain = _chains.GetValueOrDefault(appended.Source);
            if (appended.From != chain.Count + 1)
            {
                faults.Add(place, $"It begins with {appended.From} of {appended.Source}; {chain.Count + 1} is next.");
            }

            foreach (var entry in appended.Entries)
            {
                chain = chain.Add(CustodyLog.BytesOf(entry));
            }

            _chains[appended.Source] = chain;
        }

        _log = CustodyLog.Evolve(_log, happened);
        if (happened is LogEvent.CheckpointSigned signed)
        {
            Checkpoints++;
            if (FaultOf(signed) is { } fault)
            {
                faults.Add(place, fault);
            }
        }
    }

    private string? FaultOf(LogEvent.CheckpointSigned signed)
    {
        var root = _log.Root();
        return signed.Size != _log.Size ? $"The checkpoint is of {signed.Size} entries; the log has {_log.Size}."
            : signed.Root != root.ToString() ? $"The checkpoint's root is {signed.Root}; the entries give {root}."
            : SignedNote.TryParse(signed.Note) is not { } note
                || note.Text != new Checkpoint(node.Keys.Origin, signed.Size, root).ToText()
                ? "The signed note does not say what the checkpoint says."
            : note.Open(NoteKey.Parse(node.Keys.LogVkey)) is null ? "The checkpoint is not signed with the log's key."
            : null;
    }

    /// <summary>What the read model held before the log was read.</summary>
    private async Task<(long Size, string? Root)> TilesNowAsync()
    {
        await using var reader = await node.Model.OpenReaderAsync(CancellationToken.None);
        return await reader.OneAsync(
            "SELECT size, root FROM log_state", row => (row.GetInt64(0), (string?)row.GetString(1)));
    }
}
