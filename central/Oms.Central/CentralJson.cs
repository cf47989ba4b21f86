using System.Text.Json;
using System.Text.Json.Serialization;
using Oms.Central.Access;
using Oms.Central.Channels;
using Oms.Central.CheckOuts;
using Oms.Central.Claims;
using Oms.Central.Customers;
using Oms.Central.Depots;
using Oms.Central.Events;
using Oms.Central.Fleet;
using Oms.Central.Http;
using Oms.Central.Imports;
using Oms.Central.Inventory;
using Oms.Central.Locations;
using Oms.Central.Manifests;
using Oms.Central.Operations;
using Oms.Central.Orders;
using Oms.Central.Payments;
using Oms.Central.Products;
using Oms.Central.Transfers;
using Oms.Central.Transparency;
using Oms.Json;

namespace Oms.Central;

/// <summary>How the bodies of the API are read and written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    AllowDuplicateProperties = false,
    Converters = [typeof(InstantJsonConverter), typeof(LocalDateJsonConverter)])]
[JsonSerializable(typeof(ProblemBody))]
[JsonSerializable(typeof(ReceiptBody))]
[JsonSerializable(typeof(EmptyBody))]
[JsonSerializable(typeof(PlaceOrderBody))]
[JsonSerializable(typeof(CancelOrderBody))]
[JsonSerializable(typeof(CancelLineBody))]
[JsonSerializable(typeof(PlaceHoldBody))]
[JsonSerializable(typeof(ReleaseHoldBody))]
[JsonSerializable(typeof(OrderView))]
[JsonSerializable(typeof(ListBody<OrderView>))]
[JsonSerializable(typeof(ListBody<TimelineItem>))]
[JsonSerializable(typeof(ReceiveBody))]
[JsonSerializable(typeof(AdjustBody))]
[JsonSerializable(typeof(SafetyStockBody))]
[JsonSerializable(typeof(CauseBody))]
[JsonSerializable(typeof(ReserveBody))]
[JsonSerializable(typeof(ExtendBody))]
[JsonSerializable(typeof(ReleaseBody))]
[JsonSerializable(typeof(ReorderPointBody))]
[JsonSerializable(typeof(CountBody))]
[JsonSerializable(typeof(BackorderPolicyBody))]
[JsonSerializable(typeof(ReturnBody))]
[JsonSerializable(typeof(SerialTrackingBody))]
[JsonSerializable(typeof(ListBody<SerialView>))]
[JsonSerializable(typeof(ScrapBody))]
[JsonSerializable(typeof(ListBody<MovementView>))]
[JsonSerializable(typeof(StockView))]
[JsonSerializable(typeof(ListBody<StockView>))]
[JsonSerializable(typeof(ListBody<AvailabilityView>))]
[JsonSerializable(typeof(ListBody<LotRow>))]
[JsonSerializable(typeof(DraftTransferBody))]
[JsonSerializable(typeof(ReceiveTransferBody))]
[JsonSerializable(typeof(TransferReasonBody))]
[JsonSerializable(typeof(TransferView))]
[JsonSerializable(typeof(ListBody<TransferView>))]
[JsonSerializable(typeof(DefineProductBody))]
[JsonSerializable(typeof(ReviseProductBody))]
[JsonSerializable(typeof(DiscontinueProductBody))]
[JsonSerializable(typeof(ProductView))]
[JsonSerializable(typeof(ListBody<ProductView>))]
[JsonSerializable(typeof(GtinView))]
[JsonSerializable(typeof(DefineLocationBody))]
[JsonSerializable(typeof(ReviseLocationBody))]
[JsonSerializable(typeof(LocationReasonBody))]
[JsonSerializable(typeof(Bin))]
[JsonSerializable(typeof(LocationDetailView))]
[JsonSerializable(typeof(ListBody<LocationView>))]
[JsonSerializable(typeof(DefineChannelBody))]
[JsonSerializable(typeof(ReviseChannelBody))]
[JsonSerializable(typeof(ChannelReasonBody))]
[JsonSerializable(typeof(Allocation))]
[JsonSerializable(typeof(ChannelDetailView))]
[JsonSerializable(typeof(ListBody<ChannelView>))]
[JsonSerializable(typeof(PromisableView))]
[JsonSerializable(typeof(RegisterCustomerBody))]
[JsonSerializable(typeof(ReviseCustomerBody))]
[JsonSerializable(typeof(ConsentBody))]
[JsonSerializable(typeof(MergeCustomerBody))]
[JsonSerializable(typeof(EraseCustomerBody))]
[JsonSerializable(typeof(CustomerView))]
[JsonSerializable(typeof(ListBody<CustomerRow>))]
[JsonSerializable(typeof(ImportRowView))]
[JsonSerializable(typeof(ImportSummaryView))]
[JsonSerializable(typeof(ImportJobView))]
[JsonSerializable(typeof(StockImportRow))]
[JsonSerializable(typeof(PlanManifestBody))]
[JsonSerializable(typeof(ManifestView))]
[JsonSerializable(typeof(ListBody<ManifestView>))]
[JsonSerializable(typeof(RegisterDepotBody))]
[JsonSerializable(typeof(EnrolmentCodeBody))]
[JsonSerializable(typeof(EnrolmentCodeView))]
[JsonSerializable(typeof(DepotView))]
[JsonSerializable(typeof(ListBody<DepotView>))]
[JsonSerializable(typeof(CheckOutView))]
[JsonSerializable(typeof(ListBody<CheckOutView>))]
[JsonSerializable(typeof(ResolveClaimBody))]
[JsonSerializable(typeof(VehicleView))]
[JsonSerializable(typeof(ListBody<VehicleView>))]
[JsonSerializable(typeof(ClaimView))]
[JsonSerializable(typeof(ListBody<ClaimView>))]
[JsonSerializable(typeof(OpenPaymentBody))]
[JsonSerializable(typeof(CaptureBody))]
[JsonSerializable(typeof(VoidBody))]
[JsonSerializable(typeof(RefundBody))]
[JsonSerializable(typeof(ConfirmBody))]
[JsonSerializable(typeof(OpenDisputeBody))]
[JsonSerializable(typeof(SettleDisputeBody))]
[JsonSerializable(typeof(ProviderNotice))]
[JsonSerializable(typeof(PaymentView))]
[JsonSerializable(typeof(ListBody<PaymentView>))]
[JsonSerializable(typeof(EventView))]
[JsonSerializable(typeof(ListBody<EventView>))]
[JsonSerializable(typeof(ClusterView))]
[JsonSerializable(typeof(MoveShardBody))]
[JsonSerializable(typeof(MoveCellBody))]
[JsonSerializable(typeof(TrustView))]
[JsonSerializable(typeof(ListBody<FraudView>))]
[JsonSerializable(typeof(RevokeKeyBody))]
[JsonSerializable(typeof(AuditView))]
[JsonSerializable(typeof(CreateApiKeyBody))]
[JsonSerializable(typeof(ApiKeyView))]
[JsonSerializable(typeof(ListBody<QuarantinedEntity>))]
[JsonSerializable(typeof(ReleaseEntityBody))]
[JsonSerializable(typeof(BatchView))]
[JsonSerializable(typeof(ListBody<BatchView>))]
[JsonSerializable(typeof(ListBody<LagView>))]
[JsonSerializable(typeof(JournalCheckView))]
[JsonSerializable(typeof(BackupBody))]
[JsonSerializable(typeof(HealthView))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(byte[]))]
internal sealed partial class CentralJson : JsonSerializerContext;
