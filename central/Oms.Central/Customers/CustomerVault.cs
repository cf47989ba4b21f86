using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using NodaTime;
using Oms.Actors.Journal;
using Oms.Central.Hosting;
using Oms.Central.Storage;

namespace Oms.Central.Customers;

/// <summary>The keys of customers, apart from the journal: who destroys a key makes all that was written with it
/// unreadable, wherever it lies.</summary>
/// <remarks>
/// Each customer has a key of 256 bits (AES-GCM), stored wrapped by a key that follows from the centre's own secret.
/// Beside it lies what customers are found by: an HMAC of an e-mail address or a reference, never the text. Both go
/// when the customer is erased; what stays is that the id was erased, so that it never gets a key again.
/// </remarks>
/// <threadsafety>Any thread may call any member.</threadsafety>
internal sealed class CustomerVault(ITables tables, CentralKeys keys, IClock clock)
{
    /// <summary>Its tables.</summary>
    public const string Schema = """
        CREATE TABLE IF NOT EXISTS customer_keys(
          customer TEXT NOT NULL PRIMARY KEY, wrapped BLOB, erased INTEGER) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS customer_lookups(
          entry TEXT NOT NULL PRIMARY KEY, hash TEXT NOT NULL, customer TEXT NOT NULL) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS customer_lookups_hash ON customer_lookups(hash, customer);
        CREATE INDEX IF NOT EXISTS customer_lookups_customer ON customer_lookups(customer);
        """;

    private const int KeyBytes = 32;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const byte Version = 1;
    private const int FoundMax = 200;

    private readonly byte[] _wrap = keys.Derive("customers/wrap/v1");
    private readonly byte[] _lookup = keys.Derive("customers/lookup/v1");

    /// <summary>What an e-mail address is looked up by.</summary>
    /// <param name="sha256">Lower-case hex of SHA-256 of the address, trimmed and in lower case.</param>
    public string EmailHash(string sha256) => Hash($"email\0{sha256}");

    /// <summary>What a reference is looked up by.</summary>
    public string ReferenceHash(ExternalReference reference) =>
        Hash($"reference\0{reference.System}\0{reference.Reference}");

    /// <summary>Encrypts a profile with the customer's key, which is made where there is none, and notes what the
    /// customer is found by.</summary>
    /// <returns>Null when the customer was erased.</returns>
    /// <exception cref="JournalUnavailableException">The keys cannot be written now.</exception>
    public async Task<SealedProfile?> SealAsync(string customer, CustomerProfile profile)
    {
        byte[]? wrapped = null;
        var fresh = Encrypt(_wrap, customer, RandomNumberGenerator.GetBytes(KeyBytes));
        await WriteAsync(async connection =>
        {
            _ = await connection.RunAsync(
                "INSERT INTO customer_keys VALUES(@customer, @wrapped, NULL) ON CONFLICT(customer) DO NOTHING",
                ("@customer", customer),
                ("@wrapped", fresh));
            wrapped = await connection.OneAsync(
                "SELECT wrapped FROM customer_keys WHERE customer = @customer",
                row => row.IsDBNull(0) ? null : row.Bytes(0),
                ("@customer", customer));
            foreach (var hash in wrapped is null ? [] : HashesOf(profile))
            {
                _ = await connection.RunAsync(
                    "INSERT INTO customer_lookups VALUES(@entry, @hash, @customer) ON CONFLICT DO NOTHING",
                    ("@entry", $"{hash}@{customer}"),
                    ("@hash", hash),
                    ("@customer", customer));
            }
        });
        if (wrapped is null)
        {
            return null;
        }

        return Sealed(
            Decrypt(_wrap, customer, wrapped),
            customer,
            JsonSerializer.SerializeToUtf8Bytes(profile, CustomerJson.Default.CustomerProfile));
    }

    /// <summary>Encrypts what is personal of an order with the key of the customer, who is registered.</summary>
    /// <returns>Null when the customer was erased.</returns>
    public async Task<SealedProfile?> SealAsync(string customer, Orders.Customer named) =>
        await KeyOfAsync(customer) is { } key
            ? Sealed(
                key, customer, JsonSerializer.SerializeToUtf8Bytes(named, Orders.OrderJson.Default.Customer))
            : null;

    /// <summary>Reads a profile; null when the customer's key is gone.</summary>
    /// <exception cref="CryptographicException">The text was not made with this customer's key.</exception>
    public Task<CustomerProfile?> OpenAsync(string customer, SealedProfile sealedProfile) =>
        OpenAsync(customer, sealedProfile, CustomerJson.Default.CustomerProfile);

    /// <summary>Reads what is personal of an order; null when the customer's key is gone.</summary>
    /// <exception cref="CryptographicException">The text was not made with this customer's key.</exception>
    public Task<Orders.Customer?> OpenOrderAsync(string customer, SealedProfile sealedCustomer) =>
        OpenAsync(customer, sealedCustomer, Orders.OrderJson.Default.Customer);

    private async Task<T?> OpenAsync<T>(string customer, SealedProfile text, JsonTypeInfo<T> json)
        where T : class =>
        await KeyOfAsync(customer) is { } key
            ? JsonSerializer.Deserialize(Decrypt(key, customer, Convert.FromBase64String(text.Text)), json)
            : null;

    private async Task<byte[]?> KeyOfAsync(string customer)
    {
        await using var reader = await tables.OpenReaderAsync(CancellationToken.None);
        var wrapped = await reader.OneAsync(
            "SELECT wrapped FROM customer_keys WHERE customer = @customer",
            row => row.IsDBNull(0) ? null : row.Bytes(0),
            ("@customer", customer));
        return wrapped is null ? null : Decrypt(_wrap, customer, wrapped);
    }

    /// <summary>Destroys customers' keys, and all that they are found by. Those that have none never get one.</summary>
    /// <exception cref="JournalUnavailableException">The keys cannot be written now; nothing was destroyed.</exception>
    public Task EraseAsync(IReadOnlyList<string> customers) => WriteAsync(async connection =>
    {
        foreach (var customer in customers)
        {
            _ = await connection.RunAsync(
                """
                INSERT INTO customer_keys VALUES(@customer, NULL, @at)
                ON CONFLICT(customer) DO UPDATE SET wrapped = NULL, erased = coalesce(customer_keys.erased, @at)
                """,
                ("@customer", customer),
                ("@at", clock.GetCurrentInstant().ToUnixTimeTicks()));
            _ = await connection.RunAsync(
                "DELETE FROM customer_lookups WHERE customer = @customer", ("@customer", customer));
        }
    });

    /// <summary>Whether a customer's key was destroyed.</summary>
    public async Task<bool> IsErasedAsync(string customer)
    {
        await using var reader = await tables.OpenReaderAsync(CancellationToken.None);
        return await reader.OneAsync(
            "SELECT erased FROM customer_keys WHERE customer = @customer AND erased IS NOT NULL",
            row => row.GetInt64(0),
            ("@customer", customer)) != 0;
    }

    /// <summary>Ids of customers that had, or have, what a hash was made of; the first 200.</summary>
    public async Task<IReadOnlyList<string>> FindAsync(string hash)
    {
        await using var reader = await tables.OpenReaderAsync(CancellationToken.None);
        return await reader.ManyAsync(
            $"SELECT customer FROM customer_lookups WHERE hash = @hash ORDER BY customer LIMIT {FoundMax}",
            row => row.GetString(0),
            ("@hash", hash));
    }

    /// <summary>All that a profile is found by.</summary>
    public IEnumerable<string> HashesOf(CustomerProfile profile) =>
    [
        .. profile.Emails().Select(email =>
            EmailHash(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(email))))),
        .. (profile.References ?? []).Select(ReferenceHash),
    ];

    private static SealedProfile Sealed(byte[] key, string customer, byte[] text) => new(
        Convert.ToBase64String(Encrypt(key, customer, text)),
        Convert.ToBase64String(HMACSHA256.HashData(key, text)));

    private string Hash(string text) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(_lookup, Encoding.UTF8.GetBytes(text)));

    private async Task WriteAsync(Func<System.Data.Common.DbConnection, ValueTask> change)
    {
        if (!await tables.WriteAsync(change))
        {
            throw new JournalUnavailableException("Too many customers' keys wait to be written.");
        }
    }

    /// <summary>Version, nonce, tag, text; bound to the customer's id.</summary>
    private static byte[] Encrypt(byte[] key, string customer, byte[] plain)
    {
        var sealedBytes = new byte[1 + NonceBytes + TagBytes + plain.Length];
        sealedBytes[0] = Version;
        var nonce = sealedBytes.AsSpan(1, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(key, TagBytes);
        aes.Encrypt(
            nonce,
            plain,
            sealedBytes.AsSpan(1 + NonceBytes + TagBytes),
            sealedBytes.AsSpan(1 + NonceBytes, TagBytes),
            Encoding.UTF8.GetBytes(customer));
        return sealedBytes;
    }

    private static byte[] Decrypt(byte[] key, string customer, byte[] sealedBytes)
    {
        if (sealedBytes.Length < 1 + NonceBytes + TagBytes || sealedBytes[0] != Version)
        {
            throw new CryptographicException("It is not of a known form.");
        }

        var plain = new byte[sealedBytes.Length - 1 - NonceBytes - TagBytes];
        using var aes = new AesGcm(key, TagBytes);
        aes.Decrypt(
            sealedBytes.AsSpan(1, NonceBytes),
            sealedBytes.AsSpan(1 + NonceBytes + TagBytes),
            sealedBytes.AsSpan(1 + NonceBytes, TagBytes),
            plain,
            Encoding.UTF8.GetBytes(customer));
        return plain;
    }
}
