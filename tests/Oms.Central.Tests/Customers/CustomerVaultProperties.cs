using System.Security.Cryptography;
using FsCheck;
using FsCheck.Fluent;
using NodaTime.Extensions;
using Oms.Central.Customers;
using Oms.Central.Hosting;
using Oms.Central.Orders;
using Oms.Central.Storage;
using Oms.Testing;
using Xunit;

namespace Oms.Central.Tests.Customers;

/// <summary>What is encrypted for a customer can be read with that customer's key, and with nothing else.</summary>
public sealed class CustomerVaultProperties : IAsyncDisposable
{
    private readonly TempDirectory _data = new();
    private readonly CentralStores _stores;
    private readonly CentralKeys _keys;
    private readonly CustomerVault _vault;
    private int _made;

    public CustomerVaultProperties()
    {
        _stores = CentralStores.OpenFiles(_data.Path, TaskScheduler.Default);
        _keys = CentralKeys.LoadOrCreate(Path.Combine(_data.Path, "keys"), "example.com/log");
        _vault = new CustomerVault(_stores.CustomerKeys, _keys, TimeProvider.System.ToClock());
    }

    private static Gen<CustomerProfile> Profiles =>
        from name in Gen.Elements("Anna", "Ä \"\\", new string('n', 200))
        from email in Gen.Choose(1, 9)
        from street in Gen.Elements("1 High Street", "Rue de l'Été 2")
        select new CustomerProfile(
            name,
            [new CustomerContact(ContactKind.Email, $"Anna{email}@Example.com")],
            [new CustomerAddress("home", new PostalAddress([street], "Springfield", "12345", "US"))],
            [new CustomerPreference("leave-at", "back door")],
            [new ExternalReference("shop", $"{email}")],
            "en");

    public async ValueTask DisposeAsync()
    {
        await _stores.DisposeAsync();
        _keys.Dispose();
        _data.Dispose();
    }

    [Fact]
    public void Who_has_the_key_reads_what_was_written_and_once_it_is_destroyed_nobody_does() =>
        Prop.ForAll(Profiles.ToArbitrary(), profile => CheckAsync(profile).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(40).WithQuietOnSuccess(true));

    private async Task CheckAsync(CustomerProfile profile)
    {
        var (one, other) = ($"c-{_made++}", $"c-{_made++}");
        var written = await _vault.SealAsync(one, profile);
        var again = await _vault.SealAsync(one, profile);
        var others = await _vault.SealAsync(other, profile);
        Assert.Equal(written!.Digest, again!.Digest);
        Assert.NotEqual(written.Text, again.Text);
        Assert.NotEqual(written.Digest, others!.Digest);
        Assert.Equal(Text(profile), Text(await _vault.OpenAsync(one, written)));
        await Assert.ThrowsAnyAsync<CryptographicException>(() => _vault.OpenAsync(other, written));
        Assert.All(_vault.HashesOf(profile), hash => Assert.Contains(
            one, _vault.FindAsync(hash).GetAwaiter().GetResult()));

        await _vault.EraseAsync([one]);
        Assert.True(await _vault.IsErasedAsync(one));
        Assert.Null(await _vault.OpenAsync(one, written));
        Assert.Null(await _vault.SealAsync(one, profile));
        Assert.All(_vault.HashesOf(profile), hash => Assert.DoesNotContain(
            one, _vault.FindAsync(hash).GetAwaiter().GetResult()));
        Assert.Equal(Text(profile), Text(await _vault.OpenAsync(other, others)));
        await _vault.EraseAsync([other]);
    }

    private static string Text(CustomerProfile? profile) =>
        System.Text.Json.JsonSerializer.Serialize(profile!, CustomerJson.Default.CustomerProfile);
}
