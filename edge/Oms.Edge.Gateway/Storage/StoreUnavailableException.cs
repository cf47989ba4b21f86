namespace Oms.Edge.Gateway.Storage;

/// <summary>A store cannot take anything now, and took nothing: try again.</summary>
internal sealed class StoreUnavailableException(string reason, Exception? cause = null) : Exception(reason, cause);
