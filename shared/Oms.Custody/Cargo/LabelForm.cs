namespace Oms.Custody.Cargo;

/// <summary>In which of GS1's forms a label was read.</summary>
public enum LabelForm
{
    /// <summary>It is none of them; the findings say why.</summary>
    Unknown,

    /// <summary>A bare key: an EAN/UPC bar code, or digits typed in.</summary>
    BareKey,

    /// <summary>Elements one after the other, with separators: GS1-128, GS1 DataMatrix and others.</summary>
    ElementString,

    /// <summary>The form that stands below a bar code for people, with brackets.</summary>
    Bracketed,

    /// <summary>A GS1 Digital Link URI.</summary>
    DigitalLink,
}
