using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace Oms.Testing.Postgres;

/// <summary>The programs of an installed PostgreSQL, run as a user that the server accepts: it refuses root.</summary>
internal sealed class PostgresPrograms
{
    private const string Root = "/usr/lib/postgresql";
    private const string User = "postgres";
    private const string SetPrivileges = "/usr/bin/setpriv";

    private PostgresPrograms(string folder) => Folder = folder;

    /// <summary>Where they are.</summary>
    public string Folder { get; }

    /// <summary>The newest version of Debian's packages, or a skip that says what to install.</summary>
    public static PostgresPrograms Find()
    {
        var folder = (Directory.Exists(Root) ? Directory.GetDirectories(Root) : [])
            .Where(version => File.Exists(Path.Combine(version, "bin", "initdb")))
            .OrderByDescending(version => int.Parse(Path.GetFileName(version), CultureInfo.InvariantCulture))
            .FirstOrDefault();
        Assert.SkipWhen(folder is null, $"PostgreSQL is not in {Root} (Debian package postgresql).");
        Assert.SkipWhen(
            Environment.IsPrivilegedProcess && !File.ReadLines("/etc/passwd").Any(IsUser),
            $"PostgreSQL does not run as root, and there is no user {User}.");
        return new PostgresPrograms(Path.Combine(folder!, "bin"));
    }

    /// <summary>Gives a directory to the server's user.</summary>
    public static Task GiveAsync(DirectoryInfo directory) => Environment.IsPrivilegedProcess
        ? RunAsync(new ProcessStartInfo("chown", [$"{User}:", directory.FullName]))
        : Task.CompletedTask;

    /// <summary>Runs a program to its end.</summary>
    /// <returns>Its standard output.</returns>
    public Task<string> RunAsync(DirectoryInfo directory, string program, params string[] arguments) =>
        RunAsync(Prepared(directory, program, arguments));

    /// <summary>Whether the server on a port takes connections.</summary>
    public async Task<bool> AnswersAsync(DirectoryInfo directory, int port)
    {
        using var process = Process.Start(Prepared(
            directory, "pg_isready",
            ["-h", "127.0.0.1", "-p", port.ToString(CultureInfo.InvariantCulture), "-d", "postgres", "-q"]))!;
        await process.WaitForExitAsync();
        return process.ExitCode == 0;
    }

    /// <summary>Starts a program that stays.</summary>
    public Process Start(DirectoryInfo directory, string log, string program, IEnumerable<string> arguments)
    {
        // The shell and setpriv replace themselves, so the id is the server's, and its output needs no reader here.
        var inner = Prepared(directory, program, arguments);
        var start = new ProcessStartInfo("/bin/sh")
        {
            WorkingDirectory = directory.FullName,
            ArgumentList = { "-c", "log=$1; shift; exec \"$@\" >>\"$log\" 2>&1 </dev/null", "sh", log, inner.FileName },
        };
        foreach (var argument in inner.ArgumentList)
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }

    private static bool IsUser(string line) => line.StartsWith(User + ":", StringComparison.Ordinal);

    private static async Task<string> RunAsync(ProcessStartInfo start)
    {
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{start.FileName} failed: {await output}{await errors}");
        return (await output).TrimEnd('\n');
    }

    private ProcessStartInfo Prepared(DirectoryInfo directory, string program, IEnumerable<string> arguments)
    {
        var path = Path.Combine(Folder, program);
        return Environment.IsPrivilegedProcess
            ? new ProcessStartInfo(
                SetPrivileges,
                ["--reuid", User, "--regid", User, "--clear-groups", path, .. arguments])
            {
                WorkingDirectory = directory.FullName,
            }
            : new ProcessStartInfo(path, arguments) { WorkingDirectory = directory.FullName };
    }
}
