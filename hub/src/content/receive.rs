use std::io::{Read as _, Seek as _, SeekFrom};

use bytes::Bytes;
use futures_util::{Stream, StreamExt as _};
use sha2::{Digest as _, Sha256};
use shuniu_entities::{Key, Keyed, document, document_content, project};
use tokio::io::AsyncWriteExt as _;

use super::spool::Staged;
use super::store::{ContentName, StoreError};
use super::{AttachContent, Contents, Unfit, media};
use crate::access::{Caller, Permission};
use crate::command::Submission;
use crate::fault::Fault;
use crate::hub::Hub;
use crate::query::ContentRow;

/// Where a part of a content begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Offset {
    /// It is the whole: what came before is forgotten.
    Whole,
    /// Behind so many bytes.
    At(u64),
    /// All bytes have come before; only the end is asked for.
    End,
}

/// A part of a content, as it is announced.
#[derive(Clone, Debug)]
pub struct Part {
    /// Where it begins.
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
    /// The document held a content before; it is not replaced.
    Held(ContentRow),
    /// It does not begin where the last part ended, which is here.
    Elsewhere(u64),
    /// Somebody else uploads to the same document just now.
    Busy,
    /// Larger than it may be.
    TooLarge(u64),
    /// Of no type that is taken in.
    Unfit(Unfit),
    /// Not the bytes that the caller announced; all of them are forgotten.
    Different,
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
        let contents = self.contents()?;
        let Some(staged) = contents.spool.take(document)? else {
            return Ok(Received::Busy);
        };
        // Whoever held the upload before may just have finished it.
        if let Some(held) = self.held(document).await? {
            staged.discard();
            return Ok(Received::Held(held));
        }
        let here = match part.offset {
            Offset::Whole => {
                staged.empty()?;
                0
            }
            Offset::At(offset) => offset,
            Offset::End => staged.len()?,
        };
        let length = staged.len()?;
        if here != length {
            return Ok(Received::Elsewhere(length));
        }
        let most = part
            .total
            .map_or(contents.max_bytes, |total| total.min(contents.max_bytes));
        if part.total.is_some_and(|total| total > contents.max_bytes) {
            staged.discard();
            return Ok(Received::TooLarge(contents.max_bytes));
        }
        let taken = take_in(&staged, length, most, body).await?;
        match taken {
            Taken::TooMuch => {
                staged.discard();
                return Ok(Received::TooLarge(most));
            }
            Taken::Broken(at) => return Ok(Received::Partly(at)),
            Taken::All(at) if part.total.is_some_and(|total| at < total) => {
                return Ok(Received::Partly(at));
            }
            Taken::All(_) => {}
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
        let seen = look(self, staged).await?;
        let (staged, seen) = (seen.staged, seen.seen);
        if part
            .sha256
            .as_ref()
            .is_some_and(|told| *told != seen.sha256)
        {
            staged.discard();
            return Ok(Received::Different);
        }
        let media_type = match media::judge(&seen.head, part.media_type.as_deref(), &part.file_name)
        {
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

enum Taken {
    /// The body ended; so many bytes are there.
    All(u64),
    /// The body broke off; so many bytes are there.
    Broken(u64),
    TooMuch,
}

async fn take_in<E>(
    staged: &Staged,
    from: u64,
    most: u64,
    body: impl Stream<Item = Result<Bytes, E>> + Send,
) -> Result<Taken, Fault> {
    let failed = || StoreError::disk("writing", &staged.path);
    let file = staged.file.try_clone().map_err(failed())?;
    let mut file = tokio::fs::File::from_std(file);
    let mut at = from;
    let mut body = std::pin::pin!(body);
    let mut broken = false;
    while let Some(chunk) = body.next().await {
        let Ok(chunk) = chunk else {
            broken = true;
            break;
        };
        at += chunk.len() as u64;
        if at > most {
            return Ok(Taken::TooMuch);
        }
        file.write_all(&chunk).await.map_err(failed())?;
    }
    file.flush().await.map_err(failed())?;
    file.sync_data().await.map_err(failed())?;
    Ok(if broken {
        Taken::Broken(at)
    } else {
        Taken::All(at)
    })
}

struct Seen {
    hash: String,
    sha256: Vec<u8>,
    head: Vec<u8>,
    size: u64,
}

struct Looked {
    staged: Staged,
    seen: Seen,
}

/// Reads what has come in once more: what is kept is what lies on the disk.
async fn look(hub: &Hub, staged: Staged) -> Result<Looked, Fault> {
    let seal = hub.shared_seal();
    let looked = tokio::task::spawn_blocking(move || {
        let failed = || StoreError::disk("reading", &staged.path);
        let mut file = staged.file.try_clone().map_err(failed())?;
        file.seek(SeekFrom::Start(0)).map_err(failed())?;
        let (mut sm3, mut sha256) = (seal.hasher(), Sha256::new());
        let (mut head, mut size) = (Vec::new(), 0);
        let mut buffer = vec![0; 256 * 1024];
        loop {
            let read = file.read(&mut buffer).map_err(failed())?;
            if read == 0 {
                break;
            }
            let chunk = &buffer[..read];
            let wanted = media::HEAD.saturating_sub(head.len()).min(read);
            head.extend_from_slice(&chunk[..wanted]);
            sm3.update(chunk);
            sha256.update(chunk);
            size += read as u64;
        }
        let seen = Seen {
            hash: sm3.finish(),
            sha256: sha256.finalize().to_vec(),
            head,
            size,
        };
        Ok::<_, StoreError>(Looked { staged, seen })
    });
    let looked = looked.await.map_err(|error| StoreError::Elsewhere {
        doing: "read the upload",
        problem: error.to_string(),
    })?;
    Ok(looked?)
}
