using System.Buffers;
using System.Text;

namespace Oms.Eld;

/// <summary>Writes ELD output files.</summary>
/// <remarks>
/// Lines end with CR. Commas and line ends within values become semicolons (4.8.2.1(b)(3)), characters outside ASCII
/// question marks. Event data check values are written as the rows hold them.
/// </remarks>
public static class EldWriter
{
    /// <summary>The file's bytes.</summary>
    public static byte[] Write(EldFile file)
    {
        var output = new Output();
        output.Title(EldSection.Header);
        Header(output, file.Header);
        output.Title(EldSection.Users);
        foreach (var row in file.Users)
        {
            output.Field(row.Order).Field(row.AccountType).Text(row.LastName).Text(row.FirstName).End();
        }

        output.Title(EldSection.Cmvs);
        foreach (var row in file.Cmvs)
        {
            output.Field(row.Order).Text(row.PowerUnit).Text(row.Vin).End();
        }

        output.Title(EldSection.Events);
        foreach (var row in file.Events)
        {
            Duty(output, row).Field(row.Cmv).Field(row.User)
                .Field(row.MalfunctionIndicator).Field(row.DiagnosticIndicator).Field(row.Check).End();
        }

        output.Title(EldSection.Annotations);
        foreach (var row in file.Annotations)
        {
            output.Field(row.Sequence).Text(row.Username).Text(row.Comment)
                .Field(row.Date).Field(row.Time).Text(row.Location).End();
        }

        output.Title(EldSection.Certifications);
        foreach (var row in file.Certifications)
        {
            output.Field(row.Sequence).Field(row.Code).Field(row.Date).Field(row.Time)
                .Field(row.Certified).Field(row.Cmv).End();
        }

        output.Title(EldSection.Malfunctions);
        foreach (var row in file.Malfunctions)
        {
            output.Field(row.Sequence).Field(row.Code).Field(row.Indicator).Field(row.Date).Field(row.Time)
                .Field(row.Miles).Field(row.EngineHours).Field(row.Cmv).End();
        }

        output.Title(EldSection.Logins);
        foreach (var row in file.Logins)
        {
            output.Field(row.Sequence).Field(row.Code).Text(row.Username).Field(row.Date).Field(row.Time)
                .Field(row.Miles).Field(row.EngineHours).End();
        }

        output.Title(EldSection.EnginePower);
        foreach (var row in file.EnginePower)
        {
            output.Field(row.Sequence).Field(row.Code).Field(row.Date).Field(row.Time)
                .Field(row.Miles).Field(row.EngineHours).Field(row.Latitude).Field(row.Longitude)
                .Text(row.PowerUnit).Text(row.Vin).Text(row.Trailers).Text(row.ShippingDocument).End();
        }

        output.Title(EldSection.Unidentified);
        foreach (var row in file.Unidentified)
        {
            Duty(output, row).Field(row.Cmv).Field(row.MalfunctionIndicator).Field(row.Check).End();
        }

        output.Title(EldSection.EndOfFile);
        return output.Close();
    }

    private static void Header(Output output, EldHeader header)
    {
        var (driver, coDriver, cmv, carrier) = (header.Driver, header.CoDriver, header.Cmv, header.Carrier);
        output.Text(driver.LastName).Text(driver.FirstName).Text(driver.Username)
            .Text(driver.LicenseState).Text(driver.License).End();
        output.Text(coDriver.LastName).Text(coDriver.FirstName).Text(coDriver.Username).End();
        output.Text(cmv.PowerUnit).Text(cmv.Vin).Text(cmv.Trailers).End();
        output.Text(carrier.UsDot).Text(carrier.Name).Field(carrier.MultidayBasis)
            .Field(carrier.PeriodStart).Field(carrier.UtcOffset).End();
        output.Text(header.Shipping.Document).Field(header.Shipping.Exempt).End();
        var current = header.Current;
        output.Field(current.Date).Field(current.Time).Field(current.Latitude).Field(current.Longitude)
            .Field(current.Miles).Field(current.EngineHours).End();
        var device = header.Device;
        output.Field(device.RegistrationId).Field(device.Identifier).Text(device.Authentication)
            .Text(device.Comment).End();
    }

    private static Output Duty(Output output, EldDutyRow row) =>
        output.Field(row.Sequence).Field(row.Status).Field(row.Origin).Field(row.Type).Field(row.Code)
            .Field(row.Date).Field(row.Time).Field(row.Miles).Field(row.EngineHours)
            .Field(row.Latitude).Field(row.Longitude).Field(row.Distance);

    private sealed class Output
    {
        private readonly ArrayBufferWriter<byte> _buffer = new();
        private int _lineStart;
        private long _sum;

        public void Title(EldSection section)
        {
            _ = Encoding.ASCII.GetBytes(EldSections.Title(section), _buffer);
            EndLine();
        }

        public Output Field(EldField field)
        {
            var text = field.CopyTo(_buffer.GetSpan(EldField.LengthMax + 1));
            _buffer.Advance(text.Length);
            return Comma();
        }

        public Output Text(string text)
        {
            var output = _buffer.GetSpan(text.Length);
            for (var i = 0; i < text.Length; i++)
            {
                output[i] = text[i] switch
                {
                    ',' or '\r' or '\n' => (byte)';',
                    > '\x7F' => (byte)'?',
                    var c => (byte)c,
                };
            }

            _buffer.Advance(text.Length);
            return Comma();
        }

        public void End()
        {
            var check = EldCheckValues.Line(_buffer.WrittenSpan[_lineStart..]);
            _sum += check;
            Hexadecimal(check, "X2");
            EndLine();
        }

        public byte[] Close()
        {
            Hexadecimal(EldCheckValues.File(_sum), "X4");
            EndLine();
            return _buffer.WrittenSpan.ToArray();
        }

        private Output Comma()
        {
            _buffer.Write(","u8);
            return this;
        }

        private void Hexadecimal(int value, string format)
        {
            _ = value.TryFormat(_buffer.GetSpan(4), out var written, format, null);
            _buffer.Advance(written);
        }

        private void EndLine()
        {
            _buffer.Write("\r"u8);
            _lineStart = _buffer.WrittenCount;
        }
    }
}
