use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use serde::{Deserialize, Serialize};
use serde_json::json;
use shuniu_entities::{Keyed, person};
use uuid::Uuid;

use super::record::Recorded;
use super::submit::{Command, forget_requests, project_version};
use crate::access::Permission;
use crate::fault::Fault;
use crate::ledger::Draft;
use crate::personal::Personal;
use crate::transact::Tx;

/// Name of the table, and of the thing in the ledger.
const PERSON: &str = "person";
/// Most characters of a name or an organization.
const LONGEST_NAME: usize = 100;
/// Most characters of a telephone number.
const LONGEST_PHONE: usize = 40;
/// Most characters of a mail address, as mail has it.
const LONGEST_EMAIL: usize = 254;

/// What a person is on a project.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContactRole {
    /// Answers for the project (项目负责人).
    Leader,
    /// Is to be called first (联系人).
    Liaison,
    /// Answers for the technical side (技术负责人).
    Technical,
    /// Of the contractor (承建方).
    Contractor,
    /// Of the supervisor (监理方).
    Supervisor,
    /// Any other.
    Other,
}

impl ContactRole {
    /// Every one, in the order of the documents.
    pub const ALL: [Self; 6] = [
        Self::Leader,
        Self::Liaison,
        Self::Technical,
        Self::Contractor,
        Self::Supervisor,
        Self::Other,
    ];

    /// The word in rows and in the ledger.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Leader => "leader",
            Self::Liaison => "liaison",
            Self::Technical => "technical",
            Self::Contractor => "contractor",
            Self::Supervisor => "supervisor",
            Self::Other => "other",
        }
    }
}

/// Why a contact is erased (个人信息保护法第四十七条). A closed list: whatever else were written
/// down would stay in the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErasureGround {
    /// The person asked for it or withdrew consent.
    Asked,
    /// What it was kept for is done, or it was kept long enough.
    NoLongerNeeded,
    /// It was recorded by mistake.
    Mistake,
}

/// How a person is reached.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ContactTerms {
    /// What the person is on the project.
    pub role: ContactRole,
    /// Full name.
    pub name: Personal,
    /// Telephone number.
    pub phone: Option<Personal>,
    /// Mail address.
    pub email: Option<Personal>,
    /// The unit or firm that the person works for.
    pub organization: Option<Personal>,
}

/// Records whom to turn to about a project.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RecordContact {
    /// The project.
    pub project: Uuid,
    /// The version the caller saw.
    pub expected_version: Option<i64>,
    /// How the person is reached.
    pub terms: ContactTerms,
}

/// Puts what is right in the place of a contact; of what was wrong nothing is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CorrectContact {
    /// The project.
    pub project: Uuid,
    /// The version the caller saw.
    pub expected_version: Option<i64>,
    /// The contact.
    pub contact: Uuid,
    /// What is right, as a whole.
    pub right: ContactTerms,
}

/// Erases a contact: nothing of it is kept but that there was one.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct EraseContact {
    /// The project.
    pub project: Uuid,
    /// The version the caller saw.
    pub expected_version: Option<i64>,
    /// The contact.
    pub contact: Uuid,
    /// Why.
    pub ground: ErasureGround,
}

#[async_trait::async_trait]
impl Command for RecordContact {
    const NAME: &'static str = "record_contact";
    const PERMISSION: Permission = Permission::RecordContacts;
    type Outcome = Recorded;

    async fn run(&self, tx: &mut Tx) -> Result<Recorded, Fault> {
        let says = self.terms.checked()?;
        project_version(tx.file(self.project).await?, self.expected_version)?;
        let id = Uuid::now_v7();
        let row = person::ActiveModel {
            jurisdiction_id: Set(tx.jurisdiction()),
            id: Set(id),
            project_id: Set(self.project),
            ..says.row(tx)
        };
        person::Entity::insert(row)
            .exec_without_returning(tx.db())
            .await?;
        let body = json!({"recorded": says.role.as_str()});
        Ok(done(tx, self.project, id, body))
    }
}

#[async_trait::async_trait]
impl Command for CorrectContact {
    const NAME: &'static str = "correct_contact";
    const PERMISSION: Permission = Permission::RecordContacts;
    type Outcome = Recorded;

    async fn run(&self, tx: &mut Tx) -> Result<Recorded, Fault> {
        let says = self.right.checked()?;
        project_version(tx.file(self.project).await?, self.expected_version)?;
        let was = found(tx, self.project, self.contact).await?;
        let row = person::ActiveModel {
            jurisdiction_id: Set(was.jurisdiction_id),
            id: Set(was.id),
            ..says.row(tx)
        };
        person::Entity::update(row).exec(tx.db()).await?;
        forget_requests(tx, was.id).await?;
        let body = json!({"was": was.role, "is": says.role.as_str(), "changed": says.unlike(&was)});
        Ok(done(tx, self.project, was.id, body))
    }
}

#[async_trait::async_trait]
impl Command for EraseContact {
    const NAME: &'static str = "erase_contact";
    const PERMISSION: Permission = Permission::RecordContacts;
    type Outcome = Recorded;

    async fn run(&self, tx: &mut Tx) -> Result<Recorded, Fault> {
        project_version(tx.file(self.project).await?, self.expected_version)?;
        let was = found(tx, self.project, self.contact).await?;
        person::Entity::delete_many()
            .filter(person::Column::JurisdictionId.eq(was.jurisdiction_id))
            .filter(person::Column::Id.eq(was.id))
            .exec(tx.db())
            .await?;
        forget_requests(tx, was.id).await?;
        let body = json!({"erased": was.role, "ground": self.ground});
        Ok(done(tx, self.project, was.id, body))
    }
}

/// The contact of the project.
async fn found(tx: &Tx, project: Uuid, id: Uuid) -> Result<person::Model, Fault> {
    let row = person::Entity::find_key(tx.scope(), tx.key(id));
    let row = row.one(tx.db()).await?;
    let row = row.filter(|row| row.project_id == project);
    row.ok_or_else(|| Fault::not_found("contact", id))
}

/// Writes down that it was done, and nothing of the contact. No law hangs on it.
fn done(tx: &mut Tx, project: Uuid, contact: Uuid, body: serde_json::Value) -> Recorded {
    if let Some(file) = tx.desk_mut().files.get_mut(&project) {
        file.project.change();
    }
    tx.record(Draft::of_project(PERSON, contact, project, body));
    Recorded {
        project,
        record: Some(contact),
    }
}

/// What a contact says, looked through.
struct Says {
    role: ContactRole,
    name: String,
    phone: Option<String>,
    email: Option<String>,
    organization: Option<String>,
}

impl ContactTerms {
    /// Nothing of what was given is repeated in a refusal.
    fn checked(&self) -> Result<Says, Fault> {
        let within = |given: Option<&Personal>, field: &str, most: usize| {
            let text = given.map(|given| given.reveal().trim());
            let text = text.filter(|text| !text.is_empty()).map(ToOwned::to_owned);
            match text {
                Some(text) if text.chars().count() > most => Err(Fault::invalid(
                    field,
                    format!("it has at most {most} characters"),
                )),
                text => Ok(text),
            }
        };
        let name = within(Some(&self.name), "name", LONGEST_NAME)?
            .ok_or_else(|| Fault::invalid("name", "give the full name"))?;
        let phone = within(self.phone.as_ref(), "phone", LONGEST_PHONE)?;
        let written = |text: &String| {
            let digits = text.chars().filter(char::is_ascii_digit).count();
            let others = text
                .chars()
                .all(|one| one.is_ascii_digit() || "+-() 转".contains(one));
            digits >= 5 && others
        };
        if phone.as_ref().is_some_and(|text| !written(text)) {
            let problem =
                "it is no telephone number: five digits at least, and signs such as + and -";
            return Err(Fault::invalid("phone", problem));
        }
        let email = within(self.email.as_ref(), "email", LONGEST_EMAIL)?;
        let addressed = |text: &String| {
            let parts = text.split_once('@');
            parts.is_some_and(|(who, at)| {
                !who.is_empty() && at.contains('.') && !text.contains(char::is_whitespace)
            })
        };
        if email.as_ref().is_some_and(|text| !addressed(text)) {
            return Err(Fault::invalid("email", "it is no mail address"));
        }
        if phone.is_none() && email.is_none() {
            let problem = "give a telephone number or a mail address; a name alone reaches nobody";
            return Err(Fault::invalid("phone", problem));
        }
        Ok(Says {
            role: self.role,
            name,
            phone,
            email,
            organization: within(self.organization.as_ref(), "organization", LONGEST_NAME)?,
        })
    }
}

impl Says {
    fn row(&self, tx: &Tx) -> person::ActiveModel {
        person::ActiveModel {
            role: Set(self.role.as_str().to_owned()),
            name: Set(self.name.clone()),
            phone: Set(self.phone.clone()),
            email: Set(self.email.clone()),
            organization: Set(self.organization.clone()),
            recorded_by: Set(tx.actor().subject.clone()),
            recorded_at: Set(tx.now()),
            ..Default::default()
        }
    }

    /// Names of what is not as it was.
    fn unlike(&self, was: &person::Model) -> Vec<&'static str> {
        let mut unlike = Vec::new();
        for (name, changed) in [
            ("name", self.name != was.name),
            ("phone", self.phone != was.phone),
            ("email", self.email != was.email),
            ("organization", self.organization != was.organization),
        ] {
            if changed {
                unlike.push(name);
            }
        }
        unlike
    }
}
