using System.Runtime.InteropServices;

namespace Oms.Transparency;

/// <summary>Ed25519 (RFC 8032) from OpenSSL 3, which .NET on Linux itself uses but does not offer it from.</summary>
/// <remarks>
/// Manual pages: EVP_PKEY_new_raw_public_key(3), EVP_DigestVerify(3), EVP_DigestSign(3), EVP_PKEY-ED25519(7).
/// </remarks>
internal static partial class LibCrypto
{
    private const string Library = "libcrypto.so.3";

    // NID_ED25519 in openssl/obj_mac.h.
    private const int Ed25519 = 1087;

    public static SafeKeyHandle ImportPublic(ReadOnlySpan<byte> key) =>
        Guarded(key, static k => NewRawPublicKey(Ed25519, 0, k, (nuint)k.Length));

    public static SafeKeyHandle ImportPrivate(ReadOnlySpan<byte> seed) =>
        Guarded(seed, static k => NewRawPrivateKey(Ed25519, 0, k, (nuint)k.Length));

    public static void ExportPublic(SafeKeyHandle key, Span<byte> output)
    {
        var length = (nuint)output.Length;
        Check(GetRawPublicKey(key, output, ref length) == 1 && length == (nuint)output.Length);
    }

    public static bool Verify(SafeKeyHandle key, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        var context = NewContext();
        try
        {
            Check(context != 0 && DigestVerifyInit(context, 0, 0, 0, key) == 1);
            var good = DigestVerify(context, signature, (nuint)signature.Length, message, (nuint)message.Length) == 1;
            if (!good)
            {
                // A refusal leaves an error in this thread's queue, where .NET would find it later.
                ClearErrors();
            }

            return good;
        }
        finally
        {
            FreeContext(context);
        }
    }

    public static void Sign(SafeKeyHandle key, ReadOnlySpan<byte> message, Span<byte> signature)
    {
        var context = NewContext();
        try
        {
            var length = (nuint)signature.Length;
            Check(context != 0 && DigestSignInit(context, 0, 0, 0, key) == 1
                && DigestSign(context, signature, ref length, message, (nuint)message.Length) == 1
                && length == (nuint)signature.Length);
        }
        finally
        {
            FreeContext(context);
        }
    }

    private static SafeKeyHandle Guarded(ReadOnlySpan<byte> key, Func<ReadOnlySpan<byte>, SafeKeyHandle> import)
    {
        try
        {
            var handle = import(key);
            Check(!handle.IsInvalid);
            return handle;
        }
        catch (Exception failure) when (failure is DllNotFoundException or EntryPointNotFoundException)
        {
            throw new PlatformNotSupportedException(
                $"Ed25519 needs OpenSSL 3 ({Library}), which this system does not have. Install the package libssl3.",
                failure);
        }
    }

    private static void Check(bool good)
    {
        if (!good)
        {
            ClearErrors();
            throw new System.Security.Cryptography.CryptographicException("OpenSSL refused the Ed25519 operation.");
        }
    }

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_new_raw_public_key")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial SafeKeyHandle NewRawPublicKey(int type, nint engine, ReadOnlySpan<byte> key, nuint length);

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_new_raw_private_key")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial SafeKeyHandle NewRawPrivateKey(int type, nint engine, ReadOnlySpan<byte> key, nuint length);

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_get_raw_public_key")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetRawPublicKey(SafeKeyHandle key, Span<byte> output, ref nuint length);

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_free")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial void FreeKey(nint key);

    [LibraryImport(Library, EntryPoint = "EVP_MD_CTX_new")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint NewContext();

    [LibraryImport(Library, EntryPoint = "EVP_MD_CTX_free")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial void FreeContext(nint context);

    [LibraryImport(Library, EntryPoint = "EVP_DigestVerifyInit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int DigestVerifyInit(
        nint context, nint keyContext, nint digest, nint engine, SafeKeyHandle key);

    [LibraryImport(Library, EntryPoint = "EVP_DigestVerify")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int DigestVerify(
        nint context, ReadOnlySpan<byte> signature, nuint length, ReadOnlySpan<byte> message, nuint messageLength);

    [LibraryImport(Library, EntryPoint = "EVP_DigestSignInit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int DigestSignInit(
        nint context, nint keyContext, nint digest, nint engine, SafeKeyHandle key);

    [LibraryImport(Library, EntryPoint = "EVP_DigestSign")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int DigestSign(
        nint context, Span<byte> signature, ref nuint length, ReadOnlySpan<byte> message, nuint messageLength);

    [LibraryImport(Library, EntryPoint = "ERR_clear_error")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial void ClearErrors();

    /// <summary>An EVP_PKEY.</summary>
    internal sealed class SafeKeyHandle() : SafeHandle(0, ownsHandle: true)
    {
        public override bool IsInvalid => handle == 0;

        protected override bool ReleaseHandle()
        {
            FreeKey(handle);
            return true;
        }
    }
}
