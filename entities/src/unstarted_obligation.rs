//! `unstarted_obligation`: what a provision demands of projects in which nothing has started it.

use chrono::NaiveDate;
use sea_orm::entity::prelude::*;

use crate::{obligation, project};

/// What a duty is called that a project owes once, as a whole.
const WHOLE: &str = "-";

/// A duty that nothing has started: most of what a project owes, and the same of many projects. A
/// set holds all such duties of a project; projects that owe the same name the same set
/// (`project.unstarted_set`). Sets never change.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "unstarted_obligation")]
pub struct Model {
    /// The jurisdiction that owns the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub jurisdiction_id: Uuid,
    /// The set, by what it holds.
    #[sea_orm(primary_key, auto_increment = false)]
    pub set_id: Uuid,
    /// Number of the provision, see [`number_of`].
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i64,
    /// Provision code.
    #[sea_orm(column_type = "Text")]
    pub provision: String,
    /// The pack it stands in.
    #[sea_orm(column_type = "Text")]
    pub pack_id: String,
    /// Version of the pack that judged.
    #[sea_orm(column_type = "Text")]
    pub pack_version: String,
    /// Whether passing its last day could not be cured (a duration).
    pub incurable: bool,
    /// Whether an unknown fact or an unobserved stretch hides the answer.
    pub undetermined: bool,
    /// Whether its last day would be reached without a calendar (R18).
    pub provisional: bool,
    /// Facts that are missing, by name.
    #[sea_orm(column_type = "JsonBinary")]
    pub needs: Json,
    /// Standing flags, such as `regional_calendar_missing`.
    #[sea_orm(column_type = "JsonBinary")]
    pub flags: Json,
    /// Why, in order, as `obligation.because`.
    #[sea_orm(column_type = "JsonBinary")]
    pub because: Json,
    /// Why no day could be computed, such as `calendar not loaded for 2027`.
    #[sea_orm(column_type = "Text", nullable)]
    pub fault: Option<String>,
}

/// Joins are written out where they are needed, so that each equates the jurisdiction.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

crate::scope::tenant!(open);

/// The project that owes a set, as far as its duties tell of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Owing {
    /// The project.
    pub project: Uuid,
    /// Its unit.
    pub unit: Option<Uuid>,
    /// The day for which it was assessed.
    pub assessed_for: NaiveDate,
}

impl Owing {
    /// The project of a row.
    #[must_use]
    pub fn of(row: &project::Model) -> Self {
        Self {
            project: row.id,
            unit: row.unit_id,
            // What was never assessed owes nothing.
            assessed_for: row.assessed_for.unwrap_or_default(),
        }
    }
}

/// The number of a provision: a hash of its code, which never changes. Where two provisions of a
/// project bear one number, the duty of the second is kept as if it had started.
#[must_use]
pub fn number_of(provision: &str) -> u32 {
    let bytes = provision.bytes();
    // FNV-1a.
    bytes.fold(0x811c_9dc5, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    })
}

/// The id of a project's duty by the provision of a number: that of the project, with the number in
/// the place of its last four bytes. Ids of projects made at different times or by different hubs
/// differ before these (UUIDv7), so that duties sort as their projects do.
#[must_use]
pub fn id_of(project: Uuid, number: u32) -> Uuid {
    let mut bytes = project.into_bytes();
    bytes[12..].copy_from_slice(&number.to_be_bytes());
    Uuid::from_bytes(bytes)
}

/// The number that the id of a duty ends with.
#[must_use]
pub fn number_in(duty: Uuid) -> u32 {
    let [.., a, b, c, d] = duty.into_bytes();
    u32::from_be_bytes([a, b, c, d])
}

/// The first and the last id that the project of a duty can have.
#[must_use]
pub fn projects_of(duty: Uuid) -> (Uuid, Uuid) {
    (id_of(duty, 0), id_of(duty, u32::MAX))
}

impl Model {
    /// The duty as the project owes it.
    #[must_use]
    pub fn owed_by(&self, owing: Owing) -> obligation::Model {
        let number = u32::try_from(self.number).unwrap_or_default();
        obligation::Model {
            jurisdiction_id: self.jurisdiction_id,
            id: id_of(owing.project, number),
            project_id: owing.project,
            unit_id: owing.unit,
            provision: self.provision.clone(),
            pack_id: self.pack_id.clone(),
            pack_version: self.pack_version.clone(),
            subject: WHOLE.to_owned(),
            occurrence: WHOLE.to_owned(),
            period: WHOLE.to_owned(),
            triggered_on: None,
            earliest_on: None,
            due_on: None,
            latest_on: None,
            last_on: None,
            fulfilled_on: None,
            undated: Some(false),
            fulfilled_by: Some(Json::Array(Vec::new())),
            observed_through: None,
            incurable: self.incurable,
            undetermined: self.undetermined,
            provisional: self.provisional,
            attention_on: None,
            needs: self.needs.clone(),
            flags: self.flags.clone(),
            because: self.because.clone(),
            fault: self.fault.clone(),
            assessed_for: owing.assessed_for,
        }
    }

    /// What a set holds of a duty that nothing has started ([`is_unstarted`]).
    #[must_use]
    pub fn of(set: Uuid, duty: &obligation::Model) -> Self {
        Self {
            jurisdiction_id: duty.jurisdiction_id,
            set_id: set,
            number: i64::from(number_of(&duty.provision)),
            provision: duty.provision.clone(),
            pack_id: duty.pack_id.clone(),
            pack_version: duty.pack_version.clone(),
            incurable: duty.incurable,
            undetermined: duty.undetermined,
            provisional: duty.provisional,
            needs: duty.needs.clone(),
            flags: duty.flags.clone(),
            because: duty.because.clone(),
            fault: duty.fault.clone(),
        }
    }
}

/// Whether a project owes the duty once, nothing has started it, and it says nothing that a set
/// would not hold.
#[must_use]
pub fn is_unstarted(duty: &obligation::Model) -> bool {
    let obligation::Model {
        jurisdiction_id: _,
        id: _,
        project_id: _,
        unit_id: _,
        provision: _,
        pack_id: _,
        pack_version: _,
        subject,
        occurrence,
        period,
        triggered_on,
        earliest_on,
        due_on,
        latest_on,
        last_on,
        fulfilled_on,
        undated,
        fulfilled_by,
        observed_through,
        incurable: _,
        undetermined: _,
        provisional: _,
        attention_on,
        needs: _,
        flags: _,
        because: _,
        fault: _,
        assessed_for: _,
    } = duty;
    let days = [
        triggered_on,
        earliest_on,
        due_on,
        latest_on,
        last_on,
        fulfilled_on,
        observed_through,
        attention_on,
    ];
    let proofs = fulfilled_by.as_ref().and_then(Json::as_array);
    [subject, occurrence, period]
        .iter()
        .all(|name| *name == WHOLE)
        && days.iter().all(|day| day.is_none())
        && *undated == Some(false)
        && proofs.is_some_and(Vec::is_empty)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_of_provisions_stay_what_they_are() {
        assert_eq!(number_of("tinghu-28-change-filing"), 0x4e80_9538);
        assert_eq!(
            number_of("national-sharing-17-update-10-workdays"),
            0x6a8a_de52
        );
    }

    #[test]
    fn the_id_of_a_duty_tells_its_project_and_its_number() {
        let project = Uuid::from_u128(0x019a_22fd_6317_73dd_800b_cd99_ceb4_3a87);
        let duty = id_of(project, 7);
        assert_eq!(
            duty,
            Uuid::from_u128(0x019a_22fd_6317_73dd_800b_cd99_0000_0007)
        );
        assert_eq!(number_in(duty), 7);
        let (first, last) = projects_of(duty);
        assert!(first <= project && project <= last);
    }
}
