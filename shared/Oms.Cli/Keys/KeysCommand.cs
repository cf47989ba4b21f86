using System.CommandLine;
using System.Text;
using Oms.Cli.Api;
using Oms.Cli.Output;

namespace Oms.Cli.Keys;

/// <summary><c>oms keys</c>: API keys of the centre.</summary>
internal static class KeysCommand
{
    private static readonly string[] Roles =
        ["csr", "csr_external", "picker", "dispatcher", "supervisor", "integration", "finance", "auditor"];

    public static Command Create(ApiOptions options) =>
        new("keys", "API keys of the centre.") { Add(options), Revoke(options) };

    private static Command Add(ApiOptions options)
    {
        var name = new Argument<string>("NAME") { Description = "Who will hold it, 1 to 64 characters." };
        var scope = new Option<string?>("--scope") { Description = "What it may do; or give a role." };
        scope.AcceptOnlyFromAmong("read", "integration", "admin");
        var role = new Option<string?>("--role") { Description = "Whose work it is for; its scope follows from it." };
        role.AcceptOnlyFromAmong(Roles);
        var file = new Option<FileInfo?>("--output", "-o")
        {
            Description = "A new file for the key, readable only by you; it is printed without this option.",
            HelpName = "FILE",
        };
        return options.Write(
            "add",
            "Makes an API key. It is shown only now.",
            async (call, cancellationToken) =>
            {
                var body = new AddKeyBody(
                    call.Parsed.GetRequiredValue(name), call.Parsed.GetValue(scope), call.Parsed.GetValue(role));
                if (body.Scope is null == body.Role is null)
                {
                    throw new UsageException("Give either --scope or --role.");
                }

                var path = call.Parsed.GetValue(file)?.FullName;
                return path is null
                    ? await PrintAsync(call, await PostAsync(call, body, cancellationToken))
                    : await SaveAsync(call, body, path, cancellationToken);
            },
            name,
            scope,
            role,
            file);
    }

    private static Command Revoke(ApiOptions options)
    {
        var id = new Argument<string>("ID") { Description = "The key's id: what stands between oms_ and the next _." };
        return options.Write(
            "revoke",
            "Makes an API key worthless, at once and for ever.",
            async (call, cancellationToken) => await call.DoneAsync(
                await call.PostAsync(
                    $"api-keys/{call.Part(id)}/revoke",
                    new EmptyBody(),
                    BodiesJson.Default.EmptyBody,
                    cancellationToken),
                $"The key {call.Parsed.GetRequiredValue(id)} is revoked."),
            id);
    }

    private static Task<ApiAnswer> PostAsync(ApiCall call, AddKeyBody body, CancellationToken cancellationToken) =>
        call.PostAsync("api-keys", body, BodiesJson.Default.AddKeyBody, cancellationToken);

    private static async Task<int> PrintAsync(ApiCall call, ApiAnswer answer)
    {
        var made = answer.Json();
        if (!call.Json)
        {
            var rights = Cell.Find(made, "role") is null
                ? $"scope {Cell.At(made, "scope")}"
                : $"role {Cell.At(made, "role")}";
            await call.Error.WriteLineAsync(
                Terminal.Clean($"The key {Cell.At(made, "id")} with the {rights}, shown only now:"));
        }

        return await call.DoneAsync(answer, Cell.At(made, "key"));
    }

    /// <summary>The file is made before the key, so that no key is made that nobody holds.</summary>
    private static async Task<int> SaveAsync(
        ApiCall call, AddKeyBody body, string path, CancellationToken cancellationToken)
    {
        var isSaved = false;
        await using (var stream = OutputFile.CreatePrivate(path))
        {
            try
            {
                var made = (await PostAsync(call, body, cancellationToken)).Json();
                await stream.WriteAsync(Encoding.UTF8.GetBytes(Cell.At(made, "key") + "\n"), CancellationToken.None);
                await stream.FlushAsync(CancellationToken.None);
                isSaved = true;
                await call.Error.WriteLineAsync(Terminal.Clean($"The key {Cell.At(made, "id")} is in {path}."));
            }
            finally
            {
                if (!isSaved)
                {
                    File.Delete(path);
                }
            }
        }

        return ExitCode.Ok;
    }
}
