use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use chrono::{DateTime, Utc};
use encoding_rs::GB18030;
use rust_xlsxwriter::Workbook;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::Fault;
use crate::{
    contract::Stream,
    mapping::format_instant,
    transport::layout::{Layout, StreamLayout},
};

/// What a sandbox writes its files as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// Values separated by commas, UTF-8.
    #[default]
    Csv,
    /// A workbook.
    Xlsx,
}

/// Lays one complete file of each stream in a folder, with checksum, manifest and marker, which
/// comes last. Gives the paths of the files.
///
/// # Errors
///
/// When the folder cannot be written to.
pub fn deliver(
    folder: &Path,
    layout: &Layout,
    records: &BTreeMap<String, Vec<Value>>,
    now: DateTime<Utc>,
    faults: &[Fault],
) -> io::Result<Vec<PathBuf>> {
    fs::create_dir_all(folder)?;
    let day = format_instant(now, "%Y%m%d");
    let mut written = Vec::new();
    for (name, stream) in layout.all() {
        let none = Vec::new();
        let records = records.get(name).unwrap_or(&none);
        let stem = stream
            .full
            .first()
            .map(|pattern| pattern.replace('*', &day));
        let stem = stem.unwrap_or_else(|| format!("{name}_full_{day}"));
        let bytes = content(stream, records, Format::Csv, faults);
        let mut names = vec![format!("{stem}.csv")];
        if faults.contains(&Fault::Duplicated) {
            names.push(format!("{stem}_2.csv"));
        }
        for name in names {
            lay(folder, &name, &bytes, records.len(), now, faults)?;
            written.push(folder.join(name));
        }
    }
    Ok(written)
}

fn lay(
    folder: &Path,
    name: &str,
    bytes: &[u8],
    rows: usize,
    now: DateTime<Utc>,
    faults: &[Fault],
) -> io::Result<()> {
    let has = |fault| faults.contains(&fault);
    let beside = |suffix: &str| folder.join(format!("{name}{suffix}"));
    let digest = match has(Fault::WrongChecksum) {
        true => Sha256::digest(b"another content"),
        false => Sha256::digest(bytes),
    };
    fs::write(
        beside(".sha256"),
        format!("{}  {name}\n", hex::encode(digest)),
    )?;
    let manifest = json!({
        "rows": rows + usize::from(has(Fault::WrongCount)),
        "as_of": format_instant(now, "%Y-%m-%d %H:%M:%S"),
    });
    fs::write(beside(".manifest.json"), manifest.to_string())?;
    if has(Fault::HalfWritten) {
        return fs::write(folder.join(name), &bytes[..bytes.len() / 2]);
    }
    fs::write(folder.join(name), bytes)?;
    fs::write(beside(".done"), "")
}

/// The content of a file that holds records of a stream; nothing for a stream that the layout does
/// not know.
#[must_use]
pub fn sheet(
    layout: &Layout,
    stream: &Stream,
    records: &[Value],
    format: Format,
    faults: &[Fault],
) -> Option<Vec<u8>> {
    let stream = layout.stream(stream)?;
    Some(content(stream, records, format, faults))
}

fn content(stream: &StreamLayout, records: &[Value], format: Format, faults: &[Fault]) -> Vec<u8> {
    let last = stream.columns.iter().rposition(|column| !column.optional);
    let last = last.unwrap_or_default();
    let mut headings: Vec<String> = stream.columns.iter().map(|c| c.heading.clone()).collect();
    if faults.contains(&Fault::RenamedColumn) {
        headings[last] += "（新）";
    }
    let mut rows = vec![headings];
    rows.extend(records.iter().map(|record| {
        let texts = stream.texts(record).into_iter();
        texts.map(Option::unwrap_or_default).collect()
    }));
    if faults.contains(&Fault::DroppedColumn) {
        for row in &mut rows {
            row.remove(last);
        }
    }
    match format {
        Format::Csv => {
            let bytes = separated(&rows);
            if !faults.contains(&Fault::Gb18030) {
                return bytes;
            }
            let text = String::from_utf8_lossy(&bytes);
            GB18030.encode(&text).0.into_owned()
        }
        Format::Xlsx => workbook(&rows),
    }
}

fn separated(rows: &[Vec<String>]) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        writer.write_record(row).expect("a Vec takes everything");
    }
    writer.into_inner().expect("a Vec takes everything")
}

fn workbook(rows: &[Vec<String>]) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (row, texts) in (0_u32..).zip(rows) {
        for (column, text) in (0_u16..).zip(texts).filter(|(_, text)| !text.is_empty()) {
            sheet
                .write_string(row, column, text)
                .expect("what a record holds fits in a cell");
        }
    }
    workbook
        .save_to_buffer()
        .expect("a workbook of texts can be saved")
}
