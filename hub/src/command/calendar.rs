use chrono::{Days, NaiveDate};
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde::{Deserialize, Serialize};
use serde_json::json;
use shuniu_entities::{Key, Keyed, Scope, Tenant, calendar};
use shuniu_policy::CreditCode;
use uuid::Uuid;

use super::submit::{Command, Submission};
use crate::access::{Body, Caller, Permission, Role, may_manage_calendars};
use crate::calendar::{CalendarChoice, CalendarSecret};
use crate::fault::Fault;
use crate::hub::Hub;
use crate::ledger::Draft;
use crate::transact::Tx;

/// Name of the table, and of the thing in the ledger.
const CALENDAR: &str = "calendar";
/// Most characters of a name.
const LONGEST_NAME: usize = 60;

/// A calendar that somebody wants to have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewCalendar {
    /// What its owner calls it; calendar clients show it.
    pub name: String,
    /// Which duties it shows.
    pub choice: CalendarChoice,
    /// Last day on which it opens; the last that is allowed if left out.
    pub expires_on: Option<NaiveDate>,
}

/// A calendar that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreatedCalendar {
    /// Which one.
    pub key: Key,
    /// What opens it; nothing when it was made before under the same idempotency key: it is shown
    /// once.
    pub secret: Option<CalendarSecret>,
}

/// Makes a calendar of the caller's; [`Hub::create_calendar`] hands it in.
#[derive(Clone, Debug, Serialize)]
pub struct CreateCalendar {
    asked: NewCalendar,
    /// With whose eyes it looks; part of the request, so that the same key under another role is
    /// another request.
    role: Role,
    body: Option<Body>,
    organization: Option<CreditCode>,
    #[serde(skip)]
    caller: Caller,
    /// Made for this submission: no part of the request, nor of the answer that is kept.
    #[serde(skip)]
    secret: CalendarSecret,
}

/// A calendar that a command was about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Calendared {
    /// Its id within the jurisdiction.
    pub calendar: Uuid,
}

impl Hub {
    /// Makes a calendar of the caller's. What opens it is in this answer and nowhere else.
    ///
    /// # Errors
    ///
    /// [`Fault::Limit`] for a day too far ahead and for one calendar too many; otherwise as
    /// [`Hub::submit`].
    pub async fn create_calendar(
        &self,
        submission: &Submission<'_>,
        asked: NewCalendar,
    ) -> Result<CreatedCalendar, Fault> {
        let caller = submission.caller;
        let secret = CalendarSecret::random(submission.jurisdiction);
        let command = CreateCalendar {
            asked,
            role: caller.role,
            body: caller.body,
            organization: caller.organization.clone(),
            caller: caller.clone(),
            secret: secret.clone(),
        };
        let made = self.submit(submission, &command).await?;
        let key = Key::new(submission.jurisdiction, made.calendar);
        // An answer may be of an earlier request under the same key; that one had its own secret.
        let row = calendar::Entity::of_secret(key.jurisdiction, &secret.hash(self.seal()));
        let row = row.one(&self.reader()).await?;
        Ok(CreatedCalendar {
            key,
            secret: row.is_some().then_some(secret),
        })
    }
}

#[async_trait::async_trait]
impl Command for CreateCalendar {
    const NAME: &'static str = "create_calendar";
    const PERMISSION: Permission = Permission::KeepCalendars;
    type Outcome = Calendared;

    async fn run(&self, tx: &mut Tx) -> Result<Calendared, Fault> {
        let name = self.name()?;
        let expires_on = self.expires_on(tx)?;
        self.asked.choice.check(tx, &self.caller).await?;
        // Of two at once neither would see the other's.
        tx.alone_with_codes().await?;
        self.one_more(tx).await?;
        let id = Uuid::now_v7();
        let row = calendar::ActiveModel {
            jurisdiction_id: Set(tx.jurisdiction()),
            id: Set(id),
            secret_hash: Set(self.secret.hash(tx.seal())),
            name: Set(name.clone()),
            subject: Set(tx.actor().subject.clone()),
            role: Set(self.role.as_str().to_owned()),
            body: Set(self.body.map(|body| body.as_str().to_owned())),
            organization: Set(self.organization.as_ref().map(ToString::to_string)),
            choice: Set(json!(self.asked.choice)),
            expires_on: Set(expires_on),
            created_at: Set(tx.now()),
            used_on: Set(None),
            revoked_at: Set(None),
            revoked_by: Set(None),
        };
        calendar::Entity::insert(row)
            .exec_without_returning(tx.db())
            .await?;
        let body = json!({"created": {
            "name": name, "expires_on": expires_on, "choice": self.asked.choice,
        }});
        tx.record(Draft::general(CALENDAR, Some(id), body));
        Ok(Calendared { calendar: id })
    }
}

impl CreateCalendar {
    fn name(&self) -> Result<String, Fault> {
        let name = self.asked.name.trim();
        let refuse = |problem: &str| Err(Fault::invalid("name", problem));
        if name.is_empty() {
            return refuse("a calendar needs a name, which calendar clients show");
        }
        if name.chars().count() > LONGEST_NAME {
            return refuse(&format!("it has at most {LONGEST_NAME} characters"));
        }
        if name.chars().any(char::is_control) {
            return refuse("it has no line breaks or other control characters");
        }
        Ok(name.to_owned())
    }

    fn expires_on(&self, tx: &Tx) -> Result<NaiveDate, Fault> {
        let (today, days) = (tx.today(), tx.calendar_limits().days);
        let last = today.checked_add_days(Days::new(days.into()));
        let last = last.unwrap_or(NaiveDate::MAX);
        match self.asked.expires_on {
            None => Ok(last),
            Some(day) if day < today => {
                let problem = "the day has passed; give the last day on which it is to open";
                Err(Fault::invalid("expiresOn", problem))
            }
            Some(day) if day > last => Err(Fault::Limit {
                field: "expiresOn",
                told: format!(
                    "{day} is too far ahead; a calendar opens for at most {days} days, through \
                     {last} (limits.calendar_days)"
                ),
            }),
            Some(day) => Ok(day),
        }
    }

    /// Refuses one more than a subject may have. What has lapsed or was revoked does not count.
    async fn one_more(&self, tx: &Tx) -> Result<(), Fault> {
        use calendar::Column;
        let most = tx.calendar_limits().each;
        let open = calendar::Entity::find_in(&place(tx))
            .filter(Column::Subject.eq(&tx.actor().subject))
            .filter(Column::RevokedAt.is_null())
            .filter(Column::ExpiresOn.gte(tx.today()));
        if open.count(tx.db()).await? < u64::from(most) {
            return Ok(());
        }
        Err(Fault::Limit {
            field: "input",
            told: format!(
                "{most} calendars that open are as many as one may have here; revoke one that is \
                 not needed (limits.calendars)"
            ),
        })
    }
}

/// Closes a calendar for good: the caller's own, or anybody's for whoever manages them.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RevokeCalendar {
    /// Which one.
    pub calendar: Uuid,
}

#[async_trait::async_trait]
impl Command for RevokeCalendar {
    const NAME: &'static str = "revoke_calendar";
    const PERMISSION: Permission = Permission::KeepCalendars;
    type Outcome = Calendared;

    async fn run(&self, tx: &mut Tx) -> Result<Calendared, Fault> {
        use calendar::Column;
        let row = calendar::Entity::find_key(&place(tx), tx.key(self.calendar));
        let row = row
            .one(tx.db())
            .await?
            .filter(|row| row.subject == tx.actor().subject || may_manage_calendars(tx.actor()));
        let row = row.ok_or_else(|| Fault::not_found("calendar", self.calendar))?;
        let closed = calendar::Entity::update_many()
            .col_expr(Column::RevokedAt, Expr::value(tx.now()))
            .col_expr(Column::RevokedBy, Expr::value(&tx.actor().subject))
            .filter(Column::JurisdictionId.eq(tx.jurisdiction()))
            .filter(Column::Id.eq(row.id))
            .filter(Column::RevokedAt.is_null())
            .exec(tx.db())
            .await?;
        if closed.rows_affected > 0 {
            let body = json!({"revoked": {"name": row.name, "subject": row.subject}});
            tx.record(Draft::general(CALENDAR, Some(row.id), body));
        }
        Ok(Calendared { calendar: row.id })
    }
}

/// Calendars are a matter of their owner, whatever projects it sees.
fn place(tx: &Tx) -> Scope {
    Scope::jurisdictions(vec![tx.jurisdiction()])
}
