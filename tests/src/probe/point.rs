//! Names for the points of a sync: `run 1 page 2 before INSERT source_record (14)` is the 14th
//! statement of the second page that the first run of the process writes.

use super::Moment;

/// Where the statements of one task stand.
#[derive(Debug, Default)]
pub(super) struct Place {
    /// The run that began last in this task, from 1 in the order of the process.
    run: Option<usize>,
    /// Its pages that were committed.
    pages: usize,
    transaction: Transaction,
    /// Of the statement in its transaction; BEGIN is 0.
    number: usize,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Transaction {
    #[default]
    None,
    /// Only BEGIN was seen.
    Begun,
    Page,
    Other,
}

impl Place {
    /// Whether BEGIN was seen and nothing since.
    pub(super) fn is_begun(&self) -> bool {
        self.transaction == Transaction::Begun
    }

    /// A statement goes out.
    pub(super) fn enter(&mut self, sql: &str, runs: &mut usize) {
        if sql == "BEGIN" {
            (self.transaction, self.number) = (Transaction::Begun, 0);
            return;
        }
        self.number += 1;
        if self.is_begun() {
            // A page moves the cursor first of all.
            let page = sql.starts_with("UPDATE \"sync_cursor\" SET \"cursor\"");
            self.transaction = if page {
                Transaction::Page
            } else {
                Transaction::Other
            };
        }
        if sql.starts_with("INSERT INTO \"sync_run\"") {
            *runs += 1;
            (self.run, self.pages) = (Some(*runs), 0);
        }
    }

    /// Its answer came.
    pub(super) fn leave(&mut self, sql: &str) {
        if sql == "COMMIT" {
            self.pages += usize::from(self.transaction == Transaction::Page);
            (self.transaction, self.number) = (Transaction::None, 0);
        }
    }

    /// Names a point at the statement that stands now. A BEGIN within a run counts to the next
    /// page; whether it was that of the run's end only the statement after it tells.
    pub(super) fn name(&self, moment: Moment, statement: &str) -> String {
        let (pages, number) = (self.pages, self.number);
        let place = match (self.run, self.transaction) {
            (None, _) => "outside a run".to_owned(),
            (Some(run), Transaction::Begun | Transaction::Page) => {
                format!("run {run} page {}", pages + 1)
            }
            (Some(run), _) => format!("run {run} after {pages} pages"),
        };
        format!("{place} {} {statement} ({number})", moment.name())
    }
}

/// The verb of a statement and the first table that it names.
pub(super) fn statement(sql: &str) -> String {
    let verb = sql.split_whitespace().next().unwrap_or_default();
    let before_table = match verb {
        "INSERT" => "INTO ",
        "UPDATE" => "UPDATE ",
        "SELECT" | "DELETE" => "FROM ",
        _ => return verb.to_owned(),
    };
    let Some((_, rest)) = sql.split_once(before_table) else {
        return verb.to_owned();
    };
    let table = rest.trim_start_matches('"');
    let end = table.find(|c: char| !c.is_alphanumeric() && c != '_');
    format!("{verb} {}", &table[..end.unwrap_or(table.len())])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_of_pages_are_numbered_by_run_and_page() {
        let (mut place, mut runs) = (Place::default(), 0);
        let mut names = Vec::new();
        for sql in [
            "BEGIN",
            "INSERT INTO \"sync_run\" (\"id\") VALUES (?)",
            "COMMIT",
            "BEGIN",
            "UPDATE \"sync_cursor\" SET \"cursor\" = ? WHERE 1",
            "SELECT \"tender\".\"id\" FROM \"tender\"",
            "COMMIT",
            "BEGIN",
            "UPDATE \"sync_run\" SET \"state\" = ?",
        ] {
            place.enter(sql, &mut runs);
            names.push(place.name(Moment::Before, &statement(sql)));
            if sql != "BEGIN" {
                place.leave(sql);
            }
        }
        assert_eq!(
            names,
            [
                "outside a run before BEGIN (0)",
                "run 1 after 0 pages before INSERT sync_run (1)",
                "run 1 after 0 pages before COMMIT (2)",
                "run 1 page 1 before BEGIN (0)",
                "run 1 page 1 before UPDATE sync_cursor (1)",
                "run 1 page 1 before SELECT tender (2)",
                "run 1 page 1 before COMMIT (3)",
                "run 1 page 2 before BEGIN (0)",
                "run 1 after 1 pages before UPDATE sync_run (1)",
            ]
        );
    }
}
