using System.ComponentModel.DataAnnotations;

namespace Oms.Edge.Gateway.Options;

/// <summary>The configuration of <c>oms-edge</c>. Every key, unit, range and default:
/// <c>docs/edge/configuration.md</c>.</summary>
internal sealed class GatewayOptions
{
    /// <summary>The depot's id: 1 to 64 of <c>A-Z a-z 0-9 . _ -</c>. No default.</summary>
    [Required, RegularExpression("[A-Za-z0-9._-]{1,64}")]
    public string Depot { get; set; } = "";

    /// <summary>The gateway's id, the same form.</summary>
    [Required, RegularExpression("[A-Za-z0-9._-]{1,64}")]
    public string Device { get; set; } = "gateway-1";

    /// <summary>The data directory. No default.</summary>
    [Required]
    public string Data { get; set; } = "";

    /// <summary>The device file; none: no device is known.</summary>
    public string? Devices { get; set; }

    /// <summary>The mapping file; none: only native topics.</summary>
    public string? Mapping { get; set; }

    /// <summary>The checklist file; none: only the built-in checklists, and those that the centre sends.</summary>
    public string? Checklists { get; set; }

    /// <summary>The time zone of the drivers' home terminal, as in the IANA database, such as <c>America/Chicago</c>;
    /// one that the people file names for a driver wins. None: ELD files are judged by their own offset.</summary>
    public string? HomeTerminalZone { get; set; }

    [Required]
    public MqttSection Mqtt { get; set; } = new();

    [Required]
    public ApiSection Api { get; set; } = new();

    [Required]
    public KioskSection Kiosk { get; set; } = new();

    [Required]
    public CentreSection Centre { get; set; } = new();

    [Required]
    public StoreSection Store { get; set; } = new();

    [Required]
    public ReeferSection Reefer { get; set; } = new();

    [Required]
    public TemperatureSection Temperature { get; set; } = new();

    [Required]
    public ClockSection Clock { get; set; } = new();
}

internal sealed class MqttSection
{
    /// <summary>Where devices connect without TLS: address:port; port 0 takes a free one. Without a value it is
    /// <c>0.0.0.0:1883</c>, or nowhere when there is TLS.</summary>
    public string? Listen { get; set; }

    [Required]
    public MqttTlsSection Tls { get; set; } = new();

    /// <summary>Where devices connect without TLS; null for nowhere.</summary>
    public string? PlainListen => Listen ?? (Tls.Listen is null ? "0.0.0.0:1883" : null);

    /// <summary><c>refuse</c> or <c>quarantine</c>.</summary>
    [RegularExpression("refuse|quarantine")]
    public string UnknownDevices { get; set; } = "refuse";

    /// <summary>Connections at a time, from 1 to 10 000.</summary>
    [Range(1, 10_000)]
    public int ConnectionsMax { get; set; } = 1_024;

    /// <summary>Messages a second that one device may send in the long run, from 0.1 to 100 000.</summary>
    [Range(0.1, 100_000)]
    public double MessagesPerSecond { get; set; } = 1_000;
}

internal sealed class MqttTlsSection
{
    /// <summary>Where devices connect with TLS: address:port; port 0 takes a free one. None: no TLS.</summary>
    public string? Listen { get; set; }

    /// <summary>The gateway's certificate, PEM, then the ones between it and its root.</summary>
    public string? CertificateFile { get; set; }

    /// <summary>The certificate's private key, PEM, not encrypted.</summary>
    public string? KeyFile { get; set; }

    /// <summary>The certificates that sign those of devices, PEM. With it, every device must show one whose common name
    /// is the device's id.</summary>
    public string? ClientCaFile { get; set; }
}

internal sealed class ApiSection
{
    /// <summary>Where the local API listens: address:port; port 0 takes a free one.</summary>
    [Required]
    public string Listen { get; set; } = "127.0.0.1:8080";
}

internal sealed class KioskSection
{
    /// <summary>Where the kiosk's page is served over TLS: address:port; port 0 takes a free one. None: no
    /// kiosk.</summary>
    public string? Listen { get; set; }

    /// <summary>The people file; none: only badges of the device file sign in.</summary>
    public string? People { get; set; }

    /// <summary>The kiosk's certificate, PEM, then the ones between it and its root. None: the gateway makes one and
    /// keeps it in its data directory.</summary>
    public string? CertificateFile { get; set; }

    /// <summary>The certificate's private key, PEM, not encrypted.</summary>
    public string? KeyFile { get; set; }

    /// <summary>Host names and addresses that the certificate made here names beside the machine's own.</summary>
    public IList<string> Names { get; } = [];

    /// <summary>Minutes without a touch after which a person is signed out, from 0.5 to 60.</summary>
    [Range(0.5, 60)]
    public double IdleMinutes { get; set; } = 5;

    /// <summary>Badge readers that sign people in: the reader's device id, and the address of its kiosk.</summary>
    public IDictionary<string, string> Readers { get; } = new Dictionary<string, string>();
}

internal sealed class CentreSection
{
    /// <summary>The centre's URLs, in order of preference; none: the depot works alone.</summary>
    public IList<string> Urls { get; } = [];

    /// <summary>The one-time enrolment code; needed at the first start only.</summary>
    public string? EnrolmentCode { get; set; }

    /// <summary>A file that holds it instead.</summary>
    public string? EnrolmentCodeFile { get; set; }

    /// <summary>How often manifests are asked for. Seconds, from 0.1 to 3 600.</summary>
    [Range(0.1, 3_600)]
    public double ManifestPollSeconds { get; set; } = 5;

    /// <summary>How long one request may take. Seconds, from 1 to 300.</summary>
    [Range(1, 300)]
    public double RequestTimeoutSeconds { get; set; } = 15;
}

internal sealed class StoreSection
{
    /// <summary>MiB of a telemetry segment, from 1 to 64.</summary>
    [Range(1, 64)]
    public int SegmentMebibytes { get; set; } = 8;

    /// <summary>MiB of readings that are not sealed yet, from 2 to 4 096.</summary>
    [Range(2, 4_096)]
    public int RawMebibytesMax { get; set; } = 64;

    /// <summary>MiB of sealed frames, from 2 to 1 048 576.</summary>
    [Range(2, 1_048_576)]
    public int FrameMebibytesMax { get; set; } = 1_024;

    /// <summary>MiB that telemetry leaves free for custody records, from 0 to 1 048 576.</summary>
    [Range(0, 1_048_576)]
    public int ReserveMebibytes { get; set; } = 64;

    /// <summary>Milliseconds that a reading waits for company before a flush, from 0 to 1 000.</summary>
    [Range(0, 1_000)]
    public int LingerMilliseconds { get; set; } = 20;

    /// <summary>MiB of dead letters, from 2 to 4 096.</summary>
    [Range(2, 4_096)]
    public int DeadLetterMebibytesMax { get; set; } = 16;

    /// <summary>MiB of quarantined messages, from 2 to 4 096.</summary>
    [Range(2, 4_096)]
    public int QuarantineMebibytesMax { get; set; } = 16;
}

internal sealed class ReeferSection
{
    /// <summary>Minutes out of the band that make an excursion, from 1 to 1 440.</summary>
    [Range(1, 1_440)]
    public double ExcursionMinutes { get; set; } = 15;

    /// <summary>Milli-degrees inside the band that end one, from 0 to 10 000.</summary>
    [Range(0, 10_000)]
    public int HysteresisMilliC { get; set; } = 500;

    /// <summary>Minutes without a reading that are a gap, from 1 to 1 440.</summary>
    [Range(1, 1_440)]
    public double GapMinutes { get; set; } = 15;

    /// <summary>Minutes that a defrost masks at most, from 0 to 1 440.</summary>
    [Range(0, 1_440)]
    public double DefrostMaskMinutes { get; set; } = 45;

    /// <summary>Minutes that the pull-down after a start masks, from 0 to 1 440.</summary>
    [Range(0, 1_440)]
    public double PullDownMaskMinutes { get; set; } = 60;

    /// <summary>Minutes that a door masks after it was closed, from 0 to 1 440.</summary>
    [Range(0, 1_440)]
    public double DoorMaskMinutes { get; set; } = 15;

    /// <summary>Minutes of event time in a window, from 1 to 1 440.</summary>
    [Range(1, 1_440)]
    public double WindowMinutes { get; set; } = 15;
}

/// <summary>For drills and demonstrations only: a clock that runs faster.</summary>
internal sealed class ClockSection
{
    /// <summary>Seconds that pass here in one real second, from 1 to 10 000.</summary>
    [Range(1, 10_000)]
    public double Scale { get; set; } = 1;

    /// <summary>What the clock shows at <see cref="InnerOrigin"/>, RFC 3339 in UTC; none: the real time.</summary>
    public string? Origin { get; set; }

    /// <summary>The real time at which it shows <see cref="Origin"/>, RFC 3339 in UTC; none: the start of the
    /// process.</summary>
    public string? InnerOrigin { get; set; }

    /// <summary>Whether a battery-backed clock sets the time at boot.</summary>
    public bool HasRtc { get; set; }
}
