//! The tour: what the demo shows, in Chinese with English beside it.
//!
//! Everything is asked of the hub at the moment it is shown.

mod calendar;
mod choice;
mod disagreement;
mod gates;
mod law;
mod overdue;
mod project;
mod queries;
mod received;
mod trust;
mod waiting;

use anyhow::{Result, anyhow};

use super::sheet::Sheet;
use super::start::Demo;
use super::summary::Summary;
use crate::cli::{CommandError, Output};

impl Demo {
    /// Takes the visitor around, or tells a script what there is.
    ///
    /// # Errors
    ///
    /// Fails when the hub does not answer or nobody takes the output.
    pub async fn show(&mut self, output: &mut Output) -> Result<(), CommandError> {
        let mut summary = self.summary.clone();
        for part in PARTS {
            let sheet = self
                .part(part, &mut summary)
                .await
                .map_err(CommandError::Failed)?;
            if !output.is_json() {
                output.line(sheet.text())?;
            }
        }
        if output.is_json() {
            output.value(&summary)?;
        }
        self.summary = summary;
        Ok(())
    }

    async fn part(&self, part: Part, summary: &mut Summary) -> Result<Sheet> {
        let mut sheet = Sheet::new(self.colours);
        match part {
            Part::Received => received::show(summary, &mut sheet),
            Part::Overdue => {
                overdue::show(self, summary, &mut sheet).await?;
                calendar::show(self, summary, &mut sheet).await?;
            }
            Part::Gates => gates::show(self, summary, &mut sheet).await?,
            Part::Waiting => {
                waiting::show(self, summary, &mut sheet).await?;
                disagreement::show(self, summary, &mut sheet).await?;
            }
            Part::Project => project::show(self, &mut sheet).await?,
            Part::Trust => trust::show(self, summary, &mut sheet).await?,
            Part::Queries => queries::show(self, summary, &mut sheet).await?,
        }
        Ok(sheet)
    }

    /// The token of a name.
    fn pass(&self, name: &str) -> Result<&str> {
        let pass = self.passes.iter().find(|pass| pass.name == name);
        pass.map(|pass| pass.token.as_str())
            .ok_or_else(|| anyhow!("the demo has no token {name}"))
    }
}

#[derive(Clone, Copy, Debug)]
enum Part {
    Received,
    Overdue,
    Gates,
    Waiting,
    Project,
    Trust,
    Queries,
}

const PARTS: [Part; 7] = [
    Part::Received,
    Part::Overdue,
    Part::Gates,
    Part::Waiting,
    Part::Project,
    Part::Trust,
    Part::Queries,
];
