//! One thing told several times: by two records of a source, by two sources, by a person and a
//! ledger. What names it within its project is told by each kind of entry.

use serde::Serialize;
use shuniu_connectors::contract::{Reason, RecordError};
use shuniu_policy::pack::Bilingual;
use uuid::Uuid;

use super::change::{Entry, IMPORT, Origin, PERSON, last_word};
use super::take_over::{no_longer, went_along};
use super::{Rows, Standing};
use crate::fault::Fault;

/// The code of what is set aside because another source has it on record otherwise.
const OTHERWISE: &str = "on_record_otherwise";

/// How far what two rows of one project say makes them one thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Same {
    /// Nothing tells that they are.
    No,
    /// One of them does not say yet what the other is named by.
    Earlier,
    /// By all that names it.
    Named,
}

/// Something that two rows say otherwise: the field, and both values where they can be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Difference {
    pub(crate) field: (&'static str, &'static str),
    pub(crate) values: Option<(String, String)>,
}

/// What an entry of a file says.
pub(crate) trait Saying: Clone + PartialEq + Serialize {
    /// Whether something names it within its project, whichever source says it.
    const NAMED: bool = false;
    /// The field of the input that a caller names it by.
    const FIELD: &'static str = "";

    /// Whether the other speaks of the same thing.
    fn same(&self, _other: &Self) -> Same {
        Same::No
    }

    /// Whether the other may be the same although nothing names one of them.
    fn resembles(&self, _other: &Self) -> bool {
        false
    }

    /// What the one on record says otherwise. What one of them leaves out is no difference, unless
    /// leaving it out says something.
    fn differences(&self, _on_record: &Self) -> Vec<Difference> {
        Vec::new()
    }

    /// What it is, in both languages.
    fn called(&self) -> Bilingual {
        both("", "")
    }
}

/// A record on its way into a file: who says it, and which of its versions are kept.
#[derive(Clone, Copy)]
pub(crate) struct Telling<'a> {
    pub(crate) origin: &'a Origin,
    /// The earlier versions of the record.
    pub(crate) versions: &'a [Uuid],
    /// Whether whoever hands it in speaks for one unit alone: what others handed in is not theirs
    /// to correct, although it came the same way.
    pub(crate) alone: bool,
}

impl Telling<'_> {
    pub(super) fn of_record<E: Entry>(&self, row: &E) -> bool {
        let record = row.source_record();
        record.is_some_and(|id| self.versions.contains(&id))
    }

    pub(super) fn is_theirs<E: Entry>(&self, row: &E) -> bool {
        let own = || self.of_record(row) || row.recorded_by() == self.origin.recorded_by;
        row.source() == self.origin.source && (!self.alone || own())
    }
}

/// What is on record already of what a record says, by another source than its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum OnRecord {
    /// Nothing, or what the record's own source said.
    Nothing,
    /// The same.
    Agrees,
    /// Something that may be the same, by this source, although nothing names one of them.
    Resembles(String),
    /// Something else of the same thing: a person has to say which is right.
    Differs(RecordError),
}

pub(super) fn counts<E: Entry>(row: &E) -> bool {
    row.standing() == Standing::Current.as_str()
}

/// The row that a record speaks of: the one of its natural key, else the last that an earlier
/// version of the record brought, whether it still counts or not.
pub(super) fn meant<'a, E: Entry>(
    rows: &'a Rows<E>,
    telling: Telling<'_>,
    says: &E::Says,
) -> Option<&'a E> {
    let rank = |row: &E| {
        let same = says.same(&row.says());
        (
            same,
            telling.is_theirs(row),
            telling.of_record(row),
            row.id(),
        )
    };
    let named = rows.iter().filter(|row| counts(*row));
    let named = named.filter(|row| says.same(&row.says()) > Same::No);
    let of_record = || {
        // What the record itself took back may be said again, and what people said of it has gone
        // with it.
        let taken_back =
            |row: &E| row.reason() == Some(&*no_longer(row.source())) || went_along(rows, row);
        let own = rows.iter().filter(|row| telling.of_record(*row));
        let own = own.filter(|row| counts(*row) || !taken_back(row));
        own.max_by_key(|row| (counts(*row), row.id()))
    };
    named.max_by_key(|row| rank(row)).or_else(of_record)
}

/// Looks what another source has on record of what a record says.
pub(crate) fn on_record<E: Entry>(
    rows: &Rows<E>,
    telling: Telling<'_>,
    says: &E::Says,
) -> OnRecord {
    let meant = meant(rows, telling, says);
    let meant = meant.map(|row| {
        // What people put in its place is what is on record of it.
        if counts(row) {
            row
        } else {
            last_word(rows, row)
        }
    });
    match meant {
        Some(row) if counts(row) && !telling.is_theirs(row) => {
            // What the record said before was judged by whoever corrected it.
            let mut before = rows.iter().filter(|row| telling.of_record(*row));
            if before.any(|row| row.says() == *says) {
                return OnRecord::Nothing;
            }
            let differences = says.differences(&row.says());
            if differences.is_empty() {
                OnRecord::Agrees
            } else {
                OnRecord::Differs(otherwise(row, &differences))
            }
        }
        Some(_) => OnRecord::Nothing,
        None => {
            let mut rows = rows.iter().filter(|row| counts(*row));
            let like = rows.find(|row| says.resembles(&row.says()));
            like.map_or(OnRecord::Nothing, |row| {
                OnRecord::Resembles(row.source().to_owned())
            })
        }
    }
}

/// Refuses what is on record already; `but` is the row that is being corrected.
pub(crate) fn must_be_new<E: Entry>(
    rows: &Rows<E>,
    says: &E::Says,
    but: Option<Uuid>,
) -> Result<(), Fault> {
    let others = rows
        .iter()
        .filter(|row| counts(*row) && Some(row.id()) != but);
    let Some(row) = others.max_by_key(|row| (says.same(&row.says()), row.id())) else {
        return Ok(());
    };
    if says.same(&row.says()) == Same::No {
        return Ok(());
    }
    let (what, source) = (row.says().called().en, called(row.source()).en);
    let problem = format!(
        "the project has {what} on record already, told by {source}; correct or void that one instead"
    );
    Err(Fault::invalid(E::Says::FIELD, problem))
}

/// Why a record is set aside of which another source says something else.
fn otherwise<E: Entry>(row: &E, differences: &[Difference]) -> RecordError {
    let (what, source) = (row.says().called(), called(row.source()));
    let zh = differences.iter().map(|one| match &one.values {
        Some((is, was)) => format!("{}：已登记 {was}，本条 {is}", one.field.0),
        None => format!("{}不同", one.field.0),
    });
    let en = differences.iter().map(|one| match &one.values {
        Some((is, was)) => format!("{}: {was} on record, {is} here", one.field.1),
        None => format!("{} is another", one.field.1),
    });
    let zh = zh.collect::<Vec<_>>().join("；");
    let en = en.collect::<Vec<_>>().join("; ");
    let reason = both(
        format!("{}已由{}登记，内容不同（{zh}）", what.zh, source.zh),
        format!(
            "{} is on record by {}, otherwise ({en})",
            what.en, source.en
        ),
    );
    let mend = both(
        "核对哪一条正确：更正或作废已登记的一条，再重试本条；本条有误的，由来源更正",
        "find out which is right: correct or void the one on record and replay this one, or have its source correct it",
    );
    RecordError {
        path: String::new(),
        reason: Reason::new(OTHERWISE, reason),
        mend: Box::new(mend),
        withhold: false,
    }
}

/// A source in words.
pub(crate) fn called(source: &str) -> Bilingual {
    match source {
        PERSON => both("人工录入", "a person"),
        IMPORT => both("导入的台账", "an imported ledger"),
        system => both(format!("系统 {system} "), system),
    }
}

pub(super) fn both(zh: impl Into<String>, en: impl Into<String>) -> Bilingual {
    Bilingual {
        zh: zh.into(),
        en: en.into(),
    }
}
