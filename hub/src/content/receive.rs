use std::ops::Range;

use bytes::Bytes;
use futures_util::Stream;
use shuniu_entities::{Key, Keyed, document, document_content, project};

use super::announced::Announced;
use super::look::look;
use super::spool::Staged;
use super::store::{ContentName, StoreError, on_thread};
use super::take_in::{Taken, take_in};
use super::{AttachContent, Contents, Differs, Unfit, media};
use crate::access::{Caller, Permission};
use crate::command::Submission;
use crate::fault::Fault;
use crate::hub::Hub;
use crate::query::ContentRow;

/// Which bytes of a content a part brings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Offset {
    /// All of them: what came before is forgotten.
    Whole,
    /// These, no more and no fewer. Those that begin at 0 begin anew.
    At(Range<u64>),
    /// None: all have come before, and only the end is asked for.
    End,
}

/// A part of a content, as it is announced.
#[derive(Clone, Debug)]
pub struct Part {
    /// Which bytes it brings.
    pub offset: Offset,
    /// Size of the whole content; absent where the end of the body says it.
    pub total: Option<u64>,
    /// Media type, if declared.
    pub media_type: Option<String>,
    /// Name of the file.
    pub file_name: String,
    /// SHA-256 of the whole content, if the caller wants it compared.
    pub sha256: Option<Vec<u8>>,
}

/// What became of a part.
#[derive(Debug)]
pub enum Received {
    /// More is to come, from this offset on.
    Partly(u64),
    /// The document holds it now.
    Whole(ContentRow),
    /// The document held the same content before; nothing has changed.
    Again(ContentRow),
    /// The document held a content before; it is not replaced.
    Held(ContentRow),
    /// It does not begin where the last part ended, which is here.
    Elsewhere(u64),
    /// It is of another content than the upload under way.
    Another(Differs),
    /// Its body has another number of bytes than it announced. It is forgotten, and what came
    /// before it stays.
    Uneven {
        /// How many it announced.
        announced: u64,
        /// Whether the body has more.
        more: bool,
        /// So many bytes are there.
        offset: u64,
    },
    /// Somebody else uploads to the same document just now.
    Busy,
    /// Larger than it may be.
    TooLarge(u64),
    /// Of no type that is taken in.
    Unfit(Unfit),
    /// Not the bytes that the caller announced; all of them are forgotten.
    Different,
}

impl Part {
    /// How many bytes its body has; absent where only the end of the body says it.
    pub(super) fn length(&self) -> Option<u64> {
        match &self.offset {
            Offset::Whole => self.total,
            Offset::At(range) => Some(range.end.saturating_sub(range.start)),
            Offset::End => Some(0),
        }
    }

    fn begins_anew(&self) -> bool {
        match &self.offset {
            Offset::Whole => true,
            Offset::At(range) => range.start == 0,
            Offset::End => false,
        }
    }
}

impl Hub {
    fn contents(&self) -> Result<&Contents, Fault> {
        let missing =
            || StoreError::Unusable("none is configured; set `documents.folder`".to_owned());
        Ok(self.kept_contents().ok_or_else(missing)?)
    }

    /// How many bytes of a document's content have come in.
    ///
    /// # Errors
    ///
    /// [`Fault`] when the caller may not upload to it.
    pub async fn uploaded(&self, caller: &Caller, document: Key) -> Result<u64, Fault> {
        self.open_document(caller, document).await?;
        Ok(self.contents()?.spool.received(document)?)
    }

    /// Takes in a part of a document's content. Whatever arrived before a body broke off is
    /// kept, so that the upload can go on from there.
    ///
    /// # Errors
    ///
    /// [`Fault`] when the caller may not upload to it, or the store or the database fails.
    pub async fn receive<E>(
        &self,
        caller: &Caller,
        document: Key,
        part: &Part,
        body: impl Stream<Item = Result<Bytes, E>> + Send,
    ) -> Result<Received, Fault> {
        let row = self.open_document(caller, document).await?;
        self.may_be_called(caller, &row, &part.file_name).await?;
        let contents = self.contents()?;
        if part.total.is_some_and(|total| total > contents.max_bytes) {
            return Ok(Received::TooLarge(contents.max_bytes));
        }
        let Some(staged) = contents.spool.take(document)? else {
            return Ok(Received::Busy);
        };
        // Whoever held the upload before may just have finished it.
        // A content that the store lost is taken in again; whether it is the same is judged then.
        if let Some(held) = self.held(document).await?
            && contents.store.holds(&ContentName::of(&held)).await?
        {
            staged.discard();
            return self.compare(held, part, body).await;
        }
        let staged = match prepare(staged, part).await? {
            Ok(staged) => staged,
            Err(refused) => return Ok(refused),
        };
        let from = staged.len()?;
        let announced = part.length();
        let most = announced.map_or(contents.max_bytes, |length| from + length);
        let at = match (take_in(&staged, from, most, body).await?, announced) {
            (Taken::Broken(at), _) => return Ok(Received::Partly(at)),
            (Taken::TooMuch, None) => {
                staged.discard();
                return Ok(Received::TooLarge(contents.max_bytes));
            }
            (Taken::TooMuch, Some(announced)) => return uneven(&staged, from, announced, true),
            (Taken::All(at), Some(announced)) if at < most => {
                return uneven(&staged, from, announced, false);
            }
            (Taken::All(at), _) => at,
        };
        if part.total.is_some_and(|total| at < total) {
            return Ok(Received::Partly(at));
        }
        self.finish(caller, &row, part, contents, staged).await
    }

    /// The document, if the caller may upload to it.
    async fn open_document(&self, caller: &Caller, key: Key) -> Result<document::Model, Fault> {
        let permission = Permission::RecordProject;
        let scope = self.scope_in(caller, permission, key.jurisdiction).await?;
        let reader = self.reader();
        let row = document::Entity::find_key(&scope, key).one(&reader).await?;
        let row = row.filter(|row| row.standing == "current");
        let row = row.ok_or_else(|| Fault::not_found("document", key.id))?;
        let owner = Key::new(key.jurisdiction, row.project_id);
        let owner = project::Entity::find_key(&scope, owner)
            .one(&reader)
            .await?;
        match owner {
            Some(owner) if !owner.classified => Ok(row),
            _ => Err(Fault::not_found("document", key.id)),
        }
    }

    async fn held(&self, document: Key) -> Result<Option<ContentRow>, Fault> {
        let scope = shuniu_entities::Scope::jurisdictions(vec![document.jurisdiction]);
        let row = document_content::Entity::find_key(&scope, document);
        Ok(row.one(&self.reader()).await?)
    }

    async fn finish(
        &self,
        caller: &Caller,
        row: &document::Model,
        part: &Part,
        contents: &Contents,
        staged: Staged,
    ) -> Result<Received, Fault> {
        let length = staged.len()?;
        let Some(mut announced) = staged.announced.clone() else {
            return Ok(Received::Elsewhere(0));
        };
        // The end of the body said it: nothing more comes behind what the store may have.
        announced.total = announced.total.or(Some(length));
        let known = announced.clone();
        let staged = on_thread("note the upload", move || staged.announce(known)).await?;
        let (staged, seen) = look(self, staged).await?;
        if !announced.fits(&seen.sha256) {
            staged.discard();
            return Ok(Received::Different);
        }
        let media_type = match media::judge(&seen, part.media_type.as_deref(), &part.file_name) {
            Ok(media_type) => media_type,
            Err(unfit) => {
                staged.discard();
                return Ok(Received::Unfit(unfit));
            }
        };
        let name = ContentName {
            jurisdiction: row.jurisdiction_id,
            hash: seen.hash.clone(),
        };
        if let Some(held) = self.held(Key::new(row.jurisdiction_id, row.id)).await? {
            let same = held.hash == name.hash;
            if same {
                contents.store.keep(&name, &staged.path).await?;
            }
            staged.discard();
            return Ok(if same {
                Received::Again(held)
            } else {
                Received::Held(held)
            });
        }
        contents.store.keep(&name, &staged.path).await?;
        let attach = AttachContent {
            project: row.project_id,
            document: row.id,
            hash: seen.hash,
            size_bytes: i64::try_from(seen.size).unwrap_or(i64::MAX),
            media_type: media_type.to_owned(),
            file_name: part.file_name.clone(),
        };
        let submission = Submission {
            caller,
            jurisdiction: row.jurisdiction_id,
            key: None,
        };
        self.submit(&submission, &attach).await?;
        // A sweep that found the same bytes without an owner may have come in between.
        if !contents.store.holds(&name).await? {
            contents.store.keep(&name, &staged.path).await?;
        }
        staged.discard();
        let held = self.held(row.key()).await?;
        let held = held.ok_or_else(|| Fault::not_found("document", row.id))?;
        Ok(Received::Whole(held))
    }
}

/// Has the upload ready for the bytes of a part; where they cannot follow, says why.
async fn prepare(staged: Staged, part: &Part) -> Result<Result<Staged, Received>, StoreError> {
    let told = Announced::of(part);
    let doing = "note the upload";
    if part.begins_anew() {
        return on_thread(doing, move || staged.anew(told)).await.map(Ok);
    }
    let Some(there) = &staged.announced else {
        staged.discard();
        return Ok(Err(Received::Elsewhere(0)));
    };
    let length = staged.len()?;
    let announced = match there.and(&told, length) {
        Ok(announced) => announced,
        Err(differs) => return Ok(Err(Received::Another(differs))),
    };
    match &part.offset {
        Offset::At(range) if range.start != length => Ok(Err(Received::Elsewhere(length))),
        _ => {
            let noted = on_thread(doing, move || staged.announce(announced)).await;
            noted.map(Ok)
        }
    }
}

/// Forgets a part whose body is not what it announced.
fn uneven(staged: &Staged, offset: u64, announced: u64, more: bool) -> Result<Received, Fault> {
    staged.cut(offset)?;
    Ok(Received::Uneven {
        announced,
        more,
        offset,
    })
}
