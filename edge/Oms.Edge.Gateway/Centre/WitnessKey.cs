using System.Security.Cryptography;
using NodaTime;
using Oms.Custody;
using Oms.Edge.Gateway.Platform;
using Oms.Edge.Gateway.Storage;
using Oms.Transparency;

namespace Oms.Edge.Gateway.Centre;

/// <summary>The gateway's key as a witness that says the time: Ed25519, as C2SP tlog-cosignature has it.</summary>
/// <remarks>
/// It is made at the first cosignature and stands beside the last checkpoint, in a folder that only the gateway may
/// read. Without it, or where nothing set the clock, the gateway cosigns with its own key and says no time.
/// </remarks>
internal sealed class WitnessKey(string name, IFileSystem files, IDeviceClock clock) : IDisposable
{
    private const string Folder = "witness";
    private const string KeyFile = "witness/key";
    private const int SeedBytes = 32;

    private CosignatureSigner? _signer;

    /// <summary>The signer; null where a time would be no evidence, or the system has no Ed25519.</summary>
    /// <exception cref="IOException">The key cannot be kept.</exception>
    public CosignatureSigner? Signer
    {
        get
        {
            if (clock.Quality is not (ClockQuality.Rtc or ClockQuality.Ntp or ClockQuality.Gps))
            {
                return null;
            }

            try
            {
                return _signer ??= new CosignatureSigner(name, Seed(), new WallClock(clock));
            }
            catch (PlatformNotSupportedException)
            {
                return null;
            }
        }
    }

    public void Dispose() => _signer?.Dispose();

    private byte[] Seed()
    {
        var seed = new byte[SeedBytes];
        if (files.Exists(KeyFile))
        {
            using var known = files.Open(KeyFile);
            if (known.Length == SeedBytes && known.Read(seed, 0) == SeedBytes)
            {
                return seed;
            }
        }

        // One that is damaged is replaced: a witness may change its key, its name stays.
        RandomNumberGenerator.Fill(seed);
        files.CreateFolder(Folder);
        using (var draft = files.Open(KeyFile + ".new"))
        {
            draft.SetLength(0);
            draft.Write(seed, 0);
            draft.Flush();
        }

        files.Replace(KeyFile + ".new", KeyFile);
        files.FlushFolder(Folder);
        return seed;
    }

    private sealed class WallClock(IDeviceClock clock) : IClock
    {
        public Instant GetCurrentInstant() => clock.Wall;
    }
}
