namespace Oms.Json;

/// <summary>A JSON text cannot be made canonical.</summary>
public sealed class JsonFaultException : FormatException
{
    public JsonFaultException(JsonFault fault)
        : base(fault.ToString()) => Fault = fault;

    public JsonFaultException()
        : this("The text is not JSON.")
    {
    }

    public JsonFaultException(string message)
        : this(message, null)
    {
    }

    public JsonFaultException(string message, Exception? innerException)
        : base(message, innerException) => Fault = new JsonFault(JsonFaultKind.Syntax, "", 0, message);

    /// <summary>What is wrong and where.</summary>
    public JsonFault Fault { get; }
}
