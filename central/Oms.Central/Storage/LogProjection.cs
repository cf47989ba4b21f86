using System.Data.Common;
using Oms.Actors.Processes;
using Oms.Central.Transparency;
using Oms.Custody;
using Oms.Transparency;

namespace Oms.Central.Storage;

/// <summary>The tiles, entries and checkpoints of the transparency log (C2SP tlog-tiles).</summary>
internal sealed class LogProjection(ITables tables) : TableProjection(tables)
{
    public const string ProjectionName = "log";

    public override string Name => ProjectionName;

    protected override IReadOnlyList<string> Tables => ["log_state", "log_tiles", "log_index", "log_checkpoints"];

    public override bool Listens(string kind) => kind == CustodyLog.Kind;

    protected override async ValueTask ApplyAsync(DbConnection connection, IReadOnlyList<RecordedEvent> events)
    {
        foreach (var happened in events)
        {
            switch (happened.Event)
            {
                case LogEvent.LeavesAppended e:
                    await AppendAsync(connection, e);
                    break;
                case LogEvent.CheckpointSigned e:
                    _ = await connection.RunAsync(
                        """
                        INSERT INTO log_checkpoints VALUES(@size, @root, @note)
                        ON CONFLICT(size) DO UPDATE SET root = excluded.root, note = excluded.note
                        """,
                        ("@size", e.Size),
                        ("@root", e.Root),
                        ("@note", e.Note));
                    break;
                default:
                    break;
            }
        }
    }

    private static async ValueTask AppendAsync(DbConnection connection, LogEvent.LeavesAppended e)
    {
        var log = await TileTable.OpenLogAsync(connection, CancellationToken.None);
        if (log.Size != e.FirstIndex)
        {
            throw new InvalidDataException($"The tiles hold {log.Size} entries; {e.FirstIndex} come before these.");
        }

        _ = await log.AppendAsync([.. e.Entries.Select(entry => (ReadOnlyMemory<byte>)CustodyLog.BytesOf(entry))]);
        await connection.RunEachAsync(
            "INSERT INTO log_index VALUES(@hash, @number) ON CONFLICT DO NOTHING",
            e.Entries.Index().Select(one => new (string, object?)[]
            {
                ("@hash", Digest.Of(CustodyLog.BytesOf(one.Item.GetProperty("leaf"))).ToString()),
                ("@number", e.FirstIndex + one.Index),
            }));
    }
}

/// <summary>Tiles as rows, each in its widest version.</summary>
internal sealed class TileTable(DbConnection connection) : ITileStore
{
    /// <summary>Opens the log as the tables have it.</summary>
    public static async ValueTask<MerkleLog> OpenLogAsync(
        DbConnection connection, CancellationToken cancellationToken)
    {
        var store = new TileTable(connection);
        var (size, root) = await connection.OneAsync(
            "SELECT size, root FROM log_state", row => (row.GetInt64(0), row.GetString(1)));
        return root is not null && Digest.TryParse(root, out var digest)
            ? await MerkleLog.OpenAsync(store, size, digest, cancellationToken)
            : MerkleLog.Create(store);
    }

    public async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(TileId tile, CancellationToken cancellationToken)
    {
        var row = await connection.OneAsync(
            "SELECT width, content FROM log_tiles WHERE level = @level AND number = @number",
            found => (Width: found.GetInt32(0), Content: found.Bytes(1)),
            ("@level", tile.Level),
            ("@number", tile.Index));
        return row.Content is null || row.Width < tile.Width
            ? (ReadOnlyMemory<byte>?)null
            : Narrow(tile, row.Content);
    }

    public async ValueTask WriteAsync(LogAppend append)
    {
        await connection.RunEachAsync(
            """
            INSERT INTO log_tiles VALUES(@level, @number, @width, @content)
            ON CONFLICT(level, number) DO UPDATE SET width = excluded.width, content = excluded.content
            """,
            append.Tiles.Select(tile => new (string, object?)[]
            {
                ("@level", tile.Id.Level),
                ("@number", tile.Id.Index),
                ("@width", tile.Id.Width),
                ("@content", tile.Content.ToArray()),
            }));

        _ = await connection.RunAsync(
            """
            INSERT INTO log_state VALUES(1, @size, @root)
            ON CONFLICT(id) DO UPDATE SET size = excluded.size, root = excluded.root
            """,
            ("@size", append.Size),
            ("@root", append.Root.ToString()));
    }

    private static ReadOnlyMemory<byte> Narrow(TileId tile, byte[] content)
    {
        if (tile.Level != TileId.EntriesLevel)
        {
            return content.AsMemory(0, tile.Width * Digest.Size);
        }

        var end = 0;
        for (var i = 0; i < tile.Width; i++)
        {
            end += sizeof(ushort) + ((content[end] << 8) | content[end + 1]);
        }

        return content.AsMemory(0, end);
    }
}
