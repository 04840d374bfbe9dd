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
