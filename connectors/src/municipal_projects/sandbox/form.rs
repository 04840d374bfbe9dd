use chrono::NaiveDate;
use serde_json::Value;
use shuniu_policy::{CreditCode, Fen, ProjectCode, RegionCode};

use super::{files::whole, submissions::SubmissionKind};
use crate::sandbox::Kernel;

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

/// What every form says of its project, and what only some do.
const PROJECT: [&str; 4] = ["regionCode", "projectName", "unitName", "unitCode"];

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

    /// Reads a form through, as the counter clerk does.
    pub(super) fn examine(
        self,
        kernel: &Kernel,
        form: &Value,
        today: NaiveDate,
    ) -> Result<(), Defect> {
        self.fields(form)?;
        project(form)?;
        for name in ["totalInvestment", "budget", "amount"] {
            amount(form, name)?;
        }
        match self {
            Self::Registration | Self::Filing => Ok(()),
            Self::Change => not_after(today, form, "decidedOn"),
            Self::AcceptanceReport => {
                not_after(today, form, "acceptedOn")?;
                papers(kernel, form)
            }
        }
    }

    fn fields(self, form: &Value) -> Result<(), Defect> {
        let Value::Object(fields) = form else {
            return Err(Malformed("the body is not a JSON object".to_owned()));
        };
        let mut required = PROJECT.iter().chain(self.required());
        if let Some(name) = required.find(|name| form[**name].is_null()) {
            return Err(Malformed(format!("{name} is missing")));
        }
        let known = |name: &str| {
            let lists = [&PROJECT[..], self.required(), self.optional()];
            lists.iter().any(|list| list.contains(&name))
        };
        match fields.keys().find(|name| !known(name)) {
            Some(name) => Err(Malformed(format!("{name} is not a field of this form"))),
            None => Ok(()),
        }
    }
}

fn text<'a>(form: &'a Value, name: &str) -> Result<&'a str, Defect> {
    let text = form[name].as_str().map(str::trim);
    text.filter(|text| !text.is_empty())
        .ok_or_else(|| Malformed(format!("{name} is no text or empty")))
}

fn project(form: &Value) -> Result<(), Defect> {
    let unreadable = |name: &str, error: &dyn std::fmt::Display| {
        Malformed(format!("{name} cannot be read: {error}"))
    };
    text(form, "projectName")?;
    text(form, "unitName")?;
    RegionCode::parse(text(form, "regionCode")?).map_err(|e| unreadable("regionCode", &e))?;
    CreditCode::parse(text(form, "unitCode")?).map_err(|e| unreadable("unitCode", &e))?;
    if !form["projectCode"].is_null() {
        ProjectCode::parse(text(form, "projectCode")?)
            .map_err(|e| unreadable("projectCode", &e))?;
    }
    Ok(())
}

fn amount(form: &Value, name: &str) -> Result<(), Defect> {
    if form[name].is_null() {
        return Ok(());
    }
    let number = text(form, name)?;
    let amount = match text(form, "amountUnit")? {
        "元" => Fen::from_yuan(number),
        "万元" => Fen::from_wan_yuan(number),
        other => return Err(Malformed(format!("amountUnit {other:?} is unknown"))),
    };
    let amount = amount.map_err(|error| Malformed(format!("{name}: {error}")))?;
    if amount <= Fen::ZERO {
        let reason = format!("金额应大于零 {name} must be above zero");
        return Err(Rejected(reason));
    }
    Ok(())
}

fn not_after(today: NaiveDate, form: &Value, name: &str) -> Result<(), Defect> {
    let day: NaiveDate = text(form, name)?
        .parse()
        .map_err(|error| Malformed(format!("{name}: {error}")))?;
    if day > today {
        let reason = format!("日期晚于今日 {name} {day} lies after today");
        return Err(Rejected(reason));
    }
    Ok(())
}

fn papers(kernel: &Kernel, form: &Value) -> Result<(), Defect> {
    let Some(papers) = form["attachments"].as_array() else {
        return Err(Malformed("attachments is no list".to_owned()));
    };
    for paper in papers {
        let (name, hash) = (text(paper, "name")?, text(paper, "hash")?);
        match whole(kernel, hash) {
            None => return Err(FileMissing(format!("the file {name:?} is not here"))),
            Some(size) if paper["size"].as_u64() != Some(size) => {
                return Err(Malformed(format!("the file {name:?} is of another size")));
            }
            Some(_) => {}
        }
    }
    Ok(())
}
