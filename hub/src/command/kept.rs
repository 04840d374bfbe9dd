//! What recording, correcting and voiding have in common, whatever the row says.

use uuid::Uuid;

use super::record::{Recorded, done, may_withdraw, needs_reason};
use super::submit::project_version;
use crate::desk::{self, Entry, File, Rows};
use crate::fault::Fault;
use crate::transact::Tx;

/// What a caller says of a row of a project's file.
#[async_trait::async_trait]
pub(super) trait Terms: Sync {
    type Row: Entry + Send;

    /// The rows of its table.
    fn rows(file: &mut File) -> &mut Rows<Self::Row>;

    /// Checks it against the file and the vocabulary.
    async fn checked(
        &self,
        tx: &mut Tx,
        project: Uuid,
    ) -> Result<<Self::Row as Entry>::Says, Fault>;
}

/// A project with the version that the caller saw.
pub(super) type Seen = (Uuid, Option<i64>);

pub(super) async fn record<T: Terms>(
    tx: &mut Tx,
    (project, version): Seen,
    terms: &T,
) -> Result<Recorded, Fault> {
    project_version(tx.file(project).await?, version)?;
    let says = terms.checked(tx, project).await?;
    let origin = tx.origin();
    let file = tx.file(project).await?;
    let owner = (file.key().jurisdiction, project);
    desk::must_be_new(T::rows(file), &says, None)?;
    let (id, draft) = desk::add(T::rows(file), owner, &origin, says)?;
    Ok(done(tx, project, id, draft))
}

pub(super) async fn correct<T: Terms>(
    tx: &mut Tx,
    (project, version): Seen,
    (wrong, reason): (Uuid, &str),
    terms: &T,
) -> Result<Recorded, Fault> {
    needs_reason(reason)?;
    project_version(tx.file(project).await?, version)?;
    let says = terms.checked(tx, project).await?;
    let (origin, actor) = (tx.origin(), tx.actor().clone());
    let file = tx.file(project).await?;
    let owner = (file.key().jurisdiction, project);
    let rows = T::rows(file);
    may_withdraw(&actor, desk::source_of(rows, wrong))?;
    desk::must_be_new(rows, &says, Some(wrong))?;
    let (id, draft) = desk::correct(rows, owner, &origin, wrong, says, reason.to_owned())?;
    Ok(done(tx, project, id, draft))
}

pub(super) async fn void<T: Terms>(
    tx: &mut Tx,
    (project, version): Seen,
    (wrong, reason): (Uuid, &str),
) -> Result<Recorded, Fault> {
    needs_reason(reason)?;
    let actor = tx.actor().clone();
    let file = tx.file(project).await?;
    project_version(file, version)?;
    let rows = T::rows(file);
    may_withdraw(&actor, desk::source_of(rows, wrong))?;
    let draft = desk::void(rows, project, wrong, reason)?;
    Ok(done(tx, project, wrong, draft))
}

/// The three commands over a row of such terms: record it, correct it, void it. Their names stand
/// as in any command, which is how the tests find out that there are such.
macro_rules! kept_commands {
    (
        $terms:ty, $what:literal,
        $record:ident: const NAME: &'static str = $record_name:literal;
        $correct:ident: const NAME: &'static str = $correct_name:literal;
        $void:ident: const NAME: &'static str = $void_name:literal;
    ) => {
        #[doc = concat!("Records ", $what, ".")]
        #[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
        pub struct $record {
            /// The project.
            pub project: uuid::Uuid,
            /// The version the caller saw.
            pub expected_version: Option<i64>,
            /// What it says.
            pub terms: $terms,
        }

        #[doc = concat!("Puts what is right in the place of ", $what, " that was wrong; the wrong one is kept.")]
        #[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
        pub struct $correct {
            /// The project.
            pub project: uuid::Uuid,
            /// The version the caller saw.
            pub expected_version: Option<i64>,
            /// The row that was wrong.
            pub wrong: uuid::Uuid,
            /// Why.
            pub reason: String,
            /// What is right.
            pub right: $terms,
        }

        #[doc = concat!("Withdraws ", $what, "; it is kept.")]
        #[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
        pub struct $void {
            /// The project.
            pub project: uuid::Uuid,
            /// The version the caller saw.
            pub expected_version: Option<i64>,
            /// The row.
            pub wrong: uuid::Uuid,
            /// Why.
            pub reason: String,
        }

        crate::command::kept::kept_commands! {
            @run $record = $record_name,
            |this, tx| crate::command::kept::record(tx, (this.project, this.expected_version), &this.terms)
        }
        crate::command::kept::kept_commands! {
            @run $correct = $correct_name,
            |this, tx| crate::command::kept::correct(
                tx,
                (this.project, this.expected_version),
                (this.wrong, &*this.reason),
                &this.right,
            )
        }
        crate::command::kept::kept_commands! {
            @run $void = $void_name,
            |this, tx| crate::command::kept::void::<$terms>(
                tx,
                (this.project, this.expected_version),
                (this.wrong, &*this.reason),
            )
        }
    };
    (@run $command:ident = $name:literal, |$this:ident, $tx:ident| $run:expr) => {
        #[async_trait::async_trait]
        impl crate::command::Command for $command {
            const NAME: &'static str = $name;
            const PERMISSION: crate::access::Permission = crate::access::Permission::RecordProject;
            type Outcome = crate::command::Recorded;

            async fn run(
                &self,
                $tx: &mut crate::transact::Tx,
            ) -> Result<crate::command::Recorded, crate::fault::Fault> {
                let $this = self;
                $run.await
            }
        }
    };
}
pub(super) use kept_commands;
