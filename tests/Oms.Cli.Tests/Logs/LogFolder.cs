using System.Globalization;
using System.Text;
using Oms.Custody;
using Oms.Transparency;

namespace Oms.Cli.Tests.Logs;

/// <summary>A log as files, as C2SP tlog-tiles lays it out.</summary>
internal sealed class LogFolder : ITileStore, IDisposable
{
    private readonly DeviceKey _key = DeviceKey.Create();
    private readonly EcdsaNoteSigner _signer;

    private LogFolder() => _signer = new EcdsaNoteSigner("oms.example/log", _key);

    public string Root { get; } = Directory.CreateTempSubdirectory("oms-log-").FullName;

    public string Vkey => _signer.Verifier.ToVkey();

    /// <summary>A log of so many entries, appended in parts, so that narrower versions of tiles are there
    /// too.</summary>
    public static async Task<LogFolder> CreateAsync(params int[] parts)
    {
        var folder = new LogFolder();
        var log = MerkleLog.Create(folder);
        foreach (var part in parts)
        {
            _ = await log.AppendAsync([.. Enumerable.Range((int)log.Size, part).Select(i =>
                (ReadOnlyMemory<byte>)EntryOf(i))]);
        }

        folder.Sign(log.Size, log.Root);
        folder.Log = log;
        return folder;
    }

    public MerkleLog Log { get; private set; } = null!;

    public static byte[] EntryOf(int index) =>
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"entry {index}"));

    public SignedNote Sign(long size, Digest root)
    {
        var note = SignedNote.Sign(new Checkpoint("oms.example/log", size, root).ToText(), _signer);
        File.WriteAllText(At("checkpoint"), note.ToString());
        return note;
    }

    public string At(string path) => Path.Combine(Root, path);

    public void Change(string path, int at)
    {
        var octets = File.ReadAllBytes(At(path));
        octets[at] ^= 1;
        File.WriteAllBytes(At(path), octets);
    }

    public async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(TileId tile, CancellationToken cancellationToken) =>
        File.Exists(At(tile.ToPath())) ? await File.ReadAllBytesAsync(At(tile.ToPath()), cancellationToken) : null;

    public async ValueTask WriteAsync(LogAppend append)
    {
        foreach (var tile in append.Tiles)
        {
            var path = At(tile.Id.ToPath());
            _ = Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllBytesAsync(path, tile.Content);
        }
    }

    public void Dispose()
    {
        _key.Dispose();
        Directory.Delete(Root, recursive: true);
    }
}
