using System.Collections;
using System.Security.Cryptography.X509Certificates;
using Oms.Edge.Gateway.Hosting;
using Oms.Edge.Gateway.Options;
using Oms.Edge.Gateway.Tests.Support;
using Oms.Testing;
using Xunit;

namespace Oms.Edge.Gateway.Tests.Hosting;

public sealed class KioskCertificateTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly TempDirectory _folder = new();
    private readonly TlsFiles _files;

    public KioskCertificateTests() => _files = KioskCertificate.FilesIn(_folder.Path);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_first_start_makes_one_for_this_machine_that_its_owner_alone_can_read()
    {
        var until = KioskCertificate.Keep(_files, ["kiosk.depot.example", "10.1.2.3"], Noon);

        using var made = Load();
        Assert.Equal(Noon.AddDays(397), until);
        Assert.True(made.MatchesHostname("localhost"));
        Assert.True(made.MatchesHostname("127.0.0.1"));
        Assert.True(made.MatchesHostname("kiosk.depot.example"));
        Assert.True(made.MatchesHostname("10.1.2.3"));
        Assert.False(made.MatchesHostname("elsewhere.example"));
        if (!OperatingSystem.IsWindows())
        {
            const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            Assert.Equal(OwnerOnly, File.GetUnixFileMode(_files.Key));
        }
    }

    [Fact]
    public void It_stays_until_a_month_before_its_end_and_is_then_renewed_with_its_key()
    {
        _ = KioskCertificate.Keep(_files, [], Noon);
        using var first = Load();
        Assert.Null(KioskCertificate.Keep(_files, [], Noon.AddDays(367).AddSeconds(-1)));
        Assert.NotNull(KioskCertificate.Keep(_files, [], Noon.AddDays(367)));

        using var second = Load();
        Assert.NotEqual(first.Thumbprint, second.Thumbprint);
        Assert.Equal(KioskCertificate.KeyPinOf(first), KioskCertificate.KeyPinOf(second));
    }

    [Fact]
    public void One_made_while_the_clock_was_ahead_is_made_again()
    {
        _ = KioskCertificate.Keep(_files, [], Noon.AddYears(3));

        Assert.NotNull(KioskCertificate.Keep(_files, [], Noon));
    }

    [Theory]
    [InlineData("kiosk.pem")]
    [InlineData("kiosk.key")]
    public void A_torn_file_is_made_again(string name)
    {
        _ = KioskCertificate.Keep(_files, [], Noon);
        var path = Path.Combine(_folder.Path, name);
        File.WriteAllText(path, File.ReadAllText(path)[..40]);

        Assert.NotNull(KioskCertificate.Keep(_files, [], Noon));
        using var made = X509Certificate2.CreateFromPemFile(_files.Certificate, _files.Key);
        Assert.True(made.HasPrivateKey);
    }

    [Fact]
    public async Task A_configured_certificate_is_shown_instead()
    {
        await using var gateway = new GatewayFixture();
        using var maker = new CertificateMaker("depot");
        var kiosk = gateway.Options.Kiosk;
        (kiosk.Listen, kiosk.CertificateFile, kiosk.KeyFile) =
            ("127.0.0.1:0", Path.Combine(_folder.Path, "own.pem"), Path.Combine(_folder.Path, "own.key"));
        using var own = maker.ServerTo(kiosk.CertificateFile, kiosk.KeyFile);
        await gateway.StartAsync();

        Assert.False(File.Exists(Path.Combine(gateway.Data, "kiosk.pem")));
        Assert.Contains(
            gateway.Logs.All, log => log.Text.Contains(KioskCertificate.KeyPinOf(own), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("OMS__Kiosk__Listen", "8443", "Kiosk:Listen")]
    [InlineData("OMS__Kiosk__CertificateFile", "/x.pem", "Kiosk:KeyFile")]
    [InlineData("OMS__Kiosk__IdleMinutes", "0", "IdleMinutes")]
    [InlineData("OMS__Kiosk__Readers__bd-3", "next door", "Kiosk:Readers:bd-3")]
    public void A_bad_option_names_itself(string variable, string value, string named)
    {
        var environment = new Hashtable { ["OMS__Depot"] = "lyon", ["OMS__Data"] = "/tmp/x", [variable] = value };

        Assert.Contains(
            named, Assert.Throws<StartException>(() => OptionsLoader.Load(null, environment)).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"people":[{"id":"S-1","name":"A","role":"king","pin_hash":"x"}]}""", "people.json")]
    [InlineData("""{"people":[{"id":"S-1","name":"A","role":"yard","pin_hash":"471100"}]}""", "pin_hash")]
    [InlineData("""{"people":[{"id":"S-1","name":"A","role":"yard"}]}""", "neither")]
    public async Task A_people_file_that_is_wrong_stops_the_start_and_is_named(string text, string named)
    {
        await using var gateway = new GatewayFixture();
        var people = Path.Combine(_folder.Path, "people.json");
        await File.WriteAllTextAsync(people, text, TestContext.Current.CancellationToken);
        (gateway.Options.Kiosk.Listen, gateway.Options.Kiosk.People) = ("127.0.0.1:0", people);

        var failure = await Assert.ThrowsAsync<StartException>(gateway.StartAsync);
        Assert.Contains(named, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reader_that_is_none_stops_the_start()
    {
        await using var gateway = new GatewayFixture();
        gateway.Options.Kiosk.Listen = "127.0.0.1:0";
        gateway.Options.Kiosk.Readers["sc-3"] = "127.0.0.1";

        var failure = await Assert.ThrowsAsync<StartException>(gateway.StartAsync);
        Assert.Contains("sc-3", failure.Message, StringComparison.Ordinal);
    }

    private X509Certificate2 Load() => X509CertificateLoader.LoadCertificateFromFile(_files.Certificate);
}
