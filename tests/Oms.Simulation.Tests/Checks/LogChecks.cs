using System.Globalization;
using Oms.Actors;
using Oms.Actors.Journal;
using Oms.Central.Storage;
using Oms.Central.Transparency;
using Oms.Custody;
using Oms.Edge.Gateway.Depot;
using Oms.Transparency;
using static Oms.Simulation.Tests.SimWorld;

namespace Oms.Simulation.Tests.Checks;

/// <summary>The transparency log holds every leaf of every depot once, and never showed another history.</summary>
internal static class LogChecks
{
    public static async Task CheckAsync(
        SimWorld world,
        IReadOnlyList<JournalRecord> centre,
        Dictionary<string, IReadOnlyList<JournalRecord>> depots)
    {
        var codec = new FormCodec<LogEvent>(LogEvents.Forms);
        var log = MerkleLog.Create(new Tiles());
        HashSet<Digest> leaves = [];
        foreach (var record in centre.Where(record =>
            record.Address.Kind == CustodyLog.Kind && !ReservedEvents.IsReserved(record)))
        {
            switch (codec.Read(new EventName(record.EventType, record.EventVersion), record.Payload))
            {
                case LogEvent.LeavesAppended e:
                    Must(e.FirstIndex == log.Size, $"leaves were appended at {e.FirstIndex}; the log had {log.Size}");
                    List<ReadOnlyMemory<byte>> entries = [.. e.Entries.Select(entry => CustodyLog.BytesOf(entry))];
                    foreach (var entry in entries)
                    {
                        Must(
                            LogEntry.TryDecode(entry) is { } signed && leaves.Add(signed.LeafHash),
                            $"the log has an entry twice, or one that is none, behind {e.FirstIndex}");
                    }

                    _ = await log.AppendAsync(entries);
                    break;
                case LogEvent.CheckpointSigned e:
                    world.Published(e.Note);
                    break;
                default:
                    break;
            }
        }

        var expected = depots.Values.SelectMany(records => records)
            .Select(record => CustodySealer.Read(record)!.LeafHash).ToHashSet();
        Must(leaves.SetEquals(expected), $"the log holds {leaves.Count} leaves; the depots made {expected.Count}");
        await CheckCheckpointsAsync(world, log);
    }

    private static async Task CheckCheckpointsAsync(SimWorld world, MerkleLog log)
    {
        var verifier = NoteKey.Parse(world.Centre.Keys.LogVkey);
        var newest = 0L;
        foreach (var text in world.Checkpoints)
        {
            var note = SignedNote.TryParse(text);
            var checkpoint = note is null ? null : Checkpoint.TryParse(note.Text);
            Must(
                checkpoint is not null && note!.Open(verifier) is { Count: 1 },
                $"a checkpoint does not verify: {text}");
            Must(checkpoint!.Size <= log.Size, $"a checkpoint of {checkpoint.Size} was shown; the log has {log.Size}");
            Must(
                await log.RootAtAsync(checkpoint.Size, CancellationToken.None) == checkpoint.Root,
                string.Create(
                    CultureInfo.InvariantCulture, $"the checkpoint of size {checkpoint.Size} shows another history"));
            newest = Math.Max(newest, checkpoint.Size);
        }

        Must(newest == log.Size, $"the newest checkpoint covers {newest} of {log.Size} leaves");
    }

    private sealed class Tiles : ITileStore
    {
        private readonly Dictionary<(int Level, long Index), byte[]> _widest = [];

        public ValueTask<ReadOnlyMemory<byte>?> ReadAsync(TileId tile, CancellationToken cancellationToken) =>
            ValueTask.FromResult<ReadOnlyMemory<byte>?>(
                tile.Level != TileId.EntriesLevel && _widest.TryGetValue((tile.Level, tile.Index), out var content)
                    && content.Length >= tile.Width * Digest.Size
                    ? content.AsMemory(0, tile.Width * Digest.Size)
                    : null);

        public ValueTask WriteAsync(LogAppend append)
        {
            foreach (var tile in append.Tiles)
            {
                _widest[(tile.Id.Level, tile.Id.Index)] = tile.Content.ToArray();
            }

            return ValueTask.CompletedTask;
        }
    }
}
