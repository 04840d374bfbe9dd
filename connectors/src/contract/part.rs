/// A part of a record that can say what nobody has meant: an amount below zero, a day to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordPart<'a> {
    /// The budget of a tender.
    TenderBudget,
    /// The day of its notice.
    TenderDay,
    /// The price of an award.
    AwardAmount,
    /// The day of its notice.
    AwardDay,
    /// The amount of a contract.
    ContractAmount,
    /// The day it was signed.
    ContractDay,
    /// The day of a review.
    ReviewDay,
    /// The day a resource was given.
    AllocationDay,
    /// The day of a catalogue entry.
    CatalogDay,
    /// What an asset cost.
    AssetValue,
    /// The day of its state.
    AssetDay,
    /// What was paid.
    PaymentAmount,
    /// The day it was.
    PaymentDay,
    /// The amount of a budget quota.
    QuotaAmount,
    /// The day it was issued.
    QuotaDay,
    /// The day of an event of this kind.
    Event(&'a str),
    /// The day of a document of this kind.
    Document(&'a str),
    /// The day of a report.
    Report,
}

impl RecordPart<'_> {
    /// What it is called, in Chinese and English.
    pub(super) const fn named(self) -> (&'static str, &'static str) {
        match self {
            Self::TenderBudget => ("采购预算", "budget of the procurement"),
            Self::TenderDay => ("采购公告日期", "day of the notice"),
            Self::AwardAmount => ("中标金额", "award price"),
            Self::AwardDay => ("中标公告日期", "day of the award notice"),
            Self::ContractAmount => ("合同金额", "amount of the contract"),
            Self::ContractDay => ("合同签订日期", "day of signing"),
            Self::ReviewDay => ("评审日期", "day of the review"),
            Self::AllocationDay => ("分配日期", "day of the allocation"),
            Self::CatalogDay => ("目录登记日期", "day of the catalogue entry"),
            Self::AssetValue => ("资产原值", "original value of the asset"),
            Self::AssetDay => ("资产状态日期", "day of the asset's state"),
            Self::PaymentAmount => ("支付金额", "amount of the payment"),
            Self::PaymentDay => ("支付日期", "day of the payment"),
            Self::QuotaAmount => ("指标金额", "amount of the quota"),
            Self::QuotaDay => ("指标下达日期", "day of the quota"),
            Self::Event(_) => ("事项日期", "day of an event"),
            Self::Document(_) => ("文件日期", "day of a paper"),
            Self::Report => ("报送日期", "day of a report"),
        }
    }
}
