using System.Collections;
using System.Net;
using System.Net.Sockets;
using Oms.Edge.Gateway.Hosting;
using Oms.Edge.Gateway.Options;
using Oms.Edge.Gateway.Tests.Support;
using Xunit;

namespace Oms.Edge.Gateway.Tests.Hosting;

/// <summary>What stops a start names itself and the way out, before anything is served.</summary>
public sealed class StartTests : IAsyncDisposable
{
    private readonly GatewayFixture _gateway = new();

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task A_port_that_is_taken_is_named()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        _gateway.Options.Mqtt.Listen = other.LocalEndpoint.ToString()!;

        var failure = await Assert.ThrowsAsync<StartException>(_gateway.StartAsync);
        Assert.Contains(other.LocalEndpoint.ToString()!, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_gateway_over_the_same_directory_is_refused()
    {
        await _gateway.StartAsync();

        var failure = Assert.Throws<StartException>(() => GatewayHost.Create(_gateway.Options, TimeProvider.System));
        Assert.Contains(_gateway.Data, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_journal_that_is_rubbish_is_refused()
    {
        await _gateway.StartAsync();
        await _gateway.StopAsync();
        var database = Path.Combine(_gateway.Data, "journal", "journal.db");
        await File.WriteAllBytesAsync(database, new byte[64 * 1024], TestContext.Current.CancellationToken);
        File.Delete(database + "-wal");

        var failure = await Assert.ThrowsAsync<StartException>(_gateway.StartAsync);
        Assert.Contains("journal", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_key_than_the_journals_is_refused()
    {
        await _gateway.StartAsync();
        await _gateway.StopAsync();
        File.Delete(Path.Combine(_gateway.Data, "device.key"));

        var failure = await Assert.ThrowsAsync<StartException>(_gateway.StartAsync);
        Assert.Contains("another key", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_data_directory_that_cannot_be_written_is_named()
    {
        // A path below a file: not writable for any user, root included.
        var file = Path.Combine(Path.GetDirectoryName(_gateway.Data)!, "file");
        await File.WriteAllTextAsync(file, "x", TestContext.Current.CancellationToken);
        _gateway.Options.Data = Path.Combine(file, "data");

        var failure = await Assert.ThrowsAsync<StartException>(_gateway.StartAsync);
        Assert.Contains(_gateway.Options.Data, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_device_file_that_is_wrong_is_named()
    {
        await File.WriteAllTextAsync(
            _gateway.Options.Devices!, """{"devices":[{"id":"a","kind":"toaster"}]}""",
                TestContext.Current.CancellationToken);

        var failure = await Assert.ThrowsAsync<StartException>(_gateway.StartAsync);
        Assert.Contains("toaster", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("OMS__Depot", "a b", "Depot")]
    [InlineData("OMS__Mqtt__Listen", "1883", "Mqtt:Listen")]
    [InlineData("OMS__Mqtt__ConnectionsMax", "0", "ConnectionsMax")]
    [InlineData("OMS__Mqtt__ConnectionsMax", "many", "ConnectionsMax")]
    [InlineData("OMS__Store__LingerMilliseconds", "5000", "LingerMilliseconds")]
    [InlineData("OMS__Clock__Origin", "noon", "Clock:Origin")]
    [InlineData("OMS__Centre__Urls__0", "ftp://centre", "Centre:Urls")]
    [InlineData("OMS__Colour", "red", "Colour")]
    public void A_bad_option_names_itself(string variable, string value, string named)
    {
        var environment = new Hashtable { ["OMS__Depot"] = "lyon", ["OMS__Data"] = "/tmp/x", [variable] = value };

        Assert.Contains(
            named, Assert.Throws<StartException>(() => OptionsLoader.Load(null, environment)).Message,
                StringComparison.Ordinal);
    }

    [Fact]
    public void The_environment_wins_over_the_defaults()
    {
        var options = OptionsLoader.Load(null, new Hashtable
        {
            ["OMS__Depot"] = "lyon",
            ["OMS__Data"] = "/tmp/x",
            ["OMS__Centre__Urls__0"] = "https://centre-1",
            ["OMS__Centre__Urls__1"] = "https://centre-2",
            ["OMS__Clock__Scale"] = "60",
        });

        Assert.Equal(["https://centre-1", "https://centre-2"], options.Centre.Urls);
        Assert.Equal(60, options.Clock.Scale);
    }
}
