namespace Oms.Transparency;

/// <summary>Ends a check of an evidence file at its first fault. It never leaves the verifier.</summary>
internal sealed class EvidenceFaultException : FormatException
{
    public EvidenceFaultException(string place, string reason, EvidenceFaultClass? kind = null)
        : base(reason) => (Place, Class) = (place, kind);

    public EvidenceFaultException()
        : this("", "")
    {
    }

    public EvidenceFaultException(string message)
        : this("", message)
    {
    }

    public EvidenceFaultException(string message, Exception innerException)
        : base(message, innerException) => Place = "";

    public string Place { get; }

    /// <summary>What kind of fault it is; null where only the whole file tells.</summary>
    public EvidenceFaultClass? Class { get; }
}
