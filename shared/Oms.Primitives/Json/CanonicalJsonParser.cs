using System.Globalization;
using System.Text;
using System.Text.Unicode;
using static Oms.Json.JsonFaultKind;

namespace Oms.Json;

/// <summary>Reads JSON strictly and writes its canonical form in the same pass. Used once, not thread-safe.</summary>
/// <remarks>
/// Members are written where they are met; an object whose members were not in order is put in order at its end. So
/// a text that is canonical already is copied once and nothing else.
/// </remarks>
internal sealed class CanonicalJsonParser(ReadOnlySpan<byte> json, int depthMax) : IDisposable
{
    // The longest integer literal that is surely within 2^53 - 1.
    private const int SafeDigits = 15;
    private const int UnicodeEscapeLength = 6;

    private readonly int _depthMax = Math.Min(depthMax, CanonicalJson.DepthMax);
    private readonly PooledBytes _output = new(json.Length);
    private readonly CanonicalJsonMembers _members = new();
    private readonly bool _isUtf8 = Utf8.IsValid(json);
    private readonly List<string> _path = [];
    private (JsonFaultKind Kind, int Offset, string Reason) _fault;
    private int _at;

    /// <summary>The canonical form; only whole after <see cref="Run"/> found no fault.</summary>
    public ReadOnlySpan<byte> Output => _output.Written;

    /// <summary>Reads one value and nothing after it.</summary>
    public JsonFault? Run(ReadOnlySpan<byte> json)
    {
        SkipSpace(json);
        var good = Value(json, depth: 1);
        if (good)
        {
            SkipSpace(json);
            good = _at == json.Length || Fail(TrailingData, _at, "Data follows the value.");
        }

        if (good)
        {
            return null;
        }

        _path.Reverse();
        var pointer = string.Concat(_path.Select(part => "/" + Escape(part)));
        return new JsonFault(_fault.Kind, pointer, _fault.Offset, _fault.Reason);

        // RFC 6901, section 3.
        static string Escape(string part) =>
            part.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _output.Dispose();
        _members.Dispose();
    }

    private bool Value(ReadOnlySpan<byte> json, int depth)
    {
        if (_at >= json.Length)
        {
            return Fail(Syntax, _at, "The text ends where a value should stand.");
        }

        switch (json[_at])
        {
            case (byte)'{':
                return depth <= _depthMax ? Object(json, depth) : FailTooDeep();
            case (byte)'[':
                return depth <= _depthMax ? Array(json, depth) : FailTooDeep();
            case (byte)'"':
                return Text(json);
            case (byte)'t':
                return Literal(json, "true"u8);
            case (byte)'f':
                return Literal(json, "false"u8);
            case (byte)'n':
                return Literal(json, "null"u8);
            case (byte)'-' or (>= (byte)'0' and <= (byte)'9'):
                return Number(json);
            default:
                return Fail(_isUtf8 || json[_at] < 0x80 ? Syntax : NotUtf8, _at, "No value starts like this.");
        }
    }

    private bool Object(ReadOnlySpan<byte> json, int depth)
    {
        _output.Add((byte)'{');
        _at++;
        SkipSpace(json);
        if (Take(json, (byte)'}'))
        {
            _output.Add((byte)'}');
            return true;
        }

        var first = _members.Count;
        var sorted = true;
        while (true)
        {
            var (offset, start) = (_at, _output.Length);
            if (_at >= json.Length || json[_at] != (byte)'"')
            {
                return Fail(Syntax, _at, "A member's name should stand here.");
            }

            if (!Text(json))
            {
                return false;
            }

            var nameLength = _output.Length - start - 2;
            SkipSpace(json);
            if (!Take(json, (byte)':'))
            {
                return FailAt(start, nameLength, Fail(Syntax, _at, "A colon should follow the member's name."));
            }

            _output.Add((byte)':');
            SkipSpace(json);
            if (!Value(json, depth + 1))
            {
                return FailAt(start, nameLength, false);
            }

            sorted &= _members.Add(first, _output.Written, new(start, nameLength, _output.Length, offset));
            SkipSpace(json);
            if (Take(json, (byte)'}'))
            {
                break;
            }

            if (!Take(json, (byte)','))
            {
                return Fail(Syntax, _at, "A comma or a closing brace should stand here.");
            }

            _output.Add((byte)',');
            SkipSpace(json);
        }

        if (!sorted && _members.Sort(first, _output.Written) is { } twice)
        {
            // The output was being moved, so the name is read again from the input.
            _at = twice.InputOffset;
            var start = _output.Length;
            _ = Text(json);
            var failed = Fail(DuplicateName, twice.InputOffset, "This name stands twice in its object.");
            return FailAt(start, twice.NameLength, failed);
        }

        _members.Truncate(first);
        _output.Add((byte)'}');
        return true;
    }

    private bool Array(ReadOnlySpan<byte> json, int depth)
    {
        _output.Add((byte)'[');
        _at++;
        SkipSpace(json);
        if (Take(json, (byte)']'))
        {
            _output.Add((byte)']');
            return true;
        }

        for (var index = 0; ; index++)
        {
            if (!Value(json, depth + 1))
            {
                _path.Add(index.ToString(CultureInfo.InvariantCulture));
                return false;
            }

            SkipSpace(json);
            if (Take(json, (byte)']'))
            {
                _output.Add((byte)']');
                return true;
            }

            if (!Take(json, (byte)','))
            {
                return Fail(Syntax, _at, "A comma or a closing bracket should stand here.");
            }

            _output.Add((byte)',');
            SkipSpace(json);
        }
    }

    private bool Text(ReadOnlySpan<byte> json)
    {
        _output.Add((byte)'"');
        _at++;
        while (true)
        {
            var rest = json[_at..];
            var plain = rest.IndexOfAny(CanonicalText.Special);
            if (!_isUtf8 && CanonicalText.FirstBadByte(plain < 0 ? rest : rest[..plain]) is var bad and >= 0)
            {
                return Fail(NotUtf8, _at + bad, "This byte is not UTF-8.");
            }

            if (plain < 0)
            {
                return Fail(Syntax, json.Length, "The text ends inside a string.");
            }

            _output.Add(rest[..plain]);
            _at += plain;
            switch (rest[plain])
            {
                case (byte)'"':
                    _output.Add((byte)'"');
                    _at++;
                    return true;
                case (byte)'\\' when Escaped(json):
                    break;
                case (byte)'\\':
                    return false;
                default:
                    return Fail(Syntax, _at, "A control character must be escaped.");
            }
        }
    }

    private bool Escaped(ReadOnlySpan<byte> json)
    {
        var start = _at;
        int? value = start + 1 >= json.Length ? null : json[start + 1] switch
        {
            (byte)'"' or (byte)'\\' or (byte)'/' => json[start + 1],
            (byte)'b' => '\b',
            (byte)'f' => '\f',
            (byte)'n' => '\n',
            (byte)'r' => '\r',
            (byte)'t' => '\t',
            (byte)'u' => CodeUnit(json, start),
            _ => null,
        };
        if (value is not { } unit)
        {
            return Fail(Syntax, start, "This is no escape of JSON.");
        }

        _at += json[start + 1] == (byte)'u' ? UnicodeEscapeLength : 2;
        if (Rune.TryCreate(unit, out var character))
        {
            CanonicalText.Write(_output, character);
            return true;
        }

        var low = CodeUnit(json, _at) ?? 0;
        if (!Rune.TryCreate((char)unit, (char)low, out character))
        {
            return Fail(LoneSurrogate, start, "This escape is half of a surrogate pair.");
        }

        _at += UnicodeEscapeLength;
        CanonicalText.Write(_output, character);
        return true;
    }

    /// <summary>The code unit of an escape with a <c>u</c>; null where none stands.</summary>
    private static int? CodeUnit(ReadOnlySpan<byte> json, int start)
    {
        if (json.Length - start < UnicodeEscapeLength || json[start] != (byte)'\\' || json[start + 1] != (byte)'u'
            || !ushort.TryParse(
                json.Slice(start + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit))
        {
            return null;
        }

        return unit;
    }

    private bool Number(ReadOnlySpan<byte> json)
    {
        var start = _at;
        _ = Take(json, (byte)'-');
        var whole = Digits(json);
        if (whole == 0 || (whole > 1 && json[_at - whole] == (byte)'0'))
        {
            return Fail(Syntax, start, "This is no number of JSON.");
        }

        var integer = true;
        if (Take(json, (byte)'.'))
        {
            integer = false;
            if (Digits(json) == 0)
            {
                return Fail(Syntax, start, "This is no number of JSON.");
            }
        }

        if (Take(json, (byte)'e') || Take(json, (byte)'E'))
        {
            integer = false;
            _ = Take(json, (byte)'+') || Take(json, (byte)'-');
            if (Digits(json) == 0)
            {
                return Fail(Syntax, start, "This is no number of JSON.");
            }
        }

        var literal = json[start.._at];
        if (integer && whole <= SafeDigits)
        {
            _output.Add(literal is [(byte)'-', (byte)'0'] ? "0"u8 : literal);
            return true;
        }

        _ = double.TryParse(literal, NumberStyles.Float, CultureInfo.InvariantCulture, out var value);
        var magnitude = Math.Abs(value);
        if (!double.IsFinite(value))
        {
            return Fail(NumberOutOfRange, start, "The number is too large for a binary64.");
        }

        if (magnitude > CanonicalJson.IntegerMax && (integer || magnitude < 1e21))
        {
            return Fail(NumberOutOfRange, start, "An integer beyond 2^53 - 1 is not exact; write it as a string.");
        }

        _output.Advance(EcmaScriptNumber.Format(value, _output.Reserve(EcmaScriptNumber.BytesMax)));
        return true;
    }

    private int Digits(ReadOnlySpan<byte> json)
    {
        var start = _at;
        while (_at < json.Length && json[_at] is >= (byte)'0' and <= (byte)'9')
        {
            _at++;
        }

        return _at - start;
    }

    private bool Literal(ReadOnlySpan<byte> json, ReadOnlySpan<byte> literal)
    {
        if (!json[_at..].StartsWith(literal))
        {
            return Fail(Syntax, _at, "No value starts like this.");
        }

        _at += literal.Length;
        _output.Add(literal);
        return true;
    }

    private bool Take(ReadOnlySpan<byte> json, byte octet)
    {
        if (_at >= json.Length || json[_at] != octet)
        {
            return false;
        }

        _at++;
        return true;
    }

    private void SkipSpace(ReadOnlySpan<byte> json)
    {
        while (_at < json.Length && json[_at] is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r')
        {
            _at++;
        }
    }

    private bool FailTooDeep() => Fail(TooDeep, _at, $"Nesting is deeper than {_depthMax}.");

    private bool Fail(JsonFaultKind kind, int offset, string reason)
    {
        _fault = (kind, offset, reason);
        return false;
    }

    private bool FailAt(int nameStart, int nameLength, bool failed)
    {
        _path.Add(CanonicalText.Decode(_output.Written.Slice(nameStart + 1, nameLength)));
        return failed;
    }
}
