use super::PreviewError;
use crate::{
    asset_cloud, contract::System, data_sharing, investment_approval, mapping::Mapping,
    municipal_projects, strict::nearest, trading_centre, transport::layout::Layout,
};

/// One system that the product ships a connector for.
#[derive(Clone, Copy, Debug)]
pub struct Shipped {
    /// The system's name.
    pub name: &'static str,
    /// What it is, Chinese and English.
    pub title: &'static str,
    /// Its mapping.
    pub mapping: &'static str,
    /// What the hub expects of it, OpenAPI.
    pub contract: &'static str,
    /// Its layout of files and staging tables, where its records may come so.
    pub layout: Option<&'static str>,
}

/// Every system that the product ships a connector for.
pub const SHIPPED: [Shipped; 5] = [
    Shipped {
        name: "investment_approval",
        title: "投资项目在线审批监管平台 investment approval platform",
        mapping: investment_approval::MAPPING,
        contract: investment_approval::CONTRACT,
        layout: None,
    },
    Shipped {
        name: "trading_centre",
        title: "公共资源交易平台 public resource trading centre",
        mapping: trading_centre::MAPPING,
        contract: trading_centre::CONTRACT,
        layout: Some(trading_centre::LAYOUT),
    },
    Shipped {
        name: "municipal_projects",
        title: "市级政务信息化项目管理系统 municipal project system",
        mapping: municipal_projects::MAPPING,
        contract: municipal_projects::CONTRACT,
        layout: Some(municipal_projects::LAYOUT),
    },
    Shipped {
        name: "asset_cloud",
        title: "资产云 asset cloud",
        mapping: asset_cloud::MAPPING,
        contract: asset_cloud::CONTRACT,
        layout: None,
    },
    Shipped {
        name: "data_sharing",
        title: "政务数据共享交换平台 data sharing platform",
        mapping: data_sharing::MAPPING,
        contract: data_sharing::CONTRACT,
        layout: Some(data_sharing::LAYOUT),
    },
];

/// The names of the shipped systems, for messages.
#[must_use]
pub fn known() -> String {
    SHIPPED.map(|system| system.name).join(", ")
}

/// Finds a shipped system.
///
/// # Errors
///
/// [`PreviewError::System`] with the nearest known name.
pub fn shipped(name: &str) -> Result<&'static Shipped, PreviewError> {
    SHIPPED
        .iter()
        .find(|system| system.name == name)
        .ok_or_else(|| {
            let hint = nearest(name, SHIPPED.iter().map(|system| system.name))
                .map_or_else(String::new, |near| format!("; did you mean {near:?}?"));
            PreviewError::System(name.to_owned(), hint)
        })
}

/// The layout of a system: the shipped one, or one that is tried (file name and text), held against
/// the shipped mapping or one that is tried.
///
/// # Errors
///
/// [`PreviewError`] when the system has none, or it cannot be used.
pub fn layout(
    system: &str,
    layout: Option<(&str, &str)>,
    mapping: Option<(&str, &str)>,
) -> Result<Layout, PreviewError> {
    let shipped = shipped(system)?;
    let own = shipped.layout.map(|text| ("the shipped layout", text));
    let (file, text) = own
        .map(|own| layout.unwrap_or(own))
        .ok_or_else(|| PreviewError::Layout(system.to_owned()))?;
    let system = System::new(system);
    let (mapping_file, mapping) = mapping.unwrap_or(("the shipped mapping", shipped.mapping));
    let mapping = Mapping::parse(mapping_file, mapping, &system)?;
    Ok(Layout::parse(file, text, &system, &mapping)?)
}
