//! Trying a mapping on sample records, without a network or a database.

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::{Value, value::RawValue};
use shuniu_policy::vocabulary::Vocabulary;

use crate::{
    asset_cloud,
    contract::{CanonicalRecord, Misfit, RecordError, Stream, System},
    data_sharing, investment_approval, keyset,
    mapping::Mapping,
    municipal_projects,
    strict::{StrictError, nearest},
    trading_centre,
    transport::layout::Layout,
};

/// Stands before the text of files that some editors write.
const BYTE_ORDER_MARK: char = '\u{feff}';

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
        layout: None,
    },
];

/// The names of the shipped systems, for messages.
#[must_use]
pub fn known() -> String {
    SHIPPED.map(|system| system.name).join(", ")
}

/// What would become of one sample record.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Outcome {
    /// It is understood.
    Record {
        /// The system's own identity of it.
        external_id: String,
        /// When the system last changed it.
        source_time: DateTime<Utc>,
        /// What the hub reads in it.
        #[serde(flatten)]
        record: Box<CanonicalRecord>,
    },
    /// It is not.
    Error {
        /// Which of the sample it is, from 1.
        number: usize,
        /// Why.
        #[serde(flatten)]
        error: RecordError,
    },
}

/// Why nothing could be tried.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PreviewError {
    /// No such system.
    #[error("no connector {0:?}; known: {known}{1}", known = known())]
    System(String, String),
    /// The mapping has no such stream.
    #[error("the mapping has no stream {0:?}; it has {1}")]
    Stream(String, String),
    /// The mapping cannot be used.
    #[error(transparent)]
    Mapping(#[from] StrictError),
    /// Its records come over its own interface alone.
    #[error("the records of {0} come over its interface alone; there is no layout of it")]
    Layout(String),
    /// The sample holds no records.
    #[error("the sample is neither a JSON record, a list of records, nor one record a line: {0}")]
    Sample(String),
    /// The sample is an empty list.
    #[error("the sample holds no record")]
    Empty,
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

/// Maps every record of a sample of a system's stream. Without `mapping` (file name and text) the
/// shipped one is tried; the sample is one record, a list, a page as the platform sends it, or one
/// record a line. The mapping is held against the vocabulary.
///
/// # Errors
///
/// [`PreviewError`] when nothing could be tried. A record that is not understood is an outcome.
pub fn preview(
    (system, stream): (&str, &str),
    mapping: Option<(&str, &str)>,
    vocabulary: &Vocabulary,
    sample: &str,
) -> Result<Vec<Outcome>, PreviewError> {
    let shipped = shipped(system)?;
    let (file, text) = mapping.unwrap_or(("the shipped mapping", shipped.mapping));
    let mapping = Mapping::parse(file, text, &System::new(system))?;
    mapping.hold_against(vocabulary)?;
    let stream = Stream::new(stream);
    if mapping.stream(&stream).is_none() {
        let known: Vec<&str> = mapping.streams().collect();
        return Err(PreviewError::Stream(stream.to_string(), known.join(", ")));
    }
    let bodies = bodies(sample.trim_start_matches(BYTE_ORDER_MARK))?;
    if bodies.is_empty() {
        return Err(PreviewError::Empty);
    }
    let outcome = |(number, body): (usize, &String)| {
        let record = one(&mapping, &stream, body);
        record.unwrap_or_else(|error| Outcome::Error { number, error })
    };
    Ok((1..).zip(&bodies).map(outcome).collect())
}

/// A record as a sync takes it: by its id and time as well.
fn one(mapping: &Mapping, stream: &Stream, body: &str) -> Result<Outcome, RecordError> {
    let record = mapping.map(stream, body)?;
    let rule = mapping.stream(stream);
    let rule = rule.ok_or_else(|| RecordError::new("", &Misfit::NoIdentity))?;
    let named = keyset::name(rule, body)?;
    Ok(Outcome::Record {
        external_id: named.external_id,
        source_time: named.source_time,
        record: Box::new(record),
    })
}

fn bodies(sample: &str) -> Result<Vec<String>, PreviewError> {
    let texts =
        |items: Vec<Box<RawValue>>| items.iter().map(|item| item.get().to_owned()).collect();
    if let Ok(items) = serde_json::from_str::<Vec<Box<RawValue>>>(sample) {
        return Ok(texts(items));
    }
    match serde_json::from_str::<Value>(sample) {
        Ok(page) => match page.pointer("/data/items").and_then(Value::as_array) {
            Some(items) => Ok(items.iter().map(Value::to_string).collect()),
            None => Ok(vec![sample.to_owned()]),
        },
        Err(error) => {
            let lines: Vec<String> = sample
                .lines()
                .filter(|line| !line.trim().is_empty())
                .map(str::to_owned)
                .collect();
            let first = lines.first().map(String::as_str).unwrap_or_default();
            match serde_json::from_str::<Value>(first) {
                Ok(_) => Ok(lines),
                Err(_) => Err(PreviewError::Sample(error.to_string())),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = include_str!("trading_centre/fixtures/contracts.json");

    fn words() -> Vocabulary {
        Vocabulary::of(shuniu_policy::pack::Packs::shipped().iter())
    }

    fn count(sample: &str) -> (usize, usize) {
        let outcomes = preview(("trading_centre", "contracts"), None, &words(), sample).unwrap();
        let is_record = |one: &&Outcome| matches!(one, Outcome::Record { .. });
        let records = outcomes.iter().filter(is_record);
        (records.count(), outcomes.len())
    }

    #[test]
    fn a_sample_comes_in_four_shapes() {
        let line = ONE.replace('\n', "");
        assert_eq!(count(ONE), (1, 1));
        assert_eq!(count(&format!("[{ONE},{ONE}]")), (2, 2));
        assert_eq!(
            count(&format!(r#"{{"code":"0","data":{{"items":[{ONE}]}}}}"#)),
            (1, 1)
        );
        assert_eq!(count(&format!("{line}\n\n{line}\nnonsense\n")), (2, 3));
        assert_eq!(count(&format!("\u{feff}{ONE}")), (1, 1));
    }

    #[test]
    fn a_record_is_told_with_its_id_and_time_and_one_without_them_is_not_understood() {
        let told = |sample: &str| {
            let outcomes =
                preview(("trading_centre", "contracts"), None, &words(), sample).unwrap();
            serde_json::to_value(outcomes).unwrap()
        };
        let good = told(ONE);
        assert!(good[0]["external_id"].is_string(), "{good}");
        assert!(good[0]["source_time"].is_string(), "{good}");
        let mut other: Value = serde_json::from_str(ONE).unwrap();
        let mapping = shipped("trading_centre").unwrap().mapping;
        let mapping = Mapping::parse("mapping", mapping, &System::new("trading_centre")).unwrap();
        let time = &mapping
            .stream(&Stream::new("contracts"))
            .unwrap()
            .source_time;
        *other.pointer_mut(time).unwrap() = Value::from("last week");
        let bad = told(&format!("[{ONE},{other}]"));
        assert_eq!(bad[1]["number"], 2, "{bad}");
        assert_eq!(bad[1]["path"], time.as_str(), "{bad}");
    }

    #[test]
    fn what_cannot_be_tried_says_why() {
        let error = |system, stream, sample| {
            preview((system, stream), None, &words(), sample)
                .unwrap_err()
                .to_string()
        };
        assert!(error("trading_center", "x", "{}").contains("did you mean \"trading_centre\"?"));
        assert!(error("trading_centre", "offers", "{}").contains("awards, contracts, tenders"));
        assert!(error("trading_centre", "awards", "<html>").contains("neither"));
        assert!(error("trading_centre", "awards", "[]").contains("no record"));
    }
}
