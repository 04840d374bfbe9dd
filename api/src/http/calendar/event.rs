use chrono::{DateTime, Days, FixedOffset, NaiveDate, TimeZone, Utc};
use shuniu_hub::law::LocalLaw;
use shuniu_hub::policy::pack::{Pack, Provision};
use shuniu_hub::query::{Due, OrganizationRow, Owing, ProjectRow};
use uuid::Uuid;

use super::line::Lines;
use crate::graphql::{institution_obligation_id, obligation_id};

/// Most characters of a project's name in a title.
const NAME: usize = 40;
/// Most characters of the law's words in a title.
const WORDS: usize = 28;

/// A duty with what is told of it.
pub(super) struct Event<'a> {
    pub(super) due: &'a Due,
    /// The project whose duty it is; none of what institutions owe.
    pub(super) project: Option<&'a ProjectRow>,
    pub(super) unit: Option<&'a OrganizationRow>,
    /// Name of the place, whose bureau owes what no project and no unit does.
    pub(super) place: &'a str,
    pub(super) law: &'a LocalLaw,
}

impl Event<'_> {
    /// Writes the last day of the duty.
    pub(super) fn write(&self, lines: &mut Lines) {
        let last = self.due.last_on;
        let changed = self.changed(last);
        lines.put("BEGIN", "VEVENT");
        let id = match self.due.owing {
            Owing::Project { .. } => obligation_id(self.due.key),
            Owing::Unit(_) | Owing::Bureau => institution_obligation_id(self.due.key),
        };
        lines.text("UID", &format!("{id}@shuniu"));
        lines.instant("DTSTAMP", changed);
        lines.instant("LAST-MODIFIED", changed);
        whole_day(lines, last);
        lines.text("SUMMARY", &self.title());
        lines.text("DESCRIPTION", &self.told(last).join("\n"));
        lines.text("CATEGORIES", self.status());
        lines.put("CLASS", "PRIVATE");
        lines.put("TRANSP", "TRANSPARENT");
        lines.put("END", "VEVENT");
    }

    fn status(&self) -> &'static str {
        if self.due.overdue {
            "逾期"
        } else {
            "进行中"
        }
    }

    /// When what is told last changed: with the project, of an institution on the day for which
    /// its duty was last computed, or at the midnight at which it became overdue. It follows from what is stored, so that the same state gives the same bytes.
    fn changed(&self, last: NaiveDate) -> DateTime<Utc> {
        let assessed = || midnight(self.due.assessed_for).unwrap_or_default();
        let told = self.project.map_or_else(assessed, |one| one.updated_at);
        if !self.due.overdue {
            return told;
        }
        midnight(last + Days::new(1)).map_or(told, |since| Ord::max(told, since))
    }

    /// The provision by the version of the pack that judged, or by another that is at hand.
    fn provision(&self) -> Option<(&Pack, &Provision)> {
        let (id, version) = (&self.due.pack_id, &self.due.pack_version);
        let mut packs = self.law.packs().iter();
        let judged = packs.find(|pack| pack.id == *id && pack.version == *version);
        let found = judged.and_then(|pack| Some((pack, pack.provision(&self.due.provision)?)));
        found.or_else(|| self.law.provision(&self.due.provision))
    }

    /// The name of who owes it.
    fn whose(&self) -> String {
        let unit = || self.unit.map(|unit| unit.name.clone());
        let owing = self.project.map(|project| project.name.clone());
        owing
            .or_else(unit)
            .unwrap_or_else(|| format!("{}主管部门", self.place))
    }

    fn title(&self) -> String {
        let late = if self.due.overdue { "〔逾期〕" } else { "" };
        let name = short(&self.whose(), NAME);
        let (words, article) = match self.provision() {
            Some((_, provision)) => (short(&provision.quote, WORDS), provision.article.as_str()),
            None => (self.due.provision.clone(), ""),
        };
        let further = [Some(article), named(&self.due.period)];
        let further = further.into_iter().flatten().filter(|one| !one.is_empty());
        let further: Vec<&str> = further.collect();
        if further.is_empty() {
            return format!("{late}{name}：{words}");
        }
        format!("{late}{name}：{words}（{}）", further.join("，"))
    }

    /// A line for each thing that is known of it.
    fn told(&self, last: NaiveDate) -> Vec<String> {
        let mut told = Vec::new();
        match self.provision() {
            Some((pack, provision)) => {
                told.push(format!("《{}》{}", pack.title, provision.article));
                let lead = provision.lead_quote.as_deref().unwrap_or_default();
                told.push(format!("“{lead}{}”", provision.quote));
                let bound = provision.responsible.iter().map(|key| {
                    let role = pack.roles.iter().find(|role| role.key == *key);
                    role.map_or(key.as_str(), |role| role.zh.as_str())
                });
                told.push(format!("责任方：{}", bound.collect::<Vec<_>>().join("、")));
            }
            None => told.push(format!("条款：{}", self.due.provision)),
        }
        told.push(format!("状态：{}", self.status()));
        if let Some(earliest) = self.due.earliest_on {
            told.push(format!("最早日：{earliest}"));
        }
        let provisional = if self.due.provisional {
            "（暂定：该年节假日安排尚未装入）"
        } else {
            ""
        };
        told.push(format!("末日：{last}{provisional}"));
        if let Some(period) = named(&self.due.period) {
            told.push(format!("所属期间：{period}"));
        }
        for (what, of) in [
            ("合同、标段或资产", &self.due.subject),
            ("哪一次", &self.due.occurrence),
        ] {
            // An id of ours tells nobody anything.
            if let Some(of) = named(of).filter(|of| Uuid::parse_str(of).is_err()) {
                told.push(format!("{what}：{of}"));
            }
        }
        match self.project {
            Some(ProjectRow {
                project_code: Some(code),
                name,
                ..
            }) => told.push(format!("项目：{name}（{code}）")),
            Some(project) => told.push(format!("项目：{}", project.name)),
            None if self.unit.is_none() => told.push(format!("主管部门：{}", self.whose())),
            None => {}
        }
        if let Some(unit) = self.unit {
            told.push(format!("项目单位：{}", unit.name));
        }
        told
    }
}

/// A whole day that keeps nobody from other appointments.
pub(super) fn whole_day(lines: &mut Lines, day: NaiveDate) {
    lines.day("DTSTART", day);
    lines.day("DTEND", day + Days::new(1));
}

/// The instant at which a legal day begins.
pub(super) fn midnight(day: NaiveDate) -> Option<DateTime<Utc>> {
    let shanghai = FixedOffset::east_opt(8 * 3600)?;
    let begins = shanghai.from_local_datetime(&day.and_hms_opt(0, 0, 0)?);
    Some(begins.single()?.with_timezone(&Utc))
}

fn named(text: &str) -> Option<&str> {
    (text != "-").then_some(text)
}

/// The beginning of a text, without its spaces and breaks.
fn short(text: &str, most: usize) -> String {
    let text: String = text.split_whitespace().collect();
    if text.chars().count() <= most {
        return text;
    }
    let begin: String = text.chars().take(most - 1).collect();
    format!("{begin}…")
}
