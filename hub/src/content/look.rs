use std::io::{Read as _, Seek as _, SeekFrom};

use sha2::{Digest as _, Sha256};

use super::archive::{self, Archive};
use super::media;
use super::spool::Staged;
use super::store::{StoreError, on_thread};
use crate::hub::Hub;

/// What an upload that is complete holds.
pub(super) struct Seen {
    /// SM3 of the bytes.
    pub(super) hash: String,
    pub(super) sha256: Vec<u8>,
    pub(super) size: u64,
    /// The first bytes.
    pub(super) head: Vec<u8>,
    /// What it holds as an archive, if it is one.
    pub(super) archive: Option<Archive>,
}

/// Reads what has come in once more: what is kept is what lies on the disk.
pub(super) async fn look(hub: &Hub, staged: Staged) -> Result<(Staged, Seen), StoreError> {
    let seal = hub.shared_seal();
    on_thread("read the upload", move || {
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
        let archive = match media::is_archive(&head) {
            true => archive::read(&mut file, size).map_err(failed())?,
            false => None,
        };
        let seen = Seen {
            hash: sm3.finish(),
            sha256: sha256.finalize().to_vec(),
            size,
            head,
            archive,
        };
        Ok((staged, seen))
    })
    .await
}
