using System.CommandLine;
using Oms.Cli.Api;

namespace Oms.Cli.Backups;

/// <summary><c>oms backup</c>: a copy of a running centre.</summary>
internal static class BackupCommand
{
    public static Command Create(ApiOptions options)
    {
        var folder = new Argument<string>("DIR")
        {
            Description = "A new or empty directory on the centre's machine, as an absolute path.",
        };
        folder.Validators.Add(result =>
        {
            // The path is the other machine's, so only what holds everywhere is checked here.
            if (result.Tokens is [var token] && !token.Value.StartsWith('/'))
            {
                result.AddError($"{token.Value} is no absolute path; it is a directory of the centre's machine.");
            }
        });
        return options.Write(
            "backup",
            "Copies the databases and keys of a running centre into a directory of its machine.",
            async (call, cancellationToken) =>
            {
                var body = new BackupBody(call.Parsed.GetRequiredValue(folder));
                var answer = await call.PostAsync(
                    "ops/backup", body, BodiesJson.Default.BackupBody, cancellationToken);
                return await call.DoneAsync(
                    answer,
                    $"The backup is in {body.Directory}. It holds the centre's keys: keep it as safe as those.");
            },
            folder);
    }
}
