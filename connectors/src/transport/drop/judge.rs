use std::sync::Arc;

use super::{
    content::Content,
    delivery::Delivery,
    folder::{Listing, Opened, Stamp, Standing, Unread, within},
    memory::{Memory, Verdict},
    proof::verify,
    reader::Folder,
};
use crate::{Failure, contract::Stream};

/// What the files of a stream are good for.
#[derive(Debug, Default)]
pub(super) struct Survey {
    /// The next file to be read.
    pub(super) next: Option<Arc<Delivery>>,
    /// Whether there are files that are not there as a whole yet.
    pub(super) waiting: bool,
    /// Files that are refused, with the reason.
    pub(super) refused: Vec<(String, String)>,
    /// Files whose content was taken in before.
    pub(super) repeats: Vec<(String, String)>,
}

impl Folder {
    /// Looks at the files in the order of their names, until one is found that is to be read; at
    /// all of them where there is none.
    pub(super) fn survey(
        &self,
        stream: &Stream,
        memory: &mut Memory,
        listing: &Listing,
    ) -> Result<Survey, Failure> {
        let mut survey = Survey::default();
        for (name, standing) in &listing.files {
            let stamp = match standing {
                Standing::Ready(stamp) => *stamp,
                Standing::Waiting(_) => {
                    survey.waiting = true;
                    continue;
                }
                Standing::Refused(why) => {
                    survey.refused.push((name.clone(), why.clone()));
                    continue;
                }
            };
            match self.verdict(stream, memory, name, stamp)? {
                None => survey.waiting = true,
                Some(Verdict::Refused(why)) => survey.refused.push((name.clone(), why)),
                Some(Verdict::Repeats(digest)) => survey.repeats.push((name.clone(), digest)),
                Some(Verdict::Sound(digest)) if memory.read.contains(&digest) => {}
                Some(Verdict::Sound(digest)) => {
                    survey.next = self.opened(stream, memory, name, stamp, &digest)?;
                    if survey.next.is_some() {
                        return Ok(survey);
                    }
                    survey.waiting = true;
                }
            }
        }
        Ok(survey)
    }

    /// What a file is good for; nothing of one that changed while it was read.
    fn verdict(
        &self,
        stream: &Stream,
        memory: &mut Memory,
        name: &str,
        stamp: Stamp,
    ) -> Result<Option<Verdict>, Failure> {
        if let Some((known, verdict)) = memory.judged.get(name)
            && *known == stamp
        {
            return Ok(Some(verdict.clone()));
        }
        let verdict = match self.looked_through(stream, name, stamp) {
            Ok((digest, None)) => Verdict::Repeats(digest),
            Ok((digest, Some(delivery))) => {
                memory.open = Some(Arc::new(delivery));
                Verdict::Sound(digest)
            }
            Err(Unread::Refused(why)) => Verdict::Refused(why),
            Err(Unread::Changed) => return Ok(None),
            Err(Unread::Failed(failure)) => return Err(failure),
        };
        memory
            .judged
            .insert(name.to_owned(), (stamp, verdict.clone()));
        Ok(Some(verdict))
    }

    /// A file with its rows.
    pub(super) fn opened(
        &self,
        stream: &Stream,
        memory: &mut Memory,
        name: &str,
        stamp: Stamp,
        digest: &str,
    ) -> Result<Option<Arc<Delivery>>, Failure> {
        let same =
            |open: &&Arc<Delivery>| (open.name.as_str(), open.digest.as_str()) == (name, digest);
        let is_known = memory
            .judged
            .get(name)
            .is_some_and(|(known, _)| *known == stamp);
        if let Some(open) = memory.open.as_ref().filter(same)
            && is_known
        {
            return Ok(Some(Arc::clone(open)));
        }
        memory.open = None;
        memory.judged.remove(name);
        self.verdict(stream, memory, name, stamp)?;
        Ok(memory.open.as_ref().filter(same).cloned())
    }

    /// Looks through a file: its digest, and what it delivers if that was not taken in before.
    fn looked_through(
        &self,
        stream: &Stream,
        name: &str,
        stamp: Stamp,
    ) -> Result<(String, Option<Delivery>), Unread> {
        let what = self.what(stream);
        let path = within(&self.config, name);
        let content = Content::of(&what, Opened::open(&what, path, stamp)?)?;
        let digest = content.sums.sha256.clone();
        if self.archive.holds(&what, &digest)? {
            return Ok((digest, None));
        }
        let manifest = verify(&what, &self.config, name, &content.sums)?;
        let manifest = manifest.map_err(Unread::Refused)?;
        let reading = self.reading(stream, &what)?;
        let delivery = reading.delivery(name, &content, &manifest)?;
        Ok((digest, Some(delivery)))
    }
}
