use chrono::NaiveDate;
use shuniu_hub::db::Bound;
use uuid::Uuid;

/// How one of the two databases writes what the statements are written in.
///
/// A statement names in braces what the two write differently: `{object}`, `{array}`, `{list}`,
/// `{json}` and `{none}` make JSON, `{bytes x}` a text that sorts by its bytes, `{yuan x}` an amount from fen, `{flag x}` a truth, `{status d}` the standing
/// of the duty `d` on the day, `{unstarted u}` that of one in a set, `{places}`, `{list of places}`, `{today}` and `{text}` what is asked
/// for. A line that begins with `--postgres` or `--sqlite` is of that database alone.
#[derive(Clone, Copy, Debug)]
pub(super) struct Dialect {
    pub(super) postgres: bool,
}

/// A statement as one database takes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Statement {
    pub(super) sql: String,
    pub(super) bound: Vec<Bound>,
}

/// How a duty stands, by its days: what `policy::assessment::status` says, by hand.
const STATUS: &str = "CASE WHEN d.undetermined THEN 'UNDETERMINED' \
    WHEN d.triggered_on IS NULL OR d.triggered_on > {today} THEN 'NOT_DUE' \
    WHEN d.fulfilled_on <= {today} AND (d.last_on IS NULL OR d.fulfilled_on <= d.last_on) THEN 'FULFILLED' \
    WHEN d.last_on IS NULL OR d.last_on >= {today} THEN 'PENDING' \
    WHEN d.provisional THEN 'UNDETERMINED' \
    WHEN d.fulfilled_on <= {today} AND d.incurable THEN 'BREACHED' \
    WHEN d.fulfilled_on <= {today} THEN 'FULFILLED_LATE' \
    WHEN d.observed_through < d.last_on THEN 'UNDETERMINED' \
    WHEN d.incurable THEN 'BREACHED' ELSE 'OVERDUE' END";

impl Dialect {
    /// The statement for these places, that day and that text.
    pub(super) fn statement(
        self,
        written: &str,
        places: &[Uuid],
        today: NaiveDate,
        text: &str,
    ) -> Statement {
        let (ours, theirs) = if self.postgres {
            ("--postgres", "--sqlite")
        } else {
            ("--sqlite", "--postgres")
        };
        let lines = written.lines().filter(|line| !line.starts_with(theirs));
        let lines: Vec<&str> = lines
            .map(|line| line.strip_prefix(ours).unwrap_or(line))
            .collect();
        let mut bound: Vec<Bound> = places.iter().copied().map(Bound::Id).collect();
        let numbered = |(at, _): (usize, &Uuid)| self.cast(&format!("${}", at + 1), "uuid");
        let places: Vec<String> = places.iter().enumerate().map(numbered).collect();
        let written = self.expand(&lines.join("\n"));
        let written = written.replace("{list of places}", &places.join(", "));
        let mut sql = written.replace("{places}", &format!("({})", places.join("), (")));
        for (name, kind, value) in [
            ("{today}", "date", Bound::Day(today)),
            ("{text}", "text", Bound::Text(text.to_owned())),
        ] {
            if sql.contains(name) {
                bound.push(value);
                let number = self.cast(&format!("${}", bound.len()), kind);
                sql = sql.replace(name, &number);
            }
        }
        // SQLite gives JSON as text, and names no columns of a derived table.
        if self.postgres {
            sql = format!("SELECT CAST(one AS text) FROM ({sql}) AS answer(one)");
        }
        Statement { sql, bound }
    }

    fn cast(self, value: &str, kind: &str) -> String {
        if self.postgres {
            format!("{value}::{kind}")
        } else {
            value.to_owned()
        }
    }

    /// Writes everything but what is asked for.
    fn expand(self, written: &str) -> String {
        let mut sql = written.to_owned();
        let [object, array, list, json, none] = if self.postgres {
            [
                "json_build_object",
                "json_build_array",
                "json_agg",
                "",
                "'[]'::json",
            ]
        } else {
            [
                "json_object",
                "json_array",
                "json_group_array",
                "json",
                "json('[]')",
            ]
        };
        for (name, word) in [
            ("{object}", object),
            ("{array}", array),
            ("{list}", list),
            ("{json}", json),
            ("{none}", none),
        ] {
            sql = sql.replace(name, word);
        }
        sql = applied(&sql, "{status ", |duty| {
            STATUS.replace("d.", &format!("{duty}."))
        });
        sql = applied(&sql, "{unstarted ", |duty| {
            format!("CASE WHEN {duty}.undetermined THEN 'UNDETERMINED' ELSE 'NOT_DUE' END")
        });
        sql = applied(&sql, "{flag ", |truth| {
            if self.postgres {
                truth.to_owned()
            } else {
                format!("json(CASE WHEN {truth} THEN 'true' ELSE 'false' END)")
            }
        });
        sql = applied(&sql, "{bytes ", |text| {
            if self.postgres {
                format!("{text} COLLATE \"C\"")
            } else {
                text.to_owned()
            }
        });
        applied(&sql, "{yuan ", |fen| {
            if self.postgres {
                format!("CAST(round({fen} / 100.0, 2) AS text)")
            } else {
                format!(
                    "CASE WHEN {fen} IS NULL THEN NULL ELSE printf('%d.%02d', {fen} / 100, {fen} % 100) END"
                )
            }
        })
    }
}

/// Writes every `{name argument}` by what it stands for.
fn applied(sql: &str, name: &str, write: impl Fn(&str) -> String) -> String {
    let mut parts = sql.split(name);
    let mut written = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (argument, rest) = part.split_once('}').unwrap_or((part, ""));
        written.push_str(&write(argument));
        written.push_str(rest);
    }
    written
}
