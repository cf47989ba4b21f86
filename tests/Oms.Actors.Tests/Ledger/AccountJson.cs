using System.Text.Json.Serialization;
using Oms.Json;

namespace Oms.Actors.Tests.Ledger;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    Converters = [typeof(InstantJsonConverter), typeof(AddressConverter)])]
[JsonSerializable(typeof(AccountEvent.Deposited))]
[JsonSerializable(typeof(AccountEvent.Withdrawn))]
[JsonSerializable(typeof(AccountEvent.Sent))]
[JsonSerializable(typeof(AccountEvent.Received))]
[JsonSerializable(typeof(AccountEvent.Refunded))]
[JsonSerializable(typeof(AccountEvent.Held))]
[JsonSerializable(typeof(AccountEvent.Expired))]
[JsonSerializable(typeof(Account))]
[JsonSerializable(typeof(AccountCommand))]
[JsonSerializable(typeof(AccountRejection))]
internal sealed partial class AccountJson : JsonSerializerContext;

/// <summary>How accounts are registered.</summary>
public static class AccountKind
{
    public const string Name = "account";

    public static JsonEventCodec<AccountEvent> Events { get; } = JsonEventCodec<AccountEvent>.Create()
        .Add("account.deposited", 1, AccountJson.Default.Deposited)
        .Add("account.withdrawn", 1, AccountJson.Default.Withdrawn)
        .Add("account.sent", 1, AccountJson.Default.Sent)
        .Add("account.received", 1, AccountJson.Default.Received)
        .Add("account.refunded", 1, AccountJson.Default.Refunded)
        .Add("account.held", 1, AccountJson.Default.Held)
        .Add("account.expired", 1, AccountJson.Default.Expired)
        .Build();

    public static EntityType<Account, AccountCommand, AccountEvent, AccountRejection> Type { get; } =
        new(Name, Events)
        {
            Wire = new(
                AccountJson.Default.AccountCommand, AccountJson.Default.AccountRejection, AccountJson.Default.Account),
        };
}
