using System.Globalization;
using System.Text;

namespace Oms.Json;

/// <summary>
/// Writes canonical JSON piece by piece, for formats whose bytes are hashed or signed. Not thread-safe.
/// </summary>
/// <remarks>The caller writes the members of each object in canonical order (RFC 8785, section 3.2.3).</remarks>
public sealed class CanonicalJsonWriter : IDisposable
{
    private readonly PooledBytes _output = new(1024);
    private bool _comma;

    public void StartObject() => Open((byte)'{');

    public void EndObject() => Close((byte)'}');

    public void StartArray() => Open((byte)'[');

    public void EndArray() => Close((byte)']');

    /// <summary>A member's name.</summary>
    /// <param name="name">Plain ASCII that needs no escape.</param>
    public void Name(ReadOnlySpan<byte> name)
    {
        Ascii(name);
        _output.Add((byte)':');
        _comma = false;
    }

    /// <exception cref="ArgumentException">The text holds a lone surrogate.</exception>
    public void Text(string text)
    {
        Separate();
        _output.Add((byte)'"');
        var rest = text.AsSpan();
        while (rest.Length > 0)
        {
            if (Rune.DecodeFromUtf16(rest, out var character, out var taken) != System.Buffers.OperationStatus.Done)
            {
                throw new ArgumentException("The text holds a lone surrogate.", nameof(text));
            }

            CanonicalText.Write(_output, character);
            rest = rest[taken..];
        }

        _output.Add((byte)'"');
        _comma = true;
    }

    /// <summary>A string of plain ASCII that needs no escape.</summary>
    public void Ascii(ReadOnlySpan<byte> text)
    {
        Separate();
        _output.Add((byte)'"');
        _output.Add(text);
        _output.Add((byte)'"');
        _comma = true;
    }

    /// <summary>A string of bytes in base64 (RFC 4648, section 4, with padding).</summary>
    public void Base64(ReadOnlySpan<byte> octets)
    {
        Separate();
        _output.Add((byte)'"');
        var room = _output.Reserve(System.Buffers.Text.Base64.GetMaxEncodedToUtf8Length(octets.Length));
        _ = System.Buffers.Text.Base64.EncodeToUtf8(octets, room, out _, out var written);
        _output.Advance(written);
        _output.Add((byte)'"');
        _comma = true;
    }

    /// <exception cref="ArgumentOutOfRangeException">It is beyond 2^53 - 1.</exception>
    public void Number(long value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, CanonicalJson.IntegerMax);
        ArgumentOutOfRangeException.ThrowIfLessThan(value, -CanonicalJson.IntegerMax);
        Separate();
        _ = value.TryFormat(_output.Reserve(20), out var written, default, CultureInfo.InvariantCulture);
        _output.Advance(written);
        _comma = true;
    }

    /// <summary>A value that is canonical already; it is not checked.</summary>
    public void Raw(ReadOnlySpan<byte> canonical)
    {
        Separate();
        _output.Add(canonical);
        _comma = true;
    }

    /// <summary>What was written so far.</summary>
    public byte[] ToArray() => _output.Written.ToArray();

    public void Dispose() => _output.Dispose();

    private void Open(byte bracket)
    {
        Separate();
        _output.Add(bracket);
        _comma = false;
    }

    private void Close(byte bracket)
    {
        _output.Add(bracket);
        _comma = true;
    }

    private void Separate()
    {
        if (_comma)
        {
            _output.Add((byte)',');
        }
    }
}
