use std::{
    collections::BTreeMap,
    ops::Range,
    sync::{Arc, Mutex, PoisonError},
};

use chrono::{DateTime, Utc};

use super::{
    archive::Archive,
    config::DropConfig,
    delivery::{Delivery, Reading},
    folder::{Listing, Standing, Unread, list},
    memory::Memory,
    place::{Place, Taken},
    proof::names,
};
use crate::{
    Clock, Failure,
    contract::{Cursor, Page, Stream, System},
    mapping::{Mapping, StreamRule},
    transport::{
        layout::{Layout, StreamLayout},
        page::{Placed, Places, sorted},
    },
};

/// A folder that files are delivered to.
#[derive(Debug)]
pub(super) struct Folder {
    pub(super) system: System,
    pub(super) config: DropConfig,
    pub(super) layout: Layout,
    pub(super) mapping: Arc<Mapping>,
    pub(super) archive: Archive,
    pub(super) page_size: usize,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) places: Places,
    pub(super) memory: Mutex<BTreeMap<String, Memory>>,
}

impl Folder {
    pub(super) fn what(&self, stream: &Stream) -> String {
        format!("{}: stream {stream}", self.system)
    }

    pub(super) fn rules(&self, stream: &Stream) -> Result<(&StreamLayout, &StreamRule), Failure> {
        let layout = self.layout.stream(stream);
        layout.zip(self.mapping.stream(stream)).ok_or_else(|| {
            let what = self.what(stream);
            Failure::config(format!("{what} is not in the layout"))
        })
    }

    pub(super) fn reading<'a>(
        &'a self,
        stream: &Stream,
        what: &'a str,
    ) -> Result<Reading<'a>, Failure> {
        let (layout, rule) = self.rules(stream)?;
        Ok(Reading {
            what,
            config: &self.config,
            layout,
            rule,
            now: self.clock.now(),
        })
    }

    pub(super) fn list(&self, stream: &Stream) -> Result<Listing, Failure> {
        let now = self.clock.now();
        list(&self.what(stream), &self.config, &self.layout, stream, now)
    }

    /// Reads a page; nothing outside is changed by it.
    pub(super) fn pull(&self, stream: &Stream, cursor: Option<&Cursor>) -> Result<Page, Failure> {
        self.rules(stream)?;
        let mut memory = self.take(stream);
        let page = self.page(stream, cursor, &mut memory);
        self.put_back(stream, memory);
        page
    }

    fn page(
        &self,
        stream: &Stream,
        cursor: Option<&Cursor>,
        memory: &mut Memory,
    ) -> Result<Page, Failure> {
        memory.begin(cursor);
        let listing = self.list(stream)?;
        memory
            .judged
            .retain(|name, _| listing.files.contains_key(name));
        let place = cursor.and_then(Cursor::id).and_then(Place::parse);
        let mut settled = Vec::new();
        if let Some(place) = &place
            && place.taken == Taken::All
        {
            // The page that ended it was kept; whoever kept it may not have told us.
            memory.read.insert(place.digest.clone());
            settled.push((place.name.clone(), place.digest.clone()));
        }
        let time = cursor.map_or(DateTime::UNIX_EPOCH, Cursor::time);
        let unfinished = self.unfinished(stream, memory, &listing, place.as_ref())?;
        let (delivery, from) = match unfinished {
            Some(unfinished) => unfinished,
            None => {
                let survey = self.survey(stream, memory, &listing)?;
                settled.extend(survey.repeats);
                match survey.next {
                    Some(delivery) => (delivery, 0),
                    None if survey.refused.is_empty() => {
                        let midway = matches!(&place, Some(place) if place.taken != Taken::All);
                        let next = cursor.filter(|_| !midway);
                        let next = next.cloned().unwrap_or_else(|| Cursor::from_instant(time));
                        memory.settled = Some((next.clone(), settled));
                        return Ok(nothing(next));
                    }
                    None => return Err(self.refused(stream, &survey.refused)),
                }
            }
        };
        let to = (from + self.page_size).min(delivery.count());
        let rows = self.rows(stream, memory, &delivery, from..to)?;
        let mut page = Page {
            complete: false,
            observed_through: None,
            next: self.after(time, &delivery, Taken::Rows(to)),
            ..self.records(stream, &rows)
        };
        if to == delivery.count() {
            memory.read.insert(delivery.digest.clone());
            let time = delivery.as_of.map_or(time, |as_of| time.max(as_of));
            let survey = self.survey(stream, memory, &listing)?;
            page.next = self.after(time, &delivery, Taken::All);
            page.complete = survey.next.is_none() && survey.refused.is_empty();
            // What waits may tell of earlier changes.
            let known = page.complete && !survey.waiting && time > DateTime::UNIX_EPOCH;
            page.observed_through = known.then_some(time);
            settled.extend(survey.repeats);
            settled.push((delivery.name.clone(), delivery.digest.clone()));
        }
        memory.goes_on = (!page.complete).then(|| page.next.clone());
        memory.settled = Some((page.next.clone(), settled));
        Ok(page)
    }

    /// The file that a cursor stands in, and how many of its rows were taken.
    fn unfinished(
        &self,
        stream: &Stream,
        memory: &mut Memory,
        listing: &Listing,
        place: Option<&Place>,
    ) -> Result<Option<(Arc<Delivery>, usize)>, Failure> {
        let Some(Place {
            name,
            digest,
            taken: Taken::Rows(rows),
        }) = place
        else {
            return Ok(None);
        };
        let what = self.what(stream);
        match listing.files.get(name) {
            Some(Standing::Ready(stamp)) => {
                let open = self.opened(stream, memory, name, *stamp, digest)?;
                // A file that was put in its place is read from its own beginning.
                Ok(open.map(|open| {
                    let rows = (*rows).min(open.count());
                    (open, rows)
                }))
            }
            Some(Standing::Waiting(_)) => Err(changing(&what, name)),
            _ if self.archive.holds(&what, digest)? => Ok(None),
            _ => Err(Failure::remote(format!(
                "{what}: {name} went away after {rows} of its rows were taken; put it back, or \
                 run the sync with --full to go on without it"
            ))),
        }
    }

    /// Rows of a file that was found sound before.
    fn rows(
        &self,
        stream: &Stream,
        memory: &mut Memory,
        delivery: &Delivery,
        range: Range<usize>,
    ) -> Result<Vec<Placed>, Failure> {
        let what = self.what(stream);
        let rows = self.reading(stream, &what)?.rows(delivery, range);
        rows.map_err(|unread| {
            memory.open = None;
            memory.judged.remove(&delivery.name);
            match unread {
                Unread::Changed => changing(&what, &delivery.name),
                Unread::Failed(failure) => failure,
                Unread::Refused(why) => self.refused(stream, &[(delivery.name.clone(), why)]),
            }
        })
    }

    fn records(&self, stream: &Stream, rows: &[Placed]) -> Page {
        let read = rows.iter().filter_map(|row| row.record.as_ref().ok());
        let unreadable = rows.iter().filter_map(|row| row.record.as_ref().err());
        let places = rows.iter().filter_map(|row| {
            let record = row.record.as_ref().ok()?;
            Some((record.body.clone(), row.place.clone()))
        });
        self.places.remember(stream, places);
        Page {
            records: sorted(read.cloned().collect()),
            unreadable: unreadable.cloned().collect(),
            next: Cursor::from_instant(DateTime::UNIX_EPOCH),
            complete: true,
            observed_through: None,
        }
    }

    fn after(&self, time: DateTime<Utc>, delivery: &Delivery, taken: Taken) -> Cursor {
        let place = Place {
            name: delivery.name.clone(),
            digest: delivery.digest.clone(),
            taken,
        };
        Cursor::after(time, place.to_id())
    }

    fn refused(&self, stream: &Stream, refused: &[(String, String)]) -> Failure {
        let what = self.what(stream);
        let (name, why) = &refused[0];
        let others = match refused.len() {
            1 => String::new(),
            many => format!(" (and {} more files are refused)", many - 1),
        };
        Failure::remote(format!(
            "{what}: {name} is refused, nothing of it was taken in: {why}{others}"
        ))
    }

    /// Moves what was taken in to the archive, once the page that ended there is kept.
    pub(super) fn kept(&self, stream: &Stream, kept: &Cursor) -> Result<(), Failure> {
        let mut memory = self.take(stream);
        let done = self.settle(stream, kept, &mut memory);
        self.put_back(stream, memory);
        done
    }

    fn settle(&self, stream: &Stream, kept: &Cursor, memory: &mut Memory) -> Result<(), Failure> {
        let what = self.what(stream);
        let settled = memory.settled.take_if(|(next, _)| next == kept);
        for (name, digest) in settled.map(|(_, files)| files).unwrap_or_default() {
            let beside = names(&self.config, &name);
            let folder = &self.config.folder;
            if self.archive.put(&what, folder, &name, &digest, &beside)? {
                tracing::info!(system = %self.system, file = name, "a file went to the archive");
                memory.judged.remove(&name);
            }
            memory.archived(&digest);
        }
        Ok(())
    }

    fn take(&self, stream: &Stream) -> Memory {
        let mut all = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        all.remove(stream.as_str()).unwrap_or_default()
    }

    fn put_back(&self, stream: &Stream, memory: Memory) {
        let mut all = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        all.insert(stream.as_str().to_owned(), memory);
    }
}

fn changing(what: &str, name: &str) -> Failure {
    Failure::transient(format!(
        "{what}: {name} is being changed while it is read; it is gone on with when it is there as a \
         whole"
    ))
}

/// The last page of a run that has nothing to read.
fn nothing(next: Cursor) -> Page {
    Page {
        records: Vec::new(),
        unreadable: Vec::new(),
        next,
        complete: true,
        observed_through: None,
    }
}
