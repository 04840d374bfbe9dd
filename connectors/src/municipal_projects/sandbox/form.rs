use chrono::NaiveDate;
use serde_json::Value;

use super::{files::whole, submissions::SubmissionKind};
use crate::sandbox::{self, Form, Kernel, NAME};

/// Why a form is not taken.
pub(super) enum Defect {
    /// It is not what the contract says.
    Malformed(String),
    /// It refers to a paper that is not there.
    FileMissing(String),
    /// It is understood and turned down.
    Rejected(String),
}

use Defect::{FileMissing, Malformed, Rejected};

impl From<sandbox::Defect> for Defect {
    fn from(defect: sandbox::Defect) -> Self {
        match defect {
            sandbox::Defect::Malformed(message) => Malformed(message),
            sandbox::Defect::Rejected(reason) => Rejected(reason),
        }
    }
}

/// What every form says of its project.
const PROJECT: [&str; 4] = ["regionCode", "projectName", "unitName", "unitCode"];
/// The longest reason or summary, in characters.
const WORDS: usize = 2_000;
const MOST_PARTS: usize = 50;
const MOST_PAPERS: usize = 200;
const LARGEST_PAPER: u64 = 1 << 40;

const UNITS: [&str; 2] = ["元", "万元"];
const PROJECT_TYPES: [&str; 4] = ["建设类", "运维类", "服务类", "货物类"];
const BUILD_NATURES: [&str; 5] = ["新建", "续建", "升级改造", "扩建", "扩容"];
const CHANGE_KINDS: [&str; 5] = ["建设目标", "建设内容", "建设规模", "建设金额", "人员"];
const PARTS: [&str; 11] = [
    "项目建设总结",
    "专家验收意见",
    "验收表",
    "数据共享情况",
    "信创产品应用情况",
    "财务决算",
    "审计报告",
    "测评报告",
    "安全风险评估报告",
    "密码应用安全性评估报告",
    "档案验收意见",
];

impl SubmissionKind {
    const fn required(self) -> &'static [&'static str] {
        match self {
            Self::Registration => &["totalInvestment", "amountUnit"],
            Self::Filing => &["budget", "amountUnit"],
            Self::Change => &["changeKind", "decidedOn", "reason"],
            Self::AcceptanceReport => &["acceptedOn", "parts", "attachments"],
        }
    }

    const fn optional(self) -> &'static [&'static str] {
        match self {
            Self::Registration => &["projectCode", "budget", "projectType", "buildNature"],
            Self::Filing => &["projectCode", "summary"],
            Self::Change => &["projectCode", "amount", "amountUnit"],
            Self::AcceptanceReport => &["projectCode"],
        }
    }

    /// Reads a form through, as the counter clerk does: first whether it can be read, then what it
    /// says.
    pub(super) fn examine(
        self,
        kernel: &Kernel,
        body: &Value,
        today: NaiveDate,
    ) -> Result<(), Defect> {
        let required = [&PROJECT[..], self.required()].concat();
        let form = Form::read(body, &required, self.optional())?;
        let mut turned_down = None;
        let mut read = |outcome: Result<(), Defect>| match outcome {
            Err(Malformed(message)) => Err(Malformed(message)),
            Err(other) => {
                turned_down.get_or_insert(other);
                Ok(())
            }
            Ok(()) => Ok(()),
        };
        read(project(form))?;
        for name in ["totalInvestment", "budget", "amount"] {
            read(amount(form, name))?;
        }
        for (name, words) in [
            ("amountUnit", &UNITS[..]),
            ("projectType", &PROJECT_TYPES),
            ("buildNature", &BUILD_NATURES),
            ("changeKind", &CHANGE_KINDS),
        ] {
            if form.has(name) {
                form.one_of(name, words)?;
            }
        }
        for name in ["reason", "summary"] {
            if form.has(name) {
                form.words(name, WORDS)?;
            }
        }
        for name in ["decidedOn", "acceptedOn"] {
            read(not_after(today, form, name))?;
        }
        if self == Self::AcceptanceReport {
            parts(form)?;
            read(papers(kernel, form))?;
        }
        turned_down.map_or(Ok(()), Err)
    }
}

/// What cannot be read comes before what is turned down.
fn project(form: Form<'_>) -> Result<(), Defect> {
    form.region("regionCode")?;
    if form.has("projectCode") {
        form.project_code("projectCode")?;
    }
    let mut rejected = None;
    for outcome in [
        form.name("projectName", NAME).map(drop),
        form.name("unitName", NAME).map(drop),
        form.credit_code("unitCode"),
    ] {
        match outcome {
            Err(sandbox::Defect::Rejected(reason)) => rejected = Some(reason),
            other => other?,
        }
    }
    rejected.map_or(Ok(()), |reason| Err(Rejected(reason)))
}

fn amount(form: Form<'_>, name: &str) -> Result<(), Defect> {
    if form.has(name) {
        let unit = form.one_of("amountUnit", &UNITS)?;
        form.amount(name, unit)?;
    }
    Ok(())
}

fn not_after(today: NaiveDate, form: Form<'_>, name: &str) -> Result<(), Defect> {
    if !form.has(name) {
        return Ok(());
    }
    let day = form.day(name)?;
    if day > today {
        let reason = format!("日期晚于今日 {name} {day} lies after today");
        return Err(Rejected(reason));
    }
    Ok(())
}

fn parts(form: Form<'_>) -> Result<(), Defect> {
    let parts = form.value("parts").as_array();
    let known = |part: &Value| part.as_str().is_some_and(|part| PARTS.contains(&part));
    match parts {
        Some(parts) if parts.len() <= MOST_PARTS && parts.iter().all(known) => Ok(()),
        _ => Err(Malformed("parts is no list of known parts".to_owned())),
    }
}

fn papers(kernel: &Kernel, form: Form<'_>) -> Result<(), Defect> {
    let papers = form.value("attachments").as_array();
    let papers = papers.filter(|papers| papers.len() <= MOST_PAPERS);
    let Some(papers) = papers else {
        return Err(Malformed("attachments is no list, or too long".to_owned()));
    };
    let mut missing = None;
    for paper in papers {
        let paper = Form::read(paper, &["name", "mediaType", "size", "hash"], &[])?;
        let name = paper.words("name", NAME)?;
        let size = paper.count("size", LARGEST_PAPER)?;
        let hash = paper.hash("hash")?;
        if name.is_empty() || paper.words("mediaType", NAME)?.is_empty() {
            return Err(Malformed(
                "an attachment has no name or media type".to_owned(),
            ));
        }
        match whole(kernel, hash) {
            None => missing = Some(FileMissing(format!("the file {name:?} is not here"))),
            Some(whole) if whole != size => {
                missing = Some(Rejected(format!(
                    "大小不符 the file {name:?} is of another size"
                )));
            }
            Some(_) => {}
        }
    }
    missing.map_or(Ok(()), Err)
}
