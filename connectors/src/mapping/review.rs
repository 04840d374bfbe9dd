use serde::Deserialize;

use super::{apply::Reading, convert::Meaning, source::Field};
use crate::contract::{
    AllocationRecord, Expected, Misfit, RecordError, ReviewRecord, ReviewResult,
};

/// The words for how a review ended.
pub(super) const RESULTS: [ReviewResult; 3] = [
    ReviewResult::Passed,
    ReviewResult::Failed,
    ReviewResult::Supplement,
];
/// The words for the gate that a review decides.
pub(super) const REVIEWS: [&str; 4] = [
    "prereview",
    "joint_review",
    "third_party_review",
    "expert_review",
];
/// The words for what is given.
pub(super) const RESOURCES: [&str; 6] = [
    "cloud_host",
    "storage",
    "network",
    "database",
    "security",
    "other",
];

/// Where the parts of a review stand. A review whose result is in the ignore list of its codes is
/// still under way, and the record holds none.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReviewRule {
    /// Review number; required in the record.
    pub number: String,
    /// Kind of review; required in the record.
    pub kind: String,
    /// The code list of kinds: `prereview`, `joint_review`, `third_party_review`, `expert_review`.
    pub kind_codes: String,
    /// Who reviewed; required in the record.
    pub by: String,
    /// The code list of reviewers, whose words are those of `review_opinion.by`.
    pub by_codes: String,
    /// How it ended; required in the record.
    pub result: String,
    /// The code list of results: `passed`, `failed`, `supplement`.
    pub result_codes: String,
    /// The opinion in words.
    pub opinion: Option<String>,
    /// Number of experts.
    pub panel_size: Option<String>,
    /// Day of the opinion; required in the record of a review that has ended.
    pub reviewed_on: String,
}

/// Where the parts of a resource given stand.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AllocationRule {
    /// Allocation number; required in the record.
    pub number: String,
    /// Kind of resource; required in the record.
    pub kind: String,
    /// The code list of kinds: `cloud_host`, `storage`, `network`, `database`, `security`, `other`.
    pub kind_codes: String,
    /// What exactly; required in the record.
    pub specification: String,
    /// How many.
    pub quantity: Option<String>,
    /// The first day; required in the record.
    pub allocated_on: String,
    /// The day it was taken back.
    pub released_on: Option<String>,
}

impl ReviewRule {
    pub(super) fn read(&self, reading: &Reading<'_>) -> Result<Option<ReviewRecord>, RecordError> {
        let (file, record) = (reading.file, reading.record);
        let result = record.field(&self.result);
        let text = result.required_text()?;
        let Meaning::Word(word) = file.meaning(&result, Some(&self.result_codes), &text)? else {
            return Ok(None);
        };
        let known = RESULTS.into_iter().find(|one| one.as_str() == word);
        let known = known.ok_or_else(|| {
            result.refuse(&Misfit::UnknownCode {
                text: word,
                list: self.result_codes.clone(),
                known: RESULTS.map(|one| one.as_str().to_owned()).to_vec(),
            })
        })?;
        let optional = |path: &Option<String>| path.as_deref().map(|path| record.field(path));
        let day = record.field(&self.reviewed_on);
        Ok(Some(ReviewRecord {
            number: record.field(&self.number).required_text()?,
            kind: reading.word(&self.kind, &self.kind_codes)?,
            by: reading.word(&self.by, &self.by_codes)?,
            result: known,
            opinion: optional(&self.opinion).map_or(Ok(None), |field| field.text())?,
            panel_size: optional(&self.panel_size).map_or(Ok(None), |field| count(&field))?,
            reviewed_on: file.day(&day)?.ok_or_else(|| day.missing())?,
        }))
    }
}

impl AllocationRule {
    pub(super) fn read(&self, reading: &Reading<'_>) -> Result<AllocationRecord, RecordError> {
        let (file, record) = (reading.file, reading.record);
        let optional = |path: &Option<String>| path.as_deref().map(|path| record.field(path));
        let day = record.field(&self.allocated_on);
        Ok(AllocationRecord {
            number: record.field(&self.number).required_text()?,
            kind: reading.word(&self.kind, &self.kind_codes)?,
            specification: record.field(&self.specification).required_text()?,
            quantity: optional(&self.quantity).map_or(Ok(None), |field| count(&field))?,
            allocated_on: file.day(&day)?.ok_or_else(|| day.missing())?,
            released_on: optional(&self.released_on).map_or(Ok(None), |field| file.day(&field))?,
        })
    }
}

impl Reading<'_> {
    /// Reads a required code.
    pub(super) fn word(&self, path: &str, codes: &str) -> Result<String, RecordError> {
        let field = self.record.field(path);
        let text = field.required_text()?;
        match self.file.meaning(&field, Some(codes), &text)? {
            Meaning::Word(word) => Ok(word),
            // What the list ignores has no word, and the record needs one.
            Meaning::Nothing => Err(field.refuse(&Misfit::UnknownCode {
                text,
                list: codes.to_owned(),
                known: Vec::new(),
            })),
        }
    }
}

/// Reads a number of things.
fn count(field: &Field<'_>) -> Result<Option<u32>, RecordError> {
    let Some(text) = field.text()? else {
        return Ok(None);
    };
    let count = text.parse();
    Ok(Some(count.map_err(|_| {
        field.refuse(&Misfit::WrongType {
            expected: Expected::WholeNumber,
            got: text,
        })
    })?))
}
