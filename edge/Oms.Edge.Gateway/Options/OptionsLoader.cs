using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Net;
using NodaTime;
using NodaTime.Text;

namespace Oms.Edge.Gateway.Options;

/// <summary>Reads the options from a file and the environment, and refuses what is out of range or unknown.</summary>
internal static class OptionsLoader
{
    private const string Prefix = "OMS__";

    /// <param name="file">A JSON file; null for none.</param>
    /// <param name="environment">Variables; those that begin with <c>OMS__</c> win over the file.</param>
    /// <exception cref="StartException">Something is wrong; the message names it.</exception>
    public static GatewayOptions Load(string? file, IDictionary environment)
    {
        var options = new GatewayOptions();
        try
        {
            var builder = new ConfigurationBuilder();
            if (file is not null)
            {
                _ = builder.AddJsonFile(Path.GetFullPath(file), optional: false);
            }

            var variables = environment.Cast<DictionaryEntry>()
                .Where(variable => ((string)variable.Key).StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
                .Select(variable => KeyValuePair.Create(
                    ((string)variable.Key)[Prefix.Length..].Replace("__", ":", StringComparison.Ordinal),
                    (string?)variable.Value));
            builder.AddInMemoryCollection(variables).Build()
                .Bind(options, binder => binder.ErrorOnUnknownConfiguration = true);
        }
        catch (Exception failure) when (failure is InvalidOperationException or InvalidDataException or IOException
            or FormatException)
        {
            throw new StartException($"The configuration cannot be read: {Flat(failure)}", failure);
        }

        Check(options);
        return options;
    }

    /// <summary>Reads an address and a port.</summary>
    /// <exception cref="StartException">It is not of the form.</exception>
    public static IPEndPoint EndPoint(string option, string value) =>
        IPEndPoint.TryParse(value, out var point) && value.Contains(':', StringComparison.Ordinal)
            ? point
            : throw new StartException(
                $"{option} is '{value}'; it must be an address and a port, such as 0.0.0.0:1883.");

    /// <summary>Reads an instant.</summary>
    public static Instant? Time(string option, string? value) =>
        value is null ? null
        : InstantPattern.ExtendedIso.Parse(value) is { Success: true, Value: var instant } ? instant
        : throw new StartException($"{option} is '{value}'; it must be a time such as 2026-11-21T10:00:00Z.");

    /// <summary>Reads a time zone.</summary>
    /// <exception cref="StartException">The IANA database has none of the name.</exception>
    public static DateTimeZone? Zone(string option, string? value) =>
        value is null ? null
        : DateTimeZoneProviders.Tzdb.GetZoneOrNull(value)
            ?? throw new StartException($"{option} is '{value}'; it must be a time zone such as America/Chicago.");

    private static void Check(GatewayOptions options)
    {
        (string Name, object Section)[] sections =
        [
            ("", options), ("Mqtt:", options.Mqtt), ("Api:", options.Api), ("Kiosk:", options.Kiosk),
            ("Centre:", options.Centre), ("Store:", options.Store), ("Reefer:", options.Reefer),
            ("Clock:", options.Clock), ("Temperature:", options.Temperature),
        ];
        foreach (var (name, section) in sections)
        {
            var faults = new List<ValidationResult>();
            if (!Validator.TryValidateObject(section, new ValidationContext(section), faults,
                validateAllProperties: true))
            {
                var fault = faults[0];
                throw new StartException(
                    $"Option {name}{string.Join(", ", fault.MemberNames)}: {fault.ErrorMessage} "
                    + "See docs/edge/configuration.md.");
            }
        }

        CheckMqtt(options.Mqtt);
        CheckKiosk(options.Kiosk);
        _ = EndPoint("Api:Listen", options.Api.Listen);
        _ = Zone("HomeTerminalZone", options.HomeTerminalZone);
        _ = Time("Clock:Origin", options.Clock.Origin);
        _ = Time("Clock:InnerOrigin", options.Clock.InnerOrigin);
        foreach (var url in options.Centre.Urls)
        {
            if (!Uri.TryCreate(url, UriKind.Absolute, out var parsed) || parsed.Scheme is not ("http" or "https"))
            {
                throw new StartException(string.Create(
                    CultureInfo.InvariantCulture, $"Centre:Urls has '{url}'; it must be an http or https URL."));
            }
        }
    }

    private static void CheckMqtt(MqttSection mqtt)
    {
        if (mqtt.PlainListen is { } plain)
        {
            _ = EndPoint("Mqtt:Listen", plain);
        }

        var tls = mqtt.Tls;
        if (tls.Listen is { } secured)
        {
            _ = EndPoint("Mqtt:Tls:Listen", secured);
        }

        if ((tls.Listen is null) != (tls.CertificateFile is null) || (tls.Listen is null) != (tls.KeyFile is null)
            || (tls.Listen is null && tls.ClientCaFile is not null))
        {
            throw new StartException(
                "Mqtt:Tls:Listen, Mqtt:Tls:CertificateFile and Mqtt:Tls:KeyFile go together: set all of them or none.");
        }
    }

    private static void CheckKiosk(KioskSection kiosk)
    {
        if (kiosk.Listen is { } listen)
        {
            _ = EndPoint("Kiosk:Listen", listen);
        }

        if ((kiosk.CertificateFile is null) != (kiosk.KeyFile is null))
        {
            throw new StartException("Kiosk:CertificateFile and Kiosk:KeyFile go together: set both or none.");
        }

        foreach (var (reader, address) in kiosk.Readers)
        {
            if (!IPAddress.TryParse(address, out _))
            {
                throw new StartException(
                    $"Kiosk:Readers:{reader} is '{address}'; it must be the IP address of the kiosk beside it.");
            }
        }
    }

    private static string Flat(Exception failure) =>
        failure.InnerException is { } inner ? $"{failure.Message} {Flat(inner)}" : failure.Message;
}
