using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Oms.Entities;

/// <summary>Names one entity for ever: tenant, kind and id.</summary>
/// <remarks>
/// Tenant <c>[a-z0-9-]{1,32}</c>, kind <c>[a-z][a-z0-9-]{0,31}</c>, id 1 to 120 printable ASCII characters without
/// space; the parts of a composite id are joined by <c>@</c> and percent-escaped (see <see cref="Join"/>).
/// </remarks>
public sealed partial record EntityAddress
{
    /// <summary>The tenant of an installation that serves only one.</summary>
    public const string MainTenant = "main";

    private const int IdCharsMax = 120;

    // Every message looks its entity up by the address: the three texts are hashed once, not once a message.
    private readonly int _hash;

    private EntityAddress(string tenant, string kind, string id) =>
        (Tenant, Kind, Id, _hash) = (tenant, kind, id, HashCode.Combine(tenant, kind, id));

    public string Tenant { get; }

    public string Kind { get; }

    public string Id { get; }

    /// <summary>The address of an entity in the main tenant.</summary>
    /// <exception cref="ArgumentException">A part is not of its form; the message names it.</exception>
    public static EntityAddress Of(string kind, string id) => Of(MainTenant, kind, id);

    /// <exception cref="ArgumentException">A part is not of its form; the message names it.</exception>
    public static EntityAddress Of(string tenant, string kind, string id)
    {
        if (!TenantForm().IsMatch(tenant))
        {
            throw new ArgumentException($"Tenant '{tenant}' is not [a-z0-9-]{{1,32}}.", nameof(tenant));
        }

        if (!KindForm().IsMatch(kind))
        {
            throw new ArgumentException($"Kind '{kind}' is not [a-z][a-z0-9-]{{0,31}}.", nameof(kind));
        }

        return IsId(id)
            ? new EntityAddress(tenant, kind, id)
            : throw new ArgumentException($"Id '{id}' is not 1 to {IdCharsMax} printable ASCII.", nameof(id));
    }

    /// <summary>The address, if every part is of its form.</summary>
    public static bool TryOf(
        string? tenant, string? kind, string? id, [NotNullWhen(true)] out EntityAddress? address)
    {
        address = tenant is not null && kind is not null && TenantForm().IsMatch(tenant) && KindForm().IsMatch(kind)
            && IsId(id)
            ? new EntityAddress(tenant, kind, id)
            : null;
        return address is not null;
    }

    /// <summary>Whether a text can be an entity's id: 1 to 120 characters from <c>!</c> to <c>~</c>.</summary>
    public static bool IsId([NotNullWhen(true)] string? id) =>
        id is { Length: >= 1 and <= IdCharsMax } && !id.AsSpan().ContainsAnyExceptInRange('!', '~');

    /// <summary>Joins the parts of a composite id: each percent-escaped where it holds <c>@</c>, <c>%</c> or what an
    /// id must not hold.</summary>
    public static string Join(params ReadOnlySpan<string> parts)
    {
        var joined = new StringBuilder();
        foreach (var part in parts)
        {
            _ = joined.Length > 0 ? joined.Append('@') : joined;
            foreach (var octet in Encoding.UTF8.GetBytes(part))
            {
                _ = octet is > (byte)' ' and <= (byte)'~' and not (byte)'@' and not (byte)'%'
                    ? joined.Append((char)octet)
                    : joined.Append('%').Append(octet.ToString("X2", CultureInfo.InvariantCulture));
            }
        }

        return joined.ToString();
    }

    /// <summary>The shard, 0 to 255: first byte of SHA-256(UTF-8(tenant NUL kind NUL id)). Fixed for ever.</summary>
    public byte Shard()
    {
        Span<byte> text = stackalloc byte[32 + 32 + IdCharsMax + 2];
        var length = Encoding.UTF8.GetBytes($"{Tenant}\0{Kind}\0{Id}", text);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text[..length], hash);
        return hash[0];
    }

    public bool Equals(EntityAddress? other) => ReferenceEquals(this, other)
        || (other is not null && _hash == other._hash && Id == other.Id && Kind == other.Kind
            && Tenant == other.Tenant);

    public override int GetHashCode() => _hash;

    public override string ToString() => $"{Tenant}/{Kind}/{Id}";

    [GeneratedRegex(@"\A[a-z0-9-]{1,32}\z")]
    private static partial Regex TenantForm();

    [GeneratedRegex(@"\A[a-z][a-z0-9-]{0,31}\z")]
    private static partial Regex KindForm();
}
