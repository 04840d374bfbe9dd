use shuniu_connectors::import::{Mark, Tone};

use super::answer::{Answer, Fate};
use super::run::Imported;
use crate::fault::Fault;

impl Imported {
    /// The ledger as it came in, with what became of each row beside it. It is made anew whenever
    /// it is asked for and kept nowhere.
    ///
    /// # Errors
    ///
    /// [`Fault`] when the workbook cannot be written.
    pub fn annotated(&self) -> Result<Vec<u8>, Fault> {
        let marks: Vec<Mark> = self.rows.iter().map(|answer| self.mark(answer)).collect();
        let written = self.ledger.annotated(&marks);
        written.map_err(|error| Fault::corrupt("annotated copy", error))
    }

    fn mark(&self, answer: &Answer) -> Mark {
        let tone = match answer.fate {
            Fate::Entered | Fate::Merged => Tone::Good,
            Fate::Waits => Tone::Waiting,
            Fate::SetAside | Fate::Conflicts | Fate::Nameless | Fate::Refused => Tone::Bad,
            Fate::Unchanged | Fate::Repeats | Fate::Skipped => Tone::Quiet,
        };
        let mut words = Vec::new();
        let mut cells = Vec::new();
        for one in &answer.troubles {
            let said = format!("{}。{}", one.text.zh, one.mend.zh);
            let heading = one.heading.as_deref();
            match heading.and_then(|heading| self.ledger.column(heading)) {
                Some(column) => {
                    words.push(format!("“{}”：{said}", heading.unwrap_or_default()));
                    cells.push((column, said));
                }
                None => words.push(match heading {
                    Some(heading) => format!("“{heading}”：{said}"),
                    None => said,
                }),
            }
        }
        for one in &answer.remarks {
            words.push(match &one.heading {
                Some(heading) => format!("“{heading}”：{}", one.text.zh),
                None => one.text.zh.clone(),
            });
        }
        Mark {
            row: answer.row,
            tone,
            verdict: if self.dry_run {
                format!("试导入：{}", answer.fate.zh_of_trial())
            } else {
                answer.fate.zh().to_owned()
            },
            words: words.join("\n"),
            cells,
            withheld: answer.fate == Fate::Refused,
        }
    }
}
