use serde::Deserialize;

use super::interface::Interface;
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

impl Interface {
    /// Brings a paper up, from where an earlier attempt broke off, with no more than a part of it
    /// in memory. A paper is named by its hash, so one that the system has already is not sent
    /// again.
    pub(super) async fn upload(
        &self,
        paper: &Attachment,
        attachments: &dyn Attachments,
    ) -> Result<(), PushFailure> {
        let what = format!("municipal_projects: attachment {:?}", paper.name);
        self.papers.fit_to_send(paper)?;
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
        self.papers.check_genuine(&what, paper, attachments).await?;
        while !place.complete {
            let Some(range) = self.papers.part_from(place.received, paper) else {
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
}

fn astray(what: &str, place: &Place) -> Failure {
    Failure::remote(format!(
        "{what}: the system says that it has {} bytes, which leads nowhere; its upload is broken",
        place.received
    ))
}
