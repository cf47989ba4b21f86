using System.CommandLine;
using System.Text.Json;
using Oms.Cli.Api;
using Oms.Cli.Output;

namespace Oms.Cli.Audit;

/// <summary><c>oms audit</c>: has the centre compute from its journal what must always hold.</summary>
internal static class AuditCommand
{
    public static Command Create(ApiOptions options) => options.Read(
        "audit",
        "Has the centre recompute its invariants from the journal. Exit code 1: one is violated.",
        async (call, cancellationToken) =>
        {
            var answer = await call.GetAsync("audit/invariants", cancellationToken);
            _ = await call.ShowAsync(answer);
            return Cell.Find(answer.Json(), "healthy") is { ValueKind: JsonValueKind.True }
                ? ExitCode.Ok
                : ExitCode.Rejected;
        });
}
