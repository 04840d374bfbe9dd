use std::time::Duration;

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use shuniu_entities::{Key, calendar};
use shuniu_policy::CreditCode;

use super::{CalendarChoice, CalendarSecret};
use crate::access::{Caller, Permission, granted};
use crate::fault::Fault;
use crate::hub::Hub;
use crate::transact::{Actor, Tx, Work, transact};

/// How long a reader waits for the day of its reading to be noted.
const NOTE_PATIENCE: Duration = Duration::from_secs(2);

/// A calendar that its credential opened, with the eyes with which it looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenCalendar {
    /// Which one.
    pub key: Key,
    /// What its owner calls it.
    pub name: String,
    /// Which duties it shows.
    pub choice: CalendarChoice,
    /// Its owner, with what the token said when it was made, in this one jurisdiction.
    pub caller: Caller,
}

impl Hub {
    /// Opens the calendar of a credential, and notes the day once. Nothing when there is none, when
    /// it has lapsed or was revoked, or when its owner's role may have none any more: which of
    /// these it is is not told.
    ///
    /// # Errors
    ///
    /// [`Fault`] when the database fails or a row cannot be read.
    pub async fn open_calendar(&self, credential: &str) -> Result<Option<OpenCalendar>, Fault> {
        let Some(secret) = CalendarSecret::parse(credential) else {
            return Ok(None);
        };
        let hash = secret.hash(self.seal());
        let row = calendar::Entity::of_secret(secret.jurisdiction(), &hash);
        let Some(row) = row.one(&self.reader()).await? else {
            return Ok(None);
        };
        let today = self.clock().today();
        if row.revoked_at.is_some() || row.expires_on < today {
            return Ok(None);
        }
        let Some(open) = self.opened(&row)? else {
            return Ok(None);
        };
        if row.used_on != Some(today) {
            self.note_use(open.key).await;
        }
        Ok(Some(open))
    }

    fn opened(&self, row: &calendar::Model) -> Result<Option<OpenCalendar>, Fault> {
        let known = self.known_jurisdictions();
        let place = known.iter().find(|one| one.id == row.jurisdiction_id);
        let Some(place) = place else {
            return Ok(None);
        };
        let corrupt = |problem: &dyn std::fmt::Display| Fault::corrupt("calendar", problem);
        let body = row.body.as_deref().map(str::parse).transpose();
        let organization = row.organization.as_deref().map(CreditCode::parse);
        let caller = Caller {
            subject: row.subject.clone(),
            role: row.role.parse().map_err(|error| corrupt(&error))?,
            body: body.map_err(|error| corrupt(&error))?,
            jurisdictions: vec![place.setup.region],
            organization: organization.transpose().map_err(|error| corrupt(&error))?,
            expires_at: None,
        };
        if !granted(&caller, Permission::KeepCalendars) {
            return Ok(None);
        }
        let choice = serde_json::from_value(row.choice.clone());
        Ok(Some(OpenCalendar {
            key: row.key(),
            name: row.name.clone(),
            choice: choice.map_err(|error| corrupt(&error))?,
            caller,
        }))
    }

    /// Notes that the calendar was read today. A reader is not refused because of it: whoever reads
    /// next notes it.
    async fn note_use(&self, calendar: Key) {
        let actor = Actor::worker("calendar");
        let work = NoteUse { calendar };
        let noted = transact(
            self,
            calendar.jurisdiction,
            &actor,
            "note_calendar_use",
            &work,
        );
        match tokio::time::timeout(NOTE_PATIENCE, noted).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(%error, "the reading of a calendar was not noted"),
            Err(_) => tracing::warn!("the reading of a calendar was not noted in time"),
        }
    }
}

/// Dates the last reading; no change of the law's subject, and so nothing for the ledger.
struct NoteUse {
    calendar: Key,
}

#[async_trait::async_trait]
impl Work for NoteUse {
    type Output = ();

    async fn run(&self, tx: &mut Tx) -> Result<(), Fault> {
        use calendar::Column;
        calendar::Entity::update_many()
            .col_expr(Column::UsedOn, Expr::value(tx.today()))
            .filter(Column::JurisdictionId.eq(self.calendar.jurisdiction))
            .filter(Column::Id.eq(self.calendar.id))
            .exec(tx.db())
            .await?;
        Ok(())
    }
}
