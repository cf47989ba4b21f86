namespace Oms.Mqtt.Ingest;

/// <summary>The sessions by client identifier: take-over, resumption, expiry (MQTT 5.0 sections 3.1.4, 4.1).</summary>
/// <remarks>Bounded: at the bound the session whose device has been away longest makes room.</remarks>
internal sealed class IngestSessions(MqttIngestOptions options, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, IngestSession> _sessions = new(StringComparer.Ordinal);

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _sessions.Count;
            }
        }
    }

    public IngestSession? Find(string clientId)
    {
        lock (_gate)
        {
            return _sessions.GetValueOrDefault(clientId);
        }
    }

    /// <summary>Gives the session of a client identifier to a new connection.</summary>
    /// <returns>The session, and whether it existed; null when another device owns it or there is no room.</returns>
    public (IngestSession Session, bool IsPresent)? Open(
        string clientId, MqttDevice device, bool cleanStart, uint expirySeconds, IngestConnection connection)
    {
        IngestConnection? previous;
        (IngestSession, bool) opened;
        lock (_gate)
        {
            var known = _sessions.GetValueOrDefault(clientId);
            if (known is not null && known.Device.Identity != device.Identity && !IsOver(known))
            {
                return null;
            }

            previous = known?.Owner;
            if (known is null || cleanStart || IsOver(known))
            {
                if (known is not null)
                {
                    End(known);
                }
                else if (_sessions.Count >= options.SessionsMax && !EvictOne())
                {
                    return null;
                }

                known = new IngestSession(clientId, device, options, time);
                _sessions[clientId] = known;
                opened = (known, false);
            }
            else
            {
                opened = (known, true);
            }

            lock (known.Gate)
            {
                (known.Owner, known.Device, known.ExpirySeconds) = (connection, device, expirySeconds);
                // Nothing is sent to the new connection before its CONNACK.
                known.Outbound.Detach();
            }
        }

        previous?.TakenOver(isResumed: opened.Item2);
        return opened;
    }

    /// <summary>A connection ended: its session begins to expire, unless another connection has it.</summary>
    /// <returns>Whether the session lives on without a connection.</returns>
    public bool Release(IngestSession session, IngestConnection connection)
    {
        lock (_gate)
        {
            lock (session.Gate)
            {
                if (session.Owner != connection)
                {
                    return false;
                }

                session.Owner = null;
                session.DisconnectedAt = time.GetTimestamp();
                session.Outbound.Detach();
            }

            if (session.ExpirySeconds > 0)
            {
                return true;
            }

            _sessions.Remove(session.ClientId);
            End(session);
            return false;
        }
    }

    /// <summary>Ends the sessions whose device has been away too long.</summary>
    public void Expire()
    {
        lock (_gate)
        {
            List<IngestSession>? over = null;
            foreach (var session in _sessions.Values)
            {
                if (IsOver(session))
                {
                    (over ??= []).Add(session);
                }
            }

            foreach (var session in over ?? [])
            {
                _sessions.Remove(session.ClientId);
                End(session);
            }
        }
    }

    private static void End(IngestSession session)
    {
        lock (session.Gate)
        {
            // Whoever still holds the connection is no owner any more, so that it cannot touch what follows.
            session.Owner = null;
            session.Subscriptions.Clear();
            session.Outbound.Abandon();
        }
    }

    private bool IsOver(IngestSession session) =>
        session.Owner is null
        && time.GetElapsedTime(session.DisconnectedAt).TotalSeconds >= session.ExpirySeconds;

    private bool EvictOne()
    {
        var oldest = _sessions.Values.Where(s => s.Owner is null).MinBy(s => s.DisconnectedAt);
        if (oldest is null)
        {
            return false;
        }

        _sessions.Remove(oldest.ClientId);
        End(oldest);
        return true;
    }
}
