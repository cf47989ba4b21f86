using System.Globalization;
using Oms.Custody;

namespace Oms.Edge.Gateway.Depot;

/// <summary>The gateway's keys while one takes the other's place: what signs records, and what signs
/// requests.</summary>
/// <remarks>
/// Files in the data directory: <c>device.key</c> signs; <c>device.key.next</c> is made before the record that names
/// it; <c>device.key.until-N</c> is the former one, which signs requests until the centre has record N, that names the
/// new one. Which key signs the next record is said by the depot log alone, so a power cut at any step loses nothing.
/// </remarks>
/// <threadsafety>Any thread may call any member.</threadsafety>
internal sealed class DeviceKeyRing : IDisposable
{
    private const string CurrentFile = "device.key";
    private const string NextFile = "device.key.next";
    private const string FormerPrefix = "device.key.until-";

    private readonly Lock _turn = new();
    private readonly string? _folder;

    // Keys that are in no place any more: somebody may be signing with one.
    private readonly List<DeviceKey> _gone = [];
    private DeviceKey _current;
    private DeviceKey? _next;
    private DeviceKey? _former;
    private long _formerUntil;
    private bool _prefersFormer;

    private DeviceKeyRing(string? folder, DeviceKey current) => (_folder, _current) = (folder, current);

    /// <summary>The key that signs records.</summary>
    public DeviceKey Signing
    {
        get
        {
            lock (_turn)
            {
                return _current;
            }
        }
    }

    /// <summary>The key that signs requests: the one that the centre knows.</summary>
    public DeviceKey Requests
    {
        get
        {
            lock (_turn)
            {
                return _former is { } former && _prefersFormer ? former : _current;
            }
        }
    }

    /// <summary>The key that is to take over; null for none.</summary>
    public DeviceKey? Next
    {
        get
        {
            lock (_turn)
            {
                return _next;
            }
        }
    }

    /// <summary>Whether the centre may still know the former key alone: until then there is no further one.</summary>
    public bool IsChanging
    {
        get
        {
            lock (_turn)
            {
                return _former is not null;
            }
        }
    }

    /// <summary>A ring of one key, without files.</summary>
    public static DeviceKeyRing Of(DeviceKey key) => new(null, key);

    /// <summary>Reads the keys of a data directory; makes the first one where there is none.</summary>
    /// <exception cref="KeyFileException">A file cannot be used.</exception>
    public static DeviceKeyRing Open(string folder)
    {
        var (current, next) = (Path.Combine(folder, CurrentFile), Path.Combine(folder, NextFile));
        if (!File.Exists(current) && File.Exists(next))
        {
            // The power went between the two renames.
            File.Move(next, current);
        }

        if (!File.Exists(current))
        {
            using var made = DeviceKey.Create();
            made.Save(current);
        }

        var ring = new DeviceKeyRing(folder, DeviceKey.Load(current));
        ring._next = File.Exists(next) ? DeviceKey.Load(next) : null;
        foreach (var file in Directory.EnumerateFiles(folder, FormerPrefix + "*"))
        {
            if (long.TryParse(
                Path.GetFileName(file).AsSpan(FormerPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture,
                out var until))
            {
                (ring._former, ring._formerUntil, ring._prefersFormer) = (DeviceKey.Load(file), until, true);
            }
        }

        return ring;
    }

    /// <summary>A key that is to take over, durable; the same one until it has.</summary>
    /// <exception cref="KeyFileException">It cannot be stored.</exception>
    public DeviceKey Prepare()
    {
        lock (_turn)
        {
            if (_next is null)
            {
                var made = DeviceKey.Create();
                if (_folder is not null)
                {
                    made.Save(Path.Combine(_folder, NextFile));
                }

                _next = made;
            }

            return _next;
        }
    }

    /// <summary>The key of the ring with a public key; null for none.</summary>
    public DeviceKey? Find(ReadOnlySpan<byte> spki)
    {
        lock (_turn)
        {
            foreach (var key in new[] { _current, _next, _former })
            {
                if (key is not null && key.PublicKey.Spki.SequenceEqual(spki))
                {
                    return key;
                }
            }

            return null;
        }
    }

    /// <summary>The depot log holds the record that names a key: it signs from now on.</summary>
    /// <param name="key">A key of the ring.</param>
    /// <param name="until">That record's number; until the centre has it the former key signs requests.</param>
    /// <exception cref="IOException">The files cannot be renamed; the next start does it.</exception>
    public void Promote(DeviceKey key, long until)
    {
        lock (_turn)
        {
            if (key == _current)
            {
                return;
            }

            if (_folder is not null)
            {
                var current = Path.Combine(_folder, CurrentFile);
                File.Move(
                    current,
                    Path.Combine(
                        _folder, FormerPrefix + until.ToString(CultureInfo.InvariantCulture)),
                    overwrite: true);
                File.Move(Path.Combine(_folder, NextFile), current);
                DirectorySync.Flush(_folder);
            }

            if (_former is not null)
            {
                _gone.Add(_former);
            }

            (_former, _formerUntil, _prefersFormer) = (_current, until, true);
            (_current, _next) = (key, null);
        }
    }

    /// <summary>The centre refused the key of a request: the other one may be the one that it knows.</summary>
    public void Refused()
    {
        lock (_turn)
        {
            _prefersFormer = _former is not null && !_prefersFormer;
        }
    }

    /// <summary>The centre has every record up to one: the former key may be of no use any more.</summary>
    public void Acknowledged(long highWater)
    {
        lock (_turn)
        {
            if (_former is null || highWater < _formerUntil)
            {
                return;
            }

            if (_folder is not null)
            {
                File.Delete(Path.Combine(
                    _folder, FormerPrefix + _formerUntil.ToString(CultureInfo.InvariantCulture)));
            }

            _gone.Add(_former);
            _former = null;
        }
    }

    public void Dispose()
    {
        _current.Dispose();
        _next?.Dispose();
        _former?.Dispose();
        _gone.ForEach(key => key.Dispose());
    }
}
