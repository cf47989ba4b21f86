namespace Oms.Mqtt.Client;

/// <summary>Where a client is in its life.</summary>
public enum MqttClientState
{
    /// <summary>Not connected; waiting for the next attempt, or not started.</summary>
    Disconnected,

    /// <summary>An attempt is under way.</summary>
    Connecting,

    /// <summary>The server accepted.</summary>
    Connected,

    /// <summary>Ended for good.</summary>
    Stopped,
}
