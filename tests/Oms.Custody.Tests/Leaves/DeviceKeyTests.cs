using System.Numerics;
using System.Security.Cryptography;
using Xunit;

namespace Oms.Custody.Tests.Leaves;

public sealed class DeviceKeyTests : IDisposable
{
    private static readonly BigInteger Order = new(
        Convert.FromHexString("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"),
        isUnsigned: true,
        isBigEndian: true);

    private readonly string _folder = Directory.CreateTempSubdirectory("oms-keys-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_saved_key_is_its_owners_alone_and_loads_again()
    {
        using var key = DeviceKey.Create();
        var path = Path.Combine(_folder, "device.key");
        key.Save(path);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        }

        using var loaded = DeviceKey.Load(path);
        Assert.Equal(key.PublicKey.Spki, loaded.PublicKey.Spki);
        Assert.Equal(key.KeyId, Convert.ToHexStringLower(SHA256.HashData(key.PublicKey.Spki))[..16]);
        var signature = new byte[DomainSignature.Size];
        loaded.SignLeaf("leaf"u8, signature);
        Assert.True(key.PublicKey.VerifyLeaf("leaf"u8, signature));
    }

    [Fact]
    public void A_key_file_is_never_overwritten()
    {
        using var key = DeviceKey.Create();
        var path = Path.Combine(_folder, "device.key");
        key.Save(path);
        var before = File.ReadAllText(path);
        Assert.Throws<KeyFileException>(() => key.Save(path));
        Assert.Equal(before, File.ReadAllText(path));
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.OtherWrite)]
    public void A_key_that_others_may_use_is_refused_with_the_remedy(UnixFileMode more)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes.");
        using var key = DeviceKey.Create();
        var path = Path.Combine(_folder, "device.key");
        key.Save(path);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | more);
        }

        var refused = Assert.Throws<KeyFileException>(() => DeviceKey.Load(path));
        Assert.Contains($"chmod 600 {path}", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_without_a_P256_key_is_refused()
    {
        Assert.Throws<KeyFileException>(() => DeviceKey.Load(Path.Combine(_folder, "absent")));
        using var p384 = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        foreach (var text in new[] { "", "no key", p384.ExportPkcs8PrivateKeyPem() })
        {
            var path = Path.Combine(_folder, "bad.key");
            File.WriteAllText(path, text);
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }

            var refused = Assert.Throws<KeyFileException>(() => DeviceKey.Load(path));
            Assert.Contains(path, refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Only_a_plain_P256_public_key_is_imported()
    {
        using var key = DeviceKey.Create();
        var spki = key.PublicKey.Spki.ToArray();
        Assert.NotNull(DevicePublicKey.TryImport(spki));
        Assert.Null(DevicePublicKey.TryImport([]));
        Assert.Null(DevicePublicKey.TryImport([.. spki, 0]));
        for (var i = 0; i < spki.Length; i++)
        {
            spki[i] ^= 1;
            Assert.Null(DevicePublicKey.TryImport(spki));
            spki[i] ^= 1;
        }

        using var p384 = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        Assert.Null(DevicePublicKey.TryImport(p384.ExportSubjectPublicKeyInfo()));
    }

    [Fact]
    public void A_signature_has_one_form_only()
    {
        using var key = DeviceKey.Create();
        var signature = new byte[DomainSignature.Size];
        for (var i = 0; i < 32; i++)
        {
            key.SignLeaf("leaf"u8, signature);
            var s = new BigInteger(signature.AsSpan(32), isUnsigned: true, isBigEndian: true);
            Assert.True(s <= Order / 2);
            Assert.True(key.PublicKey.VerifyLeaf("leaf"u8, signature));

            // The twin verifies mathematically, and is refused here.
            var twin = signature.ToArray();
            var bytes = (Order - s).ToByteArray(isUnsigned: true, isBigEndian: true);
            twin.AsSpan(32).Clear();
            bytes.CopyTo(twin, DomainSignature.Size - bytes.Length);
            Assert.False(key.PublicKey.VerifyLeaf("leaf"u8, twin));
            DomainSignature.Normalize(twin);
            Assert.Equal(signature, twin);
        }
    }

    [Fact]
    public void A_signature_of_one_domain_is_none_of_another()
    {
        using var key = DeviceKey.Create();
        var signature = new byte[DomainSignature.Size];
        key.Sign("depot-key/v1\n"u8, "leaf"u8, signature);
        Assert.True(key.PublicKey.Verify("depot-key/v1\n"u8, "leaf"u8, signature));
        Assert.False(key.PublicKey.VerifyLeaf("leaf"u8, signature));
        Assert.False(key.PublicKey.Verify("depot-key/v1\n"u8, "leaf"u8, signature.AsSpan(0, 63)));
        Assert.False(key.PublicKey.Verify("depot-key/v1\n"u8, "leaf"u8, [.. signature, 0]));
    }

    [Fact]
    public void A_long_message_is_signed_like_a_short_one()
    {
        using var key = DeviceKey.Create();
        var message = new byte[1_000_000];
        var signature = new byte[DomainSignature.Size];
        key.Sign("d\n"u8, message, signature);
        using var plain = ECDsa.Create();
        plain.ImportSubjectPublicKeyInfo(key.PublicKey.Spki, out _);
        byte[] input = [.. "d\n"u8, .. message];
        Assert.True(plain.VerifyData(input, signature, HashAlgorithmName.SHA256));
    }

    [Fact]
    public void DER_and_fixed_form_are_two_ways_to_write_one_signature()
    {
        Span<byte> back = stackalloc byte[DomainSignature.Size];
        foreach (var (r, s) in new[] { (1, 1), (127, 128), (255, 256) })
        {
            var signature = new byte[DomainSignature.Size];
            signature[31] = (byte)r;
            signature[63] = unchecked((byte)s);
            signature[62] = (byte)(s >> 8);
            var der = DerSignature.FromP1363(signature);
            Assert.True(DerSignature.TryToP1363(der, back));
            Assert.Equal(signature, back);
            Assert.False(DerSignature.TryToP1363([.. der, 0], back));
            Assert.False(DerSignature.TryToP1363(der.AsSpan(1), back));
        }

        Assert.False(DerSignature.TryToP1363([0x30, 0x07, 0x02, 0x02, 0x00, 0x01, 0x02, 0x01, 0x01], back));
        Assert.False(DerSignature.TryToP1363([0x30, 0x06, 0x02, 0x01, 0x81, 0x02, 0x01, 0x01], back));
        Assert.False(DerSignature.TryToP1363([0x30, 0x81, 0x06, 0x02, 0x01, 0x01, 0x02, 0x01, 0x01], back));
    }
}
