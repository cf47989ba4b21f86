namespace Oms.Edge.Gateway.Options;

/// <summary>The gateway cannot start; the message says what to change.</summary>
internal sealed class StartException(string message, Exception? cause = null) : Exception(message, cause);
