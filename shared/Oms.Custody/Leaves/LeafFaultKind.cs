namespace Oms.Custody;

/// <summary>Why a record does not continue its chains. Names are stable: quarantine and reports show them.</summary>
public enum LeafFaultKind
{
    /// <summary>The leaf's bytes are not a leaf in canonical form.</summary>
    Malformed,

    /// <summary>Depot, device or incarnation is another one's.</summary>
    WrongIdentity,

    /// <summary>The device's seq was seen before: a repeat, or a second history of the device.</summary>
    SeqRepeated,

    /// <summary>Records of the device are missing before this one.</summary>
    SeqGap,

    /// <summary>The device's seq follows, but on another predecessor.</summary>
    PrevDeviceMismatch,

    /// <summary>The custody's seq was seen before.</summary>
    CustodySeqRepeated,

    /// <summary>Records of the custody are missing before this one.</summary>
    CustodySeqGap,

    /// <summary>The custody's seq follows, but on another predecessor.</summary>
    PrevCustodyMismatch,

    /// <summary>The signature is not the device's over these bytes, or not in its one allowed form.</summary>
    BadSignature,

    /// <summary>The body is not the one that the leaf names.</summary>
    BodyHashMismatch,

    /// <summary>The body is not there, where it must be.</summary>
    BodyMissing,

    /// <summary>
    /// An incarnation does not start with its start record, or that record contradicts its leaf or key.
    /// </summary>
    BadStart,

    /// <summary>A record that changes the key is not by both keys, or contradicts its leaf.</summary>
    BadKeyChange,
}
