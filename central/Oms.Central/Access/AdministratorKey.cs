using System.Text;
using Oms.Actors;
using Oms.Central.Hosting;
using Oms.Entities;

namespace Oms.Central.Access;

/// <summary>The administrator's key: made at the first start, kept in a file that only the service may read.</summary>
internal static class AdministratorKey
{
    public const string FileName = "admin.key";

    private static readonly TimeSpan AskAgain = TimeSpan.FromMilliseconds(100);

    /// <summary>Registers the key of the file, and makes the file where it is not there.</summary>
    public static async Task<string> EnsureAsync(CentralNode node, CancellationToken cancellationToken)
    {
        var path = Path.Combine(node.DataDirectory, FileName);
        if (!File.Exists(path))
        {
            PrivateFile.Write(path, Encoding.ASCII.GetBytes($"{ApiKeyText.Make()}\n"));
        }

        var key = ApiKeyText.Parse((await File.ReadAllTextAsync(path, cancellationToken)).Trim())
            ?? throw new InvalidDataException(
                $"{path} holds no API key; remove it, and the next start makes a new one.");
        var context = new CommandContext(
            CommandId.Version5(Guid.Empty, $"administrator\0{key.Id}\0{AccessControl.HashOf(key.Secret)}"),
            new Principal(PrincipalKind.System, "start"));
        var reply = await AskAsync(node, key, context);
        while (reply.Outcome is ReplyOutcome.Retriable)
        {
            // Of several nodes the one that has the key's shard may just be coming or going.
            await Task.Delay(AskAgain, TimeProvider.System, cancellationToken);
            reply = await AskAsync(node, key, context);
        }

        if (reply.Outcome != ReplyOutcome.Accepted)
        {
            throw new InvalidDataException($"The administrator's key of {path} was not taken: {reply.Outcome}.");
        }

        await node.System.WaitForAsync(Storage.ViewsProjection.Keys, reply.Position, cancellationToken);
        return path;
    }

    private static ValueTask<Reply<ApiKeyEvent, ApiKeyRejection>> AskAsync(
        CentralNode node, ApiKeyText key, CommandContext context) =>
        node.ApiKeys.AskAsync(
            CentralNode.Address(ApiKey.Kind, key.Id),
            new ApiKeyCommand.Create("administrator", ApiScope.Admin, AccessControl.HashOf(key.Secret)),
            context);
}
