using System.Buffers;
using System.IO.Pipelines;
using System.Security.Cryptography;
using System.Text;
using Oms.Central.Http;
using Oms.Central.Imports;
using Oms.Central.Payments;

namespace Oms.Central.Settlements;

/// <summary>Reads a settlement report line by line: NDJSON, one JSON object a line, or CSV with a header. Never more
/// than a line is in memory.</summary>
internal sealed class ReportReader(PipeReader body, bool isCsv) : IDisposable
{
    /// <summary>Bytes of one report.</summary>
    public const int BytesMax = 64 << 20;

    private const int LineBytesMax = 8 << 10;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly UTF8Encoding _utf8 = new(false, throwOnInvalidBytes: true);
    private CsvMapping? _mapping;
    private int _rows;
    private long _bytes;

    /// <summary>SHA-256 of all that was read.</summary>
    public string Digest => Convert.ToHexStringLower(_hash.GetCurrentHash());

    /// <summary>Reads rows.</summary>
    /// <param name="limit">At most so many.</param>
    /// <returns>Fewer than <paramref name="limit"/> at the end; or the problem, which names the row.</returns>
    public async Task<(List<SettlementRow> Rows, Answer? Problem)> ReadAsync(
        int limit, CancellationToken cancellationToken)
    {
        var rows = new List<SettlementRow>(limit);
        while (rows.Count < limit)
        {
            var (line, fault) = await LineAsync(cancellationToken);
            if (fault is not null || line is null)
            {
                return (rows, fault);
            }

            if (line.Length == 0)
            {
                continue;
            }

            var (row, wrong) = Read(line);
            if (wrong is not null)
            {
                return (rows, wrong);
            }

            if (row is not null)
            {
                rows.Add(row);
            }
        }

        return (rows, null);
    }

    public void Dispose() => _hash.Dispose();

    private async Task<(byte[]? Line, Answer? Problem)> LineAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await body.ReadAsync(cancellationToken);
            if (read.Buffer.PositionOf((byte)'\n') is { } end)
            {
                var line = read.Buffer.Slice(0, end);
                var bytes = Take(line);
                body.AdvanceTo(read.Buffer.GetPosition(1, end));
                return bytes is null ? (null, TooLong()) : (bytes, null);
            }

            if (read.Buffer.Length > LineBytesMax)
            {
                return (null, TooLong());
            }

            if (read.IsCompleted)
            {
                var rest = read.Buffer.Length == 0 ? null : Take(read.Buffer);
                body.AdvanceTo(read.Buffer.End);
                return (rest, null);
            }

            body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }

        Answer TooLong() => _bytes > BytesMax
            ? Problems.Of(413, "body-too-large", $"A report has at most {BytesMax} bytes.")
            : Wrong(string.Empty, $"It has more than {LineBytesMax} bytes.");
    }

    private byte[]? Take(ReadOnlySequence<byte> line)
    {
        _bytes += line.Length + 1;
        if (line.Length > LineBytesMax || _bytes > BytesMax)
        {
            return null;
        }

        var bytes = line.ToArray();
        _hash.AppendData(bytes);
        _hash.AppendData("\n"u8);
        return bytes is [.. var start, (byte)'\r'] ? start : bytes;
    }

    /// <returns>Neither for a header.</returns>
    private (SettlementRow? Row, Answer? Problem) Read(byte[] line)
    {
        var isHeader = isCsv && _mapping is null;
        _rows += isHeader ? 0 : 1;
        string text;
        try
        {
            text = _utf8.GetString(line).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException)
        {
            return (null, Wrong(string.Empty, "It is not UTF-8."));
        }

        if (CardNumberGuard.IsIn(text))
        {
            return (null, CardNumberGuard.Refused);
        }

        if (isHeader)
        {
            var (header, unread) = CsvText.Read(text).FirstOrDefault();
            var (mapping, unmapped) = header is null
                ? (null, unread ?? "There is none.")
                : CsvMapping.Of(header, CentralJson.Default.SettlementRow);
            _mapping = mapping;
            return (null, mapping is null
                ? Problems.Of(400, "import-header-invalid", unmapped ?? "The header cannot be read.")
                : null);
        }

        if (_rows > Reconciliation.RowsMax)
        {
            return (null, Problems.Of(413, "body-too-large", $"A report has at most {Reconciliation.RowsMax} rows."));
        }

        var json = Encoding.UTF8.GetBytes(text);
        if (_mapping is not null)
        {
            var (fields, broken) = CsvText.Read(text).FirstOrDefault();
            var (written, unwritten) = fields is null ? (null, broken) : _mapping.Write(fields);
            if (written is null)
            {
                return (null, Wrong(string.Empty, unwritten ?? "It cannot be read."));
            }

            json = written;
        }

        var (row, invalid) = StrictBody.Parse(json, CentralJson.Default.SettlementRow);
        return invalid is not null ? (null, Wrong(invalid))
            : row!.Fault() is var (field, reason) ? (null, Wrong(field, reason))
            : (row, null);
    }

    private Answer Wrong(Answer invalid)
    {
        var error = System.Text.Json.JsonSerializer.Deserialize(invalid.Body, CentralJson.Default.ProblemBody)!
            .Errors is [var first, ..] ? first : new FieldError(string.Empty, "It cannot be read.");
        return Wrong(error.Field, error.Reason);
    }

    /// <summary>The first row that is not of its form refuses the report as a whole.</summary>
    private Answer Wrong(string field, string reason) =>
        Problems.Invalid($"/rows/{int.Max(0, _rows - 1)}{field}", reason);
}
