using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Oms.Edge.Fleet.Launching;

namespace Oms.Testing.Postgres;

/// <summary>Two PostgreSQL servers under Patroni with synchronous replication, and the etcd that they agree through;
/// all on 127.0.0.1 and free ports, in a directory of its own, ended by their ids.</summary>
/// <threadsafety>One caller at a time.</threadsafety>
public sealed partial class PatroniServers : IAsyncDisposable
{
    private const string Patroni = "/usr/bin/patroni";
    private const string Etcd = "/usr/bin/etcd";
    private const string Superuser = "oms";
    private const int SignalTerminate = 15;
    private const int SignalKill = 9;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan AskAgain = TimeSpan.FromMilliseconds(200);

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("oms-patroni-");
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(3) };
    private readonly PostgresPrograms _programs = PostgresPrograms.Find();
    private readonly Member[] _members = [new("one"), new("two")];
    private Process? _etcd;

    private PatroniServers()
    {
    }

    /// <summary>Why they cannot be started here; null when they can.</summary>
    public static string? Missing =>
        !File.Exists(Etcd) ? $"{Etcd} is not there (Debian package etcd-server)."
        : !File.Exists(Patroni) ? $"{Patroni} is not there (Debian packages patroni and python3-etcd)."
        : !Directory.Exists("/usr/lib/postgresql") ? "PostgreSQL is not there (Debian package postgresql)."
        : null;

    /// <summary>The names of both members.</summary>
    public IEnumerable<string> Names => _members.Select(member => member.Name);

    /// <summary>Starts all, and waits until one member leads and the other is its synchronous standby.</summary>
    public static async Task<PatroniServers> StartAsync()
    {
        var servers = new PatroniServers();
        try
        {
            await servers.StartAllAsync();
            return servers;
        }
        catch
        {
            await servers.DisposeAsync();
            throw;
        }
    }

    /// <summary>A connection string that names both servers.</summary>
    public string ConnectionString(string database = "postgres") => string.Create(
        CultureInfo.InvariantCulture,
        $"Host={string.Join(',', _members.Select(member => $"127.0.0.1:{member.Port}"))};Username={Superuser};"
            + $"Database={database}");

    /// <summary>A connection string to one member alone.</summary>
    public string ConnectionStringOf(string name, string database) => string.Create(
        CultureInfo.InvariantCulture,
        $"Host=127.0.0.1;Port={Find(name).Port};Username={Superuser};Database={database}");

    /// <summary>Makes an empty database.</summary>
    public async Task CreateDatabaseAsync(string name)
    {
        var leader = Find(await LeaderAsync() ?? throw new InvalidOperationException("Nobody leads."));
        await _programs.RunAsync(
            _directory, "createdb", "-h", "127.0.0.1", "-p", Text(leader.Port), "-U", Superuser, "-T", "template0",
            name);
    }

    /// <summary>Which member leads now, as any of them says; null while nobody does.</summary>
    public Task<string?> LeaderAsync() => InRoleAsync("leader");

    /// <summary>Waits until a member leads that is not the one named.</summary>
    public async Task<string> WaitForLeaderAsync(string otherThan)
    {
        string? leader = null;
        await WaitAsync(async () => (leader = await LeaderAsync()) is not null && leader != otherThan, "promote");
        return leader!;
    }

    /// <summary>Waits until a member follows the leader synchronously.</summary>
    public Task WaitForStandbyAsync() =>
        WaitAsync(async () => await InRoleAsync("sync_standby") is not null, "have a synchronous standby");

    /// <summary>Kills a member's Patroni and every process of its PostgreSQL with SIGKILL.</summary>
    public async Task KillAsync(string name)
    {
        var member = Find(name);
        var postmaster = Postmaster(member);
        _ = Signal(member.Process!.Id, SignalKill);
        foreach (var id in postmaster is { } server ? Family(server) : [])
        {
            _ = Signal(id, SignalKill);
        }

        await member.Process.WaitForExitAsync().WaitAsync(Patience, TimeProvider.System);
    }

    /// <summary>Starts a member that was killed; Patroni makes a standby of it.</summary>
    public void Launch(string name)
    {
        var member = Find(name);
        member.Process?.Dispose();
        member.Process = _programs.Start(
            _directory, Path.Combine(_directory.FullName, $"{name}.log"), Patroni, [ConfigurationOf(member)]);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var member in _members)
        {
            if (member.Process is { HasExited: false } patroni)
            {
                _ = Signal(patroni.Id, SignalTerminate);
                await patroni.WaitForExitAsync().WaitAsync(Patience, TimeProvider.System);
            }

            member.Process?.Dispose();
        }

        if (_etcd is { HasExited: false })
        {
            _ = Signal(_etcd.Id, SignalTerminate);
            await _etcd.WaitForExitAsync().WaitAsync(Patience, TimeProvider.System);
        }

        _etcd?.Dispose();
        _http.Dispose();
        _directory.Delete(recursive: true);
    }

    private async Task StartAllAsync()
    {
        var ports = FreePorts.Take(2 + (2 * _members.Length));
        var (client, peer) = ($"http://127.0.0.1:{ports[0]}", $"http://127.0.0.1:{ports[1]}");
        foreach (var (index, member) in _members.Index())
        {
            (member.Port, member.RestPort) = (ports[2 + (2 * index)], ports[3 + (2 * index)]);
            await File.WriteAllTextAsync(ConfigurationOf(member), Configuration(member, $"127.0.0.1:{ports[0]}"));
        }

        await PostgresPrograms.GiveAsync(_directory);
        _etcd = _programs.Start(
            _directory,
            Path.Combine(_directory.FullName, "etcd.log"),
            Etcd,
            [
                "--name", "etcd", "--data-dir", Path.Combine(_directory.FullName, "etcd"),
                "--listen-client-urls", client, "--advertise-client-urls", client,
                "--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer,
                "--initial-cluster", $"etcd={peer}",
            ]);
        await WaitAsync(async () => await AskAsync($"{client}/health") is not null, "have an etcd");
        Launch(_members[0].Name);
        await WaitAsync(async () => await LeaderAsync() is not null, "have a leader");
        Launch(_members[1].Name);
        await WaitForStandbyAsync();
    }

    private string Configuration(Member member, string etcd) => string.Create(CultureInfo.InvariantCulture, $"""
        scope: oms
        name: {member.Name}
        restapi:
          listen: 127.0.0.1:{member.RestPort}
          connect_address: 127.0.0.1:{member.RestPort}
        etcd3:
          host: {etcd}
        bootstrap:
          dcs:
            ttl: 20
            loop_wait: 5
            retry_timeout: 5
            synchronous_mode: true
            postgresql:
              use_pg_rewind: true
              parameters:
                max_connections: 250
                wal_log_hints: 'on'
          initdb:
            - encoding: UTF8
            - locale: C
            - auth: trust
        postgresql:
          listen: 127.0.0.1:{member.Port}
          connect_address: 127.0.0.1:{member.Port}
          bin_dir: {_programs.Folder}
          data_dir: {DataOf(member)}
          pgpass: {Path.Combine(_directory.FullName, $"{member.Name}.pgpass")}
          pg_hba:
            - host all all 127.0.0.1/32 trust
            - host replication all 127.0.0.1/32 trust
          authentication:
            superuser:
              username: {Superuser}
            replication:
              username: replicator
            rewind:
              username: {Superuser}
          parameters:
            unix_socket_directories: ''
        """);

    private async Task<string?> InRoleAsync(string role)
    {
        foreach (var member in _members)
        {
            if (await AskAsync($"http://127.0.0.1:{member.RestPort}/cluster") is not { } answer)
            {
                continue;
            }

            using var cluster = JsonDocument.Parse(answer);
            return cluster.RootElement.GetProperty("members").EnumerateArray()
                .Where(one => one.GetProperty("role").GetString() == role
                    && one.GetProperty("state").GetString() is "running" or "streaming")
                .Select(one => one.GetProperty("name").GetString())
                .FirstOrDefault();
        }

        return null;
    }

    private async Task<string?> AskAsync(string url)
    {
        try
        {
            return await _http.GetStringAsync(new Uri(url));
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException)
        {
            return null;
        }
    }

    private async Task WaitAsync(Func<Task<bool>> done, string what)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await done())
        {
            if (TimeProvider.System.GetElapsedTime(started) > Patience)
            {
                var logs = _directory.GetFiles("*.log").Select(
                    log => $"{log.Name}:\n{string.Join('\n', File.ReadLines(log.FullName).TakeLast(8))}");
                throw new TimeoutException($"Patroni did not {what} in time.\n{string.Join('\n', logs)}");
            }

            await Task.Delay(AskAgain, TimeProvider.System);
        }
    }

    private Member Find(string name) => _members.Single(member => member.Name == name);

    private string DataOf(Member member) => Path.Combine(_directory.FullName, $"{member.Name}.data");

    private string ConfigurationOf(Member member) => Path.Combine(_directory.FullName, $"{member.Name}.yml");

    private int? Postmaster(Member member) =>
        Path.Combine(DataOf(member), "postmaster.pid") is var file && File.Exists(file)
            ? int.Parse(File.ReadLines(file).First(), CultureInfo.InvariantCulture)
            : null;

    /// <summary>The server first, so that it starts no more children.</summary>
    private static IEnumerable<int> Family(int server) =>
    [
        server,
        .. File.ReadAllText($"/proc/{server}/task/{server}/children")
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(id => int.Parse(id, CultureInfo.InvariantCulture)),
    ];

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    // Process.Kill can only send SIGKILL.
    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Signal(int process, int signal);

    private sealed class Member(string name)
    {
        public string Name { get; } = name;

        public int Port { get; set; }

        public int RestPort { get; set; }

        public Process? Process { get; set; }
    }
}
