using Xunit;

namespace Oms.Transparency.Tests.Evidence;

/// <summary>No byte of an evidence file can be changed, added or removed.</summary>
public sealed class EvidenceMutationTests : IAsyncLifetime
{
    private EvidenceSample _sample = null!;
    private TrustRoot _trust = null!;
    private byte[] _file = null!;

    public async ValueTask InitializeAsync()
    {
        _sample = await EvidenceSample.CreateAsync();
        _trust = _sample.Trust;
        _file = EvidenceWriter.Write(await _sample.PartsAsync());
        Assert.Equal(EvidenceVerdict.Valid, EvidenceVerifier.Verify(_file, _trust).Verdict);
    }

    public ValueTask DisposeAsync()
    {
        _sample.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public void Every_changed_byte_is_refused()
    {
        var changed = _file.ToArray();
        for (var at = 0; at < changed.Length; at++)
        {
            var original = changed[at];
            byte[] others =
            [
                (byte)(original ^ 0x01), (byte)(original ^ 0x20), (byte)(original ^ 0x80),
                (byte)'0', (byte)'A', (byte)'"', (byte)' ', Next(original),
            ];
            foreach (var other in others.Where(other => other != original).Distinct())
            {
                changed[at] = other;
                Refused(changed, $"byte {at} from {original} to {other}");
            }

            changed[at] = original;
        }
    }

    [Fact]
    public void Every_removed_byte_is_refused()
    {
        for (var at = 0; at < _file.Length; at++)
        {
            Refused([.. _file[..at], .. _file[(at + 1)..]], $"byte {at} removed");
        }
    }

    [Fact]
    public void A_file_cut_short_is_refused()
    {
        for (var length = 0; length < _file.Length; length += 7)
        {
            Refused(_file[..length], $"cut after {length} bytes");
        }
    }

    [Fact]
    public void Every_inserted_byte_is_refused()
    {
        for (var at = 0; at <= _file.Length; at++)
        {
            foreach (var octet in " 0A"u8)
            {
                Refused([.. _file[..at], octet, .. _file[at..]], $"{octet} inserted at {at}");
            }
        }
    }

    /// <summary>
    /// The next letter of base64: where it changes only unused bits, a lenient reader reads the same.
    /// </summary>
    private static byte Next(byte original) => original switch
    {
        (byte)'Z' => (byte)'a',
        (byte)'z' => (byte)'0',
        (byte)'9' => (byte)'+',
        _ => unchecked((byte)(original + 1)),
    };

    private void Refused(byte[] file, string what)
    {
        var report = EvidenceVerifier.Verify(file, _trust);
        Assert.True(report.Verdict == EvidenceVerdict.Rejected && report.Failure is not null, what);
    }
}
