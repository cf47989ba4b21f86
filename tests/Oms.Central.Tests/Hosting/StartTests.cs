using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Oms.Central.Hosting;
using Xunit;

namespace Oms.Central.Tests.Hosting;

/// <summary>What cannot start says why, and what to do about it, before anything is served.</summary>
public sealed class StartTests
{
    [Fact]
    public async Task A_port_that_is_taken_is_named()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var url = $"http://127.0.0.1:{((IPEndPoint)taken.LocalEndpoint).Port}";
        using var data = new Data();
        await using var host = await CentralHost.CreateAsync(data.Options with { Listen = url });
        var failure = await Assert.ThrowsAsync<StartException>(() => host.StartAsync(CancellationToken.None));
        Assert.Contains(url, failure.Message, StringComparison.Ordinal);
        Assert.Contains("Http:Url", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_data_directory_that_another_process_uses_is_refused()
    {
        using var data = new Data();
        await using var first = await CentralHost.CreateAsync(data.Options);
        await Assert.ThrowsAsync<StartException>(() => CentralHost.CreateAsync(data.Options));
    }

    [Theory]
    [InlineData("views.db")]
    [InlineData("journal.db")]
    [InlineData("requests.db")]
    public async Task A_damaged_database_is_named(string name)
    {
        using var data = new Data();
        await using (await CentralHost.CreateAsync(data.Options))
        {
        }

        foreach (var side in Directory.GetFiles(data.Path, $"{name}-*"))
        {
            File.Delete(side);
        }

        await File.WriteAllTextAsync(
            Path.Combine(data.Path, name), new string('x', 20_000), TestContext.Current.CancellationToken);
        var failure = await Assert.ThrowsAsync<StartException>(() => CentralHost.CreateAsync(data.Options));
        Assert.Contains(data.Path, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_directory_that_is_a_file_is_named()
    {
        using var data = new Data();
        var file = Path.Combine(data.Path, "file");
        await File.WriteAllTextAsync(file, "x", TestContext.Current.CancellationToken);
        var failure = await Assert.ThrowsAsync<StartException>(
            () => CentralHost.CreateAsync(data.Options with { DataDirectory = file }));
        Assert.Contains(file, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Http:Url", "nowhere")]
    [InlineData("Data:Directory", "")]
    [InlineData("Log:Origin", "two words")]
    [InlineData("Logging:Level", "Loud")]
    [InlineData("Clock:Scale", "0")]
    [InlineData("Http:Port", "80")]
    public void A_wrong_option_is_named(string key, string value)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["Data:Directory"] = "/data", [key] = value })
            .Build();
        var failure = Assert.Throws<StartException>(() => CentralOptions.From(configuration));
        Assert.Contains(key, failure.Message, StringComparison.Ordinal);
    }

    /// <summary>Each write to a database in the current folder would be looked at.</summary>
    [Fact]
    public async Task No_folder_is_watched_for_settings()
    {
        using var data = new Data();
        await using var application = CentralApplication.Build(data.Options, peers: null);
        var files = ((IConfigurationRoot)application.Configuration).Providers.OfType<FileConfigurationProvider>();
        Assert.All(files, file => Assert.False(file.Source.ReloadOnChange));
    }

    [Fact]
    public async Task Secrets_can_be_read_by_their_owner_only()
    {
        using var data = new Data();
        await using var host = await CentralHost.CreateAsync(data.Options);
        await host.StartAsync(CancellationToken.None);
        foreach (var secret in new[] { "admin.key", "keys/root.pem", "keys/log.pem", "keys/enrolment.secret" })
        {
            Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes.");
            if (!OperatingSystem.IsWindows())
            {
                Assert.Equal(
                    UnixFileMode.UserRead | UnixFileMode.UserWrite,
                        File.GetUnixFileMode(Path.Combine(data.Path, secret)));
            }
        }
    }

    private sealed class Data : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("oms-central-").FullName;

        public CentralOptions Options => new()
        {
            Listen = "http://127.0.0.1:0",
            DataDirectory = Path,
            LogLevel = LogLevel.Error,
        };

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
