//! A file that is tried: read as a delivered one is, and left where it is.

use std::path::Path;

use chrono::{DateTime, Utc};

use super::{
    config::{DropConfig, Ready},
    content::Content,
    delivery::{Delivery, Reading},
    folder::{Opened, Standing, Unread, standing},
    proof::verify,
};
use crate::{
    contract::Stream,
    mapping::Mapping,
    strict::nearest,
    transport::{
        layout::{Extent, Layout, StreamLayout},
        page::Placed,
    },
};

/// What a file holds.
#[derive(Debug)]
pub(crate) struct Sample {
    pub(crate) rows: Vec<Placed>,
    /// What a run would make of the file, and what of it the layout does not know.
    pub(crate) notes: Vec<String>,
}

/// Reads a file by the layout; the text says why it would be refused.
pub(crate) fn sample(
    layout: &Layout,
    mapping: &Mapping,
    stream: &Stream,
    path: &Path,
    now: DateTime<Utc>,
) -> Result<Sample, String> {
    let name = path.file_name().and_then(|name| name.to_str());
    let name = name.ok_or("its name is no text")?;
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    // Whoever tries a file has it as a whole.
    let config = DropConfig {
        ready: Ready::Marker,
        ..DropConfig::new(folder)
    };
    let stamp = match standing(&config, name, now) {
        Some(Standing::Ready(stamp)) => stamp,
        Some(Standing::Waiting(why) | Standing::Refused(why)) => return Err(why),
        None => return Err("there is no such file".to_owned()),
    };
    let what = format!("stream {stream}");
    let (Some(rows), Some(rule)) = (layout.stream(stream), mapping.stream(stream)) else {
        return Err(format!("{what} is not in the layout"));
    };
    let reading = Reading {
        what: &what,
        config: &config,
        layout: rows,
        rule,
        now,
    };
    let read = || -> Result<(Delivery, Vec<Placed>), Unread> {
        let opened = Opened::open(&what, path.to_owned(), stamp)?;
        let content = Content::of(&what, opened)?;
        let manifest = verify(&what, &config, name, &content.sums)?;
        let manifest = manifest.map_err(Unread::Refused)?;
        let delivery = reading.delivery(name, &content, &manifest)?;
        let rows = reading.rows(&delivery, 0..delivery.count())?;
        Ok((delivery, rows))
    };
    let (delivery, all) = read().map_err(|unread| match unread {
        Unread::Changed => "it changed while it was read".to_owned(),
        Unread::Failed(failure) => failure.to_string(),
        Unread::Refused(why) => why,
    })?;
    let mut notes = vec![told(layout, stream, name)];
    notes.extend(
        delivery
            .unknown
            .iter()
            .map(|heading| stranger(rows, heading)),
    );
    Ok(Sample { rows: all, notes })
}

/// What a run would take a file of this name for.
fn told(layout: &Layout, stream: &Stream, name: &str) -> String {
    match layout.extent(stream, name) {
        Some(Extent::Full) => format!("{name} is a complete delivery of {stream} by its name"),
        Some(Extent::Increment) => format!("{name} is a delivery of what changed by its name"),
        None => {
            let known = layout.stream(stream);
            let known = known.map(|one| one.full.iter().chain(&one.increments));
            let known: Vec<&str> = known.into_iter().flatten().map(String::as_str).collect();
            format!(
                "a run would not read {name}: its name fits no pattern of {stream}, which has {}; \
                 deliver it under such a name, or adapt full or increments of the layout",
                known.join(", ")
            )
        }
    }
}

/// What is said of a column that the layout does not know.
fn stranger(layout: &StreamLayout, heading: &str) -> String {
    let known = layout.columns.iter().map(|column| column.heading.as_str());
    let near = nearest(heading, known);
    let near = near.map_or_else(String::new, |near| format!(" (nearest: {near:?})"));
    format!(
        "column {heading:?} is not in the layout{near} and is not read; give it a column there, or \
         list it under unmapped in the mapping"
    )
}
