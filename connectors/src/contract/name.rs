use std::{borrow::Cow, fmt};

use serde::{Deserialize, Serialize};

/// The name of an outside system, such as `investment_approval`.
///
/// A name and not an enum: the hub stores it as data, and a further system is a further folder.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct System(Cow<'static, str>);

impl System {
    /// 投资项目在线审批监管平台.
    pub const INVESTMENT_APPROVAL: Self = Self(Cow::Borrowed("investment_approval"));
    /// 公共资源交易平台.
    pub const TRADING_CENTRE: Self = Self(Cow::Borrowed("trading_centre"));

    /// 市级政务信息化项目管理系统.
    pub const MUNICIPAL_PROJECTS: Self = Self(Cow::Borrowed("municipal_projects"));
    /// 台账: the files that people hand in.
    pub const IMPORT: Self = Self(Cow::Borrowed("import"));
    /// 资产云.
    pub const ASSET_CLOUD: Self = Self(Cow::Borrowed("asset_cloud"));
    /// 政务数据共享交换平台.
    pub const DATA_SHARING: Self = Self(Cow::Borrowed("data_sharing"));

    /// Names a system that is known at run time only.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self(Cow::Owned(name.into()))
    }

    /// The name as stored and shown.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for System {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The name of one stream of records of a system, such as `approvals`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Stream(Cow<'static, str>);

impl Stream {
    /// Projects with their approval steps, from `investment_approval`.
    pub const APPROVALS: Self = Self(Cow::Borrowed("approvals"));
    /// Tender notices (采购公告), from `trading_centre`.
    pub const TENDERS: Self = Self(Cow::Borrowed("tenders"));
    /// Award notices (中标、成交公告), from `trading_centre`.
    pub const AWARDS: Self = Self(Cow::Borrowed("awards"));
    /// Contract notices (合同公告), from `trading_centre`.
    pub const CONTRACTS: Self = Self(Cow::Borrowed("contracts"));

    /// Items of the annual plan (年度计划), from `municipal_projects`.
    pub const PLAN_ITEMS: Self = Self(Cow::Borrowed("plan_items"));
    /// Pre-reviews and reviews with their results, from `municipal_projects`.
    pub const REVIEWS: Self = Self(Cow::Borrowed("reviews"));
    /// Resources given to projects, from `municipal_projects`.
    pub const ALLOCATIONS: Self = Self(Cow::Borrowed("allocations"));
    /// Transfers and disposals of assets, from `asset_cloud`.
    pub const ASSET_CHANGES: Self = Self(Cow::Borrowed("asset_changes"));
    /// Entries of the catalogue of government data (政务数据目录), from `data_sharing`.
    pub const CATALOG_ENTRIES: Self = Self(Cow::Borrowed("catalog_entries"));
    /// Connections of projects' systems (系统接入), from `data_sharing`.
    pub const CONNECTIONS: Self = Self(Cow::Borrowed("connections"));
    /// Requests for data with what was delivered, from `data_sharing`.
    pub const DELIVERIES: Self = Self(Cow::Borrowed("deliveries"));
    /// What a system answers to what was handed over to it; never pulled.
    pub const RECEIPTS: Self = Self(Cow::Borrowed("receipts"));

    /// Names a stream that is known at run time only.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self(Cow::Owned(name.into()))
    }

    /// The name as stored and shown.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Stream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
