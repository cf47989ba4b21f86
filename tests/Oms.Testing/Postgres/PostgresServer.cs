using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Xunit;

namespace Oms.Testing.Postgres;

/// <summary>A real PostgreSQL server on 127.0.0.1 and a free port, in a directory of its own, ended by its own
/// id.</summary>
/// <remarks>It is durable as in production: fsync stays on unless a test turns it off.</remarks>
/// <threadsafety>One caller at a time; databases may be made by several at once.</threadsafety>
public sealed partial class PostgresServer : IAsyncDisposable
{
    private const string Superuser = "oms";
    private const int SignalInterrupt = 2;
    private const int SignalQuit = 3;
    private const int SignalKill = 9;
    private const int SignalContinue = 18;
    private const int SignalStop = 19;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan AskAgain = TimeSpan.FromMilliseconds(25);

    private readonly PostgresPrograms _programs;
    private readonly DirectoryInfo _directory;
    private Process? _process;
    private int _databases;

    private PostgresServer(PostgresPrograms programs, string? folder = null, int? port = null)
    {
        _programs = programs;
        _directory = folder is null
            ? Directory.CreateTempSubdirectory("oms-postgres-")
            : Directory.CreateDirectory(Path.Combine(folder, "postgres"));
        Port = port ?? LoopbackPort.Free();
    }

    public int Port { get; }

    /// <summary>Whether it runs: one that met a full disk may have given up.</summary>
    public bool IsRunning => _process is { HasExited: false };

    /// <summary>The file that it logs to.</summary>
    public string Log => Path.Combine(_directory.FullName, "log");

    private string Data => Path.Combine(_directory.FullName, "data");

    /// <summary>Makes a cluster and starts it; skips the test where PostgreSQL is not installed.</summary>
    /// <param name="settings">Lines of postgresql.conf, such as <c>max_connections=20</c>.</param>
    public static Task<PostgresServer> StartAsync(params string[] settings) =>
        StartAsync(new PostgresServer(PostgresPrograms.Find()), settings);

    /// <summary>The same with all that it stores in a folder that is given, such as one on a small disk.</summary>
    public static Task<PostgresServer> StartInAsync(string folder, params string[] settings) =>
        StartAsync(new PostgresServer(PostgresPrograms.Find(), folder), settings);

    private static async Task<PostgresServer> StartAsync(PostgresServer server, string[] settings)
    {
        await PostgresPrograms.GiveAsync(server._directory);
        await server._programs.RunAsync(
            server._directory, "initdb", "-D", server.Data, "-U", Superuser, "--auth=trust", "-E", "UTF8", "--locale=C",
            "--no-sync", "--no-instructions");
        await File.AppendAllLinesAsync(
            Path.Combine(server.Data, "postgresql.conf"), ["fsync = on", "unix_socket_directories = ''", .. settings]);
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>Starts a server on a data directory that something else has filled, and takes it over.</summary>
    /// <param name="data">It belongs to the server's user, and is deleted in the end.</param>
    /// <param name="port">That of a server which has ended.</param>
    public static async Task<PostgresServer> StartOnAsync(string data, int port)
    {
        var server = new PostgresServer(PostgresPrograms.Find(), port: port);
        await PostgresPrograms.GiveAsync(server._directory);
        Directory.Move(data, server.Data);
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>Makes a standby that streams from this server, and starts it.</summary>
    public async Task<PostgresServer> StartStandbyAsync()
    {
        var standby = new PostgresServer(_programs);
        await PostgresPrograms.GiveAsync(standby._directory);
        await _programs.RunAsync(
            standby._directory, "pg_basebackup", "-D", standby.Data, "-h", "127.0.0.1", "-p", Text(Port),
            "-U", Superuser, "-X", "stream", "--checkpoint=fast", "--no-sync", "-R");
        await standby.StartAgainAsync();
        return standby;
    }

    /// <summary>An Npgsql connection string to a database, by default to the one for maintenance.</summary>
    public string ConnectionString(string database = "postgres") =>
        $"Host=127.0.0.1;Port={Port};Username={Superuser};Database={database}";

    /// <summary>Makes an empty database.</summary>
    /// <returns>Its name.</returns>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = $"t{Interlocked.Increment(ref _databases)}";
        await _programs.RunAsync(
            _directory, "createdb", "-h", "127.0.0.1", "-p", Text(Port), "-U", Superuser, "-T", "template0", name);
        return name;
    }

    /// <summary>Runs SQL as the superuser.</summary>
    /// <returns>What it answered, unaligned and without headers.</returns>
    public Task<string> QueryAsync(string sql, string database = "postgres") => _programs.RunAsync(
        _directory, "psql", "-h", "127.0.0.1", "-p", Text(Port), "-U", Superuser, "-d", database, "-AtqX",
        "-v", "ON_ERROR_STOP=1", "-c", sql);

    /// <summary>Lets it read its settings again, and waits until new sessions have them.</summary>
    public async Task ReloadAsync()
    {
        var before = await QueryAsync("select pg_conf_load_time()");
        await QueryAsync("select pg_reload_conf()");
        await WaitAsync(async () => await QueryAsync("select pg_conf_load_time()") != before, "reload");
    }

    /// <summary>Starts it after it was stopped or killed, and waits until it can be asked.</summary>
    public async Task StartAgainAsync()
    {
        _process?.Dispose();
        _process = _programs.Start(_directory, Log, "postgres", ["-D", Data, "-p", Text(Port), "-h", "127.0.0.1"]);
        await WaitAsync(
            async () =>
            {
                Assert.False(_process.HasExited, "PostgreSQL did not start: " + Tail());
                return await _programs.AnswersAsync(_directory, Port);
            },
            "answer");
    }

    /// <summary>Waits until it can be asked; starts it again where it has ended meanwhile.</summary>
    public async Task RecoverAsync()
    {
        await WaitAsync(
            async () => !IsRunning || await _programs.AnswersAsync(_directory, Port), "come back or end");
        if (!IsRunning)
        {
            await StartAgainAsync();
        }
    }

    /// <summary>Lets go of all sessions and stops cleanly (a "fast" shutdown).</summary>
    public Task StopAsync() => EndAsync(SignalInterrupt);

    /// <summary>Stops without a checkpoint, as after a crash, and starts again (an "immediate" shutdown).</summary>
    public async Task RestartAsync()
    {
        await EndAsync(SignalQuit);
        await StartAgainAsync();
    }

    /// <summary>Kills every process of it with SIGKILL.</summary>
    public async Task KillAsync()
    {
        var all = Processes();
        all.ForEach(id => Signal(id, SignalKill));
        await _process!.WaitForExitAsync().WaitAsync(Patience, TimeProvider.System);

        // Its children are nobody's now; the next start needs them gone.
        await WaitAsync(() => Task.FromResult(all.TrueForAll(id => !Directory.Exists($"/proc/{id}"))), "end");
    }

    /// <summary>Stops every process of it where it is (SIGSTOP).</summary>
    public void Pause() => Processes().ForEach(id => Signal(id, SignalStop));

    /// <summary>Lets a paused server go on.</summary>
    public void Resume() => Processes().ForEach(id => Signal(id, SignalContinue));

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            Resume();
            await EndAsync(SignalQuit);
        }

        _process?.Dispose();
        _directory.Delete(recursive: true);
    }

    private async Task EndAsync(int signal)
    {
        Signal(_process!.Id, signal);
        await _process.WaitForExitAsync().WaitAsync(Patience, TimeProvider.System);
    }

    /// <summary>The server first, so that it starts no more children.</summary>
    private List<int> Processes()
    {
        var server = _process!.Id;
        var children = File.ReadAllText($"/proc/{server}/task/{server}/children");
        return [server, .. children.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(ParseId)];
    }

    private string Tail() =>
        File.Exists(Log) ? string.Join('\n', File.ReadLines(Log).TakeLast(8)) : "it logged nothing";

    private static async Task WaitAsync(Func<Task<bool>> done, string what)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await done())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Patience, $"PostgreSQL did not {what} in time.");
            await Task.Delay(AskAgain, TimeProvider.System);
        }
    }

    private static int ParseId(string id) => int.Parse(id, CultureInfo.InvariantCulture);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    // Process.Kill can only send SIGKILL.
    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Signal(int process, int signal);
}
