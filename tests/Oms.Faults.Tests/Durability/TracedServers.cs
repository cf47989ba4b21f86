using Oms.Faults.Tests.Servers;

namespace Oms.Faults.Tests.Durability;

/// <summary>The servers' executables behind a script that traces what they receive, send and sync.</summary>
/// <param name="folder">Where scripts and traces go.</param>
internal sealed class TracedServers(string folder)
{
    public const string Strace = "/usr/bin/strace";

    // Each process has a trace of its own; the tracer detaches itself, so that a signal reaches the server.
    private const string Script = """
        #!/bin/sh
        exec {0} -D -f -qq --seccomp-bpf -yy -xx -s 262144 -o {1}.$$ \
          -e trace=fsync,fdatasync,sendto,sendmsg,recvfrom,recvmsg,read,readv,write,writev {2} "$@"
        """;

    public string Centre { get; } = Wrap(folder, "oms-central", Built.Centre);

    public string Gateway { get; } = Wrap(folder, "oms-edge", Built.Gateway);

    /// <summary>The calls of every process of a server, process by process.</summary>
    public IReadOnlyList<IReadOnlyList<SystemCall>> Calls(string server) =>
        [.. Directory.EnumerateFiles(folder, $"{server}.trace.*").Select(file =>
            SystemCallTrace.Read(File.ReadLines(file)))];

    private static string Wrap(string folder, string name, string built)
    {
        var script = Path.Combine(folder, $"{name}.sh");
        File.WriteAllText(script, string.Format(
            null, CompositeScript, Strace, Path.Combine(folder, $"{name}.trace"), built));
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return script;
    }

    private static System.Text.CompositeFormat CompositeScript { get; } = System.Text.CompositeFormat.Parse(Script);
}
