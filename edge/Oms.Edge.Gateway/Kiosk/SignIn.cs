using System.Net;
using System.Security.Cryptography;
using Oms.Edge.Devices;
using Oms.Edge.Gateway.Api;
using Oms.Edge.People;

namespace Oms.Edge.Gateway.Kiosk;

/// <summary>Finds out who stands at the kiosk: by badge, by PIN, or by the reader beside it.</summary>
internal sealed class SignIn(
    PeopleRegistry people, DeviceRegistry devices, SignInReaders readers, SignInGuard guard, ILogger log) : IDisposable
{
    /// <summary>PINs that wait to be hashed; more are turned away.</summary>
    private const int WaitingMax = 16;

    // Whoever is not known takes as long as whoever is.
    private static readonly string Nobody = PinHash.Of("000000", RandomNumberGenerator.GetBytes(PinHash.SaltBytes));

    // One slow hash at a time: guesses in parallel gain nothing, and the other core is the depot's.
    private readonly SemaphoreSlim _hashing = new(1, 1);
    private int _waiting;

    public async Task<Person> ByPinAsync(string id, string pin, IPAddress from, CancellationToken cancellationToken)
    {
        var (person, subject, address) = (people.Find(id), $"person {id}", $"address {from}");
        RefuseLocked(subject);
        RefuseLocked(address);
        await TakeTurnAsync(cancellationToken);
        try
        {
            // Those before it in the row may have locked it.
            RefuseLocked(subject);
            RefuseLocked(address);
            if (PinHash.Matches(person?.PinHash ?? Nobody, pin) && person?.PinHash is not null)
            {
                guard.Succeeded(subject);
                guard.Succeeded(address);
                log.SignedIn(person.Id, "PIN", from);
                return person;
            }

            Fail(subject, SignInGuard.PersonFailuresMax);
            Fail(address, SignInGuard.AddressFailuresMax);
            throw new ProblemException(401, "sign-in-failed", "The id or the PIN is wrong.");
        }
        finally
        {
            _ = _hashing.Release();
        }
    }

    public Person ByBadge(string token, IPAddress from)
    {
        var address = $"address {from}";
        RefuseLocked(address);
        if (people.FindBadge(token, devices) is { } person)
        {
            guard.Succeeded(address);
            log.SignedIn(person.Id, "badge", from);
            return person;
        }

        Fail(address, SignInGuard.AddressFailuresMax);
        throw new ProblemException(401, "sign-in-failed", "It is nobody's badge.");
    }

    /// <returns>Null when nobody has swiped.</returns>
    public Person? ByReader(IPAddress from)
    {
        var person = readers.Take(from);
        if (person is not null)
        {
            log.SignedIn(person.Id, "reader", from);
        }

        return person;
    }

    public void Dispose() => _hashing.Dispose();

    private async Task TakeTurnAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (Interlocked.Increment(ref _waiting) > WaitingMax)
            {
                throw new ProblemException(429, "too-many-requests", "Too many people sign in at this moment.")
                {
                    RetryAfterSeconds = 1,
                };
            }

            await _hashing.WaitAsync(cancellationToken);
        }
        finally
        {
            _ = Interlocked.Decrement(ref _waiting);
        }
    }

    private void RefuseLocked(string subject)
    {
        if (guard.LockedFor(subject) is { } rest)
        {
            throw new ProblemException(429, "locked", "After too many wrong ones, signing in is locked for a while.")
            {
                RetryAfterSeconds = (int)Math.Ceiling(rest.TotalSeconds),
            };
        }
    }

    private void Fail(string subject, int failuresMax)
    {
        if (guard.Failed(subject, failuresMax))
        {
            log.SignInLocked(subject);
        }
    }
}
