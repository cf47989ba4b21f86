using System.Globalization;
using System.Net;
using System.Text;
using NodaTime;
using Oms.Custody.CheckOuts;
using Oms.Transparency;
using Xunit;

namespace Oms.Central.Tests.Transparency;

/// <summary>What a stranger can check of the log with nothing but its URL and its key.</summary>
public sealed class LogTests : IAsyncLifetime
{
    private static readonly Instant At = Instant.FromUtc(2026, 11, 21, 17, 0);
    private CentralServer _server = null!;
    private Gateway _gateway = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await CentralServer.StartAsync();
        _gateway = new Gateway(_server);
        Assert.Equal(HttpStatusCode.OK, (await _gateway.EnrolAsync()).Status);
    }

    public async ValueTask DisposeAsync()
    {
        _gateway.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Every_record_is_proven_to_be_in_the_log_by_its_tiles_and_signed_checkpoint()
    {
        // More than one tile: 256 hashes fill the first.
        Arrive(300);
        _ = await _gateway.SendAsync();
        var checkpoint = await CheckpointAsync(_gateway.Records.Count);
        var log = await MerkleLog.OpenAsync(new HttpTiles(_server), checkpoint.Size, checkpoint.Root, Cancelled);

        for (var index = 0; index < log.Size; index++)
        {
            var leaf = MerkleHash.Leaf(LogEntry.Encode(_gateway.Records[index]));
            var proof = await log.ProveInclusionAsync(index, log.Size, Cancelled);
            Assert.True(MerkleProof.VerifyInclusion(index, log.Size, leaf, proof, checkpoint.Root), $"{index}");
        }

        var entries = await log.ReadEntriesAsync(0, (int)log.Size, Cancelled);
        Assert.Equal(
            _gateway.Records.Select(record => Convert.ToHexString(LogEntry.Encode(record))),
            entries.Select(entry => Convert.ToHexString(entry.Span)));
        var forged = MerkleHash.Leaf("another record"u8);
        Assert.False(MerkleProof.VerifyInclusion(
            7, log.Size, forged, await log.ProveInclusionAsync(7, log.Size, Cancelled), checkpoint.Root));
    }

    [Fact]
    public async Task A_later_checkpoint_is_proven_to_hold_the_earlier_one_unchanged()
    {
        Arrive(3);
        _ = await _gateway.SendAsync();
        var earlier = await CheckpointAsync(4);
        Arrive(5);
        _ = await _gateway.SendAsync(from: 5);
        var later = await CheckpointAsync(9);

        var log = await MerkleLog.OpenAsync(new HttpTiles(_server), later.Size, later.Root, Cancelled);
        var proof = await log.ProveConsistencyAsync(earlier.Size, later.Size, Cancelled);

        Assert.True(MerkleProof.VerifyConsistency(earlier.Size, later.Size, proof, earlier.Root, later.Root));
        Assert.False(MerkleProof.VerifyConsistency(earlier.Size, later.Size, proof, later.Root, later.Root));
    }

    [Theory]
    [InlineData("/log/tile/0/001")]
    [InlineData("/log/tile/entries/000.p/200")]
    [InlineData("/log/tile/9/000")]
    [InlineData("/log/tile/0/0")]
    public async Task A_tile_that_the_log_does_not_have_is_not_found(string path)
    {
        Arrive(3);
        _ = await _gateway.SendAsync();
        _ = await CheckpointAsync(4);

        Assert.Equal(HttpStatusCode.NotFound, (await _server.GetAsync(path)).Status);
    }

    private void Arrive(int count)
    {
        for (var i = 0; i < count; i++)
        {
            _gateway.Write(
                $"co-{_gateway.Records.Count}",
                new CheckOutEvent.Arrived(Gateway.Depot, "T-12", "D-3", null, null, null, At));
        }
    }

    /// <summary>Waits for a checkpoint of a size, and verifies it with the key that the centre names.</summary>
    private async Task<Checkpoint> CheckpointAsync(long size)
    {
        var key = (await _server.GetAsync("/trust")).Json.GetProperty("log_key").GetString()!;
        using var guard = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            var read = await _server.GetAsync("/log/checkpoint");
            if (read.Status == HttpStatusCode.OK)
            {
                var note = SignedNote.TryParse(Encoding.UTF8.GetString(read.Body));
                Assert.Single(note!.Open(NoteKey.Parse(key))!);
                var checkpoint = Checkpoint.TryParse(note.Text)!;
                if (checkpoint.Size == size)
                {
                    return checkpoint;
                }
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, guard.Token);
        }
    }

    /// <summary>The tiles as the API serves them to anybody.</summary>
    private sealed class HttpTiles(CentralServer server) : ITileStore
    {
        public async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(TileId tile, CancellationToken cancellationToken)
        {
            var read = await server.GetAsync(string.Create(CultureInfo.InvariantCulture, $"/log/{tile.ToPath()}"));
            return read.Status == HttpStatusCode.OK ? read.Body : null;
        }

        public ValueTask WriteAsync(LogAppend append) => throw new NotSupportedException();
    }
}
