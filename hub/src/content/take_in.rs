use bytes::Bytes;
use futures_util::{Stream, StreamExt as _};
use tokio::io::AsyncWriteExt as _;

use super::spool::Staged;
use super::store::StoreError;

/// How a body ended.
pub(super) enum Taken {
    /// As a body ends; so many bytes are there.
    All(u64),
    /// It broke off; so many bytes are there.
    Broken(u64),
    /// It has more than it may have.
    TooMuch,
}

/// Writes a body behind the bytes that are there, up to the byte `most`. Of one that has more,
/// nothing beyond that is written.
pub(super) async fn take_in<E>(
    staged: &Staged,
    from: u64,
    most: u64,
    body: impl Stream<Item = Result<Bytes, E>> + Send,
) -> Result<Taken, StoreError> {
    let failed = || StoreError::disk("writing", &staged.path);
    let file = staged.file.try_clone().map_err(failed())?;
    let mut file = tokio::fs::File::from_std(file);
    let mut at = from;
    let mut body = std::pin::pin!(body);
    let mut taken: fn(u64) -> Taken = Taken::All;
    while let Some(chunk) = body.next().await {
        let Ok(chunk) = chunk else {
            taken = Taken::Broken;
            break;
        };
        if at + chunk.len() as u64 > most {
            taken = |_| Taken::TooMuch;
            break;
        }
        at += chunk.len() as u64;
        file.write_all(&chunk).await.map_err(failed())?;
    }
    file.flush().await.map_err(failed())?;
    file.sync_data().await.map_err(failed())?;
    Ok(taken(at))
}
