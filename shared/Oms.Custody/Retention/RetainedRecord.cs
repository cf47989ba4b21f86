namespace Oms.Custody.Retention;

/// <summary>The kinds of record that a rule tells how long to keep.</summary>
public enum RetainedRecord
{
    /// <summary>Records of duty status: ELD files and events.</summary>
    DutyStatus,

    /// <summary>Documents that support records of duty status.</summary>
    DutySupportingDocument,

    /// <summary>Driver vehicle inspection reports with their certifications.</summary>
    VehicleInspection,

    /// <summary>Inspection, repair and maintenance of a vehicle.</summary>
    Maintenance,

    /// <summary>The shipper's copy of a hazardous material's shipping paper.</summary>
    ShippingPaperOfShipper,

    /// <summary>The carrier's copy of a hazardous material's shipping paper.</summary>
    ShippingPaperOfCarrier,

    /// <summary>A shipping paper of hazardous waste, by shipper or carrier.</summary>
    ShippingPaperOfWaste,

    /// <summary>Records of sanitary transport of food.</summary>
    SanitaryTransport,

    /// <summary>Air temperatures of quick-frozen food in the European Union.</summary>
    QuickFrozenTemperature,

    /// <summary>Records of the distribution of medicines in the European Union.</summary>
    MedicineDistribution,

    /// <summary>Fuel and distance by jurisdiction.</summary>
    FuelTax,
}
