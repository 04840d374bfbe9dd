use std::ops::Range;

use sm3::{Digest, Sm3};

use super::config::MunicipalProjectsConfig;
use crate::{
    Failure,
    contract::{Attachment, Attachments, PushFailure},
};

/// How papers go that belong to a hand-over, by whatever way.
#[derive(Clone, Copy, Debug)]
pub struct Papers {
    max_bytes: u64,
    pub(super) part_bytes: u64,
}

impl Papers {
    pub(super) fn of(config: &MunicipalProjectsConfig) -> Self {
        Self {
            max_bytes: config.max_attachment_bytes,
            part_bytes: u64::from(config.upload_part_bytes.max(1)),
        }
    }

    /// The part that begins there; nothing behind the end.
    pub(super) fn part_from(self, start: u64, paper: &Attachment) -> Option<Range<u64>> {
        let end = start.saturating_add(self.part_bytes).min(paper.size);
        (start < end).then_some(start..end)
    }

    /// What is read must be what was attached: it is evidence. The whole is looked at before any
    /// of it goes out.
    pub(super) async fn check_genuine(
        self,
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
    pub(super) fn fit_to_send(self, paper: &Attachment) -> Result<(), PushFailure> {
        let (name, limit) = (&paper.name, self.max_bytes);
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
