namespace Oms.Cli.Api;

/// <summary>Nothing at the URL answers as an Oms.Edge system does.</summary>
internal sealed class NoApiException(string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>Whether it was the way there that failed, so that asking later may help.</summary>
    public bool IsOfTransport { get; init; }
}
