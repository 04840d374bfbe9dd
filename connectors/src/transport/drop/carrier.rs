use std::{collections::BTreeMap, sync::Arc};

use super::{
    archive::Archive,
    config::DropConfig,
    folder::Standing,
    place::{Place, Taken},
    reader::Folder,
};
use crate::{
    Failure,
    contract::{CheckReport, Cursor, Page, RecordError, Stream},
    egress::{Attempts, Breaker},
    transport::{Delivered, Opening, layout::Layout},
};

/// The way to a system by files that it delivers.
#[derive(Debug)]
pub(crate) struct FileDrop {
    folder: Arc<Folder>,
    attempts: Attempts,
}

impl FileDrop {
    pub(crate) fn open(
        config: &DropConfig,
        opening: Opening,
        layout: Layout,
    ) -> Result<Self, Failure> {
        config.check()?;
        let attempts = Attempts::new(
            opening.system.as_str(),
            &opening.http,
            Arc::clone(&opening.clock),
        );
        let folder = Folder {
            archive: Archive::new(config.archive()),
            config: config.clone(),
            layout,
            system: opening.system,
            mapping: opening.mapping,
            page_size: opening.page_size as usize,
            clock: opening.clock,
            places: Default::default(),
            memory: Default::default(),
        };
        Ok(Self {
            folder: Arc::new(folder),
            attempts,
        })
    }

    pub(crate) async fn pull(
        &self,
        stream: &Stream,
        cursor: Option<&Cursor>,
    ) -> Result<Page, Failure> {
        let act = |folder: Arc<Folder>| {
            let (stream, cursor) = (stream.clone(), cursor.cloned());
            aside(move || folder.pull(&stream, cursor.as_ref()))
        };
        self.attempts.repeat(|| act(Arc::clone(&self.folder))).await
    }

    pub(crate) async fn kept(&self, stream: &Stream, kept: &Cursor) -> Result<(), Failure> {
        let (folder, stream, kept) = (Arc::clone(&self.folder), stream.clone(), kept.clone());
        aside(move || folder.kept(&stream, &kept)).await
    }

    /// Says what lies in the folder, without taking anything in.
    pub(crate) async fn check(&self) -> Result<CheckReport, Failure> {
        let act = |folder: Arc<Folder>| aside(move || folder.check());
        self.attempts.repeat(|| act(Arc::clone(&self.folder))).await
    }

    pub(crate) fn tell(&self, stream: &Stream, body: &str, error: RecordError) -> RecordError {
        self.folder.places.tell(stream, body, error)
    }

    /// The delivery that a cursor stands in.
    pub(crate) fn delivered(&self, stream: &Stream, cursor: &Cursor) -> Option<Delivered> {
        let place = Place::parse(cursor.id()?)?;
        let extent = self.folder.layout.extent(stream, &place.name)?;
        Some(Delivered {
            is_whole: place.taken == Taken::All,
            name: place.name,
            digest: place.digest,
            extent,
        })
    }

    pub(crate) const fn breaker(&self) -> &Breaker {
        self.attempts.breaker()
    }
}

/// Files are read on a thread that may wait.
async fn aside<T: Send + 'static>(
    act: impl FnOnce() -> Result<T, Failure> + Send + 'static,
) -> Result<T, Failure> {
    match tokio::task::spawn_blocking(act).await {
        Ok(outcome) => outcome,
        Err(broken) => Err(Failure::remote(format!(
            "a delivered file broke its reader: {broken}"
        ))),
    }
}

impl Folder {
    fn check(&self) -> Result<CheckReport, Failure> {
        let mut steps = Vec::new();
        let mut strangers: Option<std::collections::BTreeSet<String>> = None;
        for name in self.layout.streams() {
            let stream = Stream::new(name.to_owned());
            let listing = self.list(&stream)?;
            let mut memory = super::memory::Memory::default();
            let survey = self.survey(&stream, &mut memory, &listing)?;
            let mut by: BTreeMap<&str, usize> = BTreeMap::new();
            for standing in listing.files.values() {
                let word = match standing {
                    Standing::Ready(_) => "ready",
                    Standing::Waiting(_) => "waiting to be whole",
                    Standing::Refused(_) => "refused",
                };
                *by.entry(word).or_default() += 1;
            }
            let counts: Vec<String> = by.iter().map(|(word, n)| format!("{n} {word}")).collect();
            let counts = if counts.is_empty() {
                "no files".to_owned()
            } else {
                counts.join(", ")
            };
            steps.push(format!("{name}: {counts}"));
            for (file, why) in survey.refused {
                steps.push(format!("{name}: {file} is refused: {why}"));
            }
            strangers = Some(match strangers {
                None => listing.others,
                Some(before) => before.intersection(&listing.others).cloned().collect(),
            });
        }
        let read = |name: &String| crate::transport::layout::name::stem(name).is_some();
        let strangers: Vec<String> = strangers
            .unwrap_or_default()
            .into_iter()
            .filter(read)
            .collect();
        if !strangers.is_empty() {
            let first: Vec<&str> = strangers.iter().take(5).map(String::as_str).collect();
            steps.push(format!(
                "{} files fit no stream of the layout, such as {}",
                strangers.len(),
                first.join(", ")
            ));
        }
        Ok(CheckReport {
            system: self.system.as_str().to_owned(),
            contract: self.layout.version().to_owned(),
            steps,
        })
    }
}
