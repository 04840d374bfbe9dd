use std::ops::Range;

use serde::Deserialize;
use sm3::{Digest, Sm3};

use super::connector::MunicipalProjects;
use crate::{
    Failure,
    contract::{Attachment, Attachments, PushFailure},
    egress::Request,
    reply,
};

const TOO_LARGE: u16 = 413;

/// How much of a paper the system has.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Place {
    /// Bytes received without a gap.
    received: u64,
    /// Whether it has the whole paper and the hash fits.
    complete: bool,
}

impl MunicipalProjects {
    /// Brings a paper up, from where an earlier attempt broke off, with no more than a part of it
    /// in memory. A paper is named by its hash, so one that the system has already is not sent
    /// again.
    pub(super) async fn upload(
        &self,
        paper: &Attachment,
        attachments: &dyn Attachments,
    ) -> Result<(), PushFailure> {
        let what = format!("municipal_projects: attachment {:?}", paper.name);
        self.fit_to_send(paper)?;
        let path = format!("{}/{}", self.paths.files, paper.hash);
        let response = self.send(&Request::get(&path)).await?;
        let mut place = match response.status {
            404 => Place {
                received: 0,
                complete: false,
            },
            _ => reply::data(&what, &response)?,
        };
        if place.complete {
            return Ok(());
        }
        self.check_genuine(&what, paper, attachments).await?;
        while !place.complete {
            let Some(range) = self.part_from(place.received, paper) else {
                return Err(astray(&what, &place).into());
            };
            let part = attachments.read(paper, range.clone()).await?;
            let range = format!("bytes {}-{}/{}", range.start, range.end - 1, paper.size);
            let put = Request::put(&path, "application/octet-stream", part)
                .header("content-range", range);
            let response = self.send(&put).await?;
            if response.status == TOO_LARGE {
                let said = reply::refusal(&response).map(|refusal| refusal.message);
                return Err(PushFailure::Rejected {
                    reason: format!("{}: {}", paper.name, said.unwrap_or_default()),
                });
            }
            let next: Place = reply::data(&what, &response)?;
            if !next.complete && next.received <= place.received {
                return Err(astray(&what, &next).into());
            }
            place = next;
        }
        Ok(())
    }

    /// The part that begins there; nothing behind the end.
    fn part_from(&self, start: u64, paper: &Attachment) -> Option<Range<u64>> {
        let end = start.saturating_add(self.upload_part_bytes).min(paper.size);
        (start < end).then_some(start..end)
    }

    /// What is read must be what was attached: it is evidence. The whole is looked at before any
    /// of it goes out.
    async fn check_genuine(
        &self,
        what: &str,
        paper: &Attachment,
        attachments: &dyn Attachments,
    ) -> Result<(), Failure> {
        let mut hash = Sm3::new();
        let mut read = 0;
        while let Some(range) = self.part_from(read, paper) {
            let part = attachments.read(paper, range.clone()).await?;
            hash.update(&part);
            read = range.end;
        }
        if hex::encode(hash.finalize()) == paper.hash {
            return Ok(());
        }
        Err(Failure::config(format!(
            "{what} is no longer what was attached (its SM3 differs); restore it or attach it anew"
        )))
    }

    /// What can never be sent as it is ends the hand-over, so that it can be made anew.
    fn fit_to_send(&self, paper: &Attachment) -> Result<(), PushFailure> {
        let (name, limit) = (&paper.name, self.max_attachment_bytes);
        let rejected = |reason: String| Err(PushFailure::Rejected { reason });
        if paper.size > limit {
            return rejected(format!(
                "attachment {name:?} has {} bytes, more than max_attachment_bytes {limit}; hand in a smaller one, or raise the limit and hand over anew",
                paper.size
            ));
        }
        let hex = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
        if paper.size == 0 || paper.hash.len() != 64 || !paper.hash.bytes().all(hex) {
            return rejected(format!(
                "attachment {name:?} is empty or is not named by an SM3 hash; attach it anew"
            ));
        }
        Ok(())
    }
}

fn astray(what: &str, place: &Place) -> Failure {
    Failure::remote(format!(
        "{what}: the system says that it has {} bytes, which leads nowhere; its upload is broken",
        place.received
    ))
}
