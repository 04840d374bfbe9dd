//! What lies beside a file and proves it: its checksum, and how many rows it has.

use std::path::Path;

use chrono::{DateTime, Utc};
use serde::Deserialize;
use sha2::{Digest as _, Sha256};
use sm3::Sm3;

use super::config::{DropConfig, Proof};
use super::folder::beside;
use crate::{Failure, mapping::parse_instant};

/// The largest checksum file and the largest manifest.
const CHECKSUM_BYTES: u64 = 4 << 10;
const MANIFEST_BYTES: u64 = 64 << 10;

/// What a manifest says; whatever else stands in it is left alone.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Manifest {
    /// How many rows there are below the headings.
    pub(super) rows: Option<u64>,
    /// Everything that changed until then is in what was delivered.
    pub(super) as_of: Option<String>,
    sha256: Option<String>,
    sm3: Option<String>,
}

impl Manifest {
    /// The instant that it vouches for.
    pub(super) fn observed(&self) -> Option<DateTime<Utc>> {
        let text = self.as_of.as_deref()?;
        let formats = ["rfc3339", "%Y-%m-%d %H:%M:%S"];
        formats
            .iter()
            .find_map(|format| parse_instant(text, format))
    }
}

/// Names of what may lie beside a file.
pub(super) fn names(config: &DropConfig, name: &str) -> Vec<String> {
    let suffixes = [
        ".sha256",
        ".sm3",
        ".manifest.json",
        config.marker_suffix.as_str(),
    ];
    let named = suffixes.iter().map(|suffix| format!("{name}{suffix}"));
    named.collect()
}

/// What proves a content, 64 hex digits each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Sums {
    pub(super) sha256: String,
    sm3: String,
}

/// A content whose bytes are shown one after another.
#[derive(Default)]
pub(super) struct Summing(Sha256, Sm3);

impl Summing {
    pub(super) fn note(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
        self.1.update(bytes);
    }

    pub(super) fn done(self) -> Sums {
        Sums {
            sha256: hex::encode(self.0.finalize()),
            sm3: hex::encode(self.1.finalize()),
        }
    }
}

/// Verifies the checksums of a file and reads its manifest. The text says what is wrong with it.
pub(super) fn verify(
    what: &str,
    config: &DropConfig,
    name: &str,
    sums: &Sums,
) -> Result<Result<Manifest, String>, Failure> {
    let folder: &Path = &config.folder;
    let manifest_name = format!("{name}.manifest.json");
    let manifest = match beside(what, folder, &manifest_name, MANIFEST_BYTES)? {
        None => Manifest::default(),
        Some(Err(wrong)) => return Ok(Err(wrong)),
        Some(Ok(text)) => match serde_json::from_slice(&text) {
            Ok(manifest) => manifest,
            Err(error) => return Ok(Err(format!("{manifest_name} cannot be read: {error}"))),
        },
    };
    if manifest.as_of.is_some() && manifest.observed().is_none() {
        let wrong = "as_of is no time such as 2026-06-30 18:00:00";
        return Ok(Err(format!("{manifest_name}: {wrong}")));
    }
    let mut stated: Vec<(String, String, String)> = Vec::new();
    for (suffix, is) in [(".sha256", &sums.sha256), (".sm3", &sums.sm3)] {
        let file = format!("{name}{suffix}");
        match beside(what, folder, &file, CHECKSUM_BYTES)? {
            None => {}
            Some(Err(wrong)) => return Ok(Err(wrong)),
            Some(Ok(text)) => {
                let text = String::from_utf8_lossy(&text).into_owned();
                // As `sha256sum` writes it: the digits, then the name.
                let digits = text.split_whitespace().next().unwrap_or_default();
                stated.push((file, digits.to_lowercase(), is.clone()));
            }
        }
    }
    let within = [(&manifest.sha256, &sums.sha256), (&manifest.sm3, &sums.sm3)];
    for (said, is) in within {
        if let Some(said) = said {
            stated.push((manifest_name.clone(), said.to_lowercase(), is.clone()));
        }
    }
    if stated.is_empty() && config.checksum == Proof::Required {
        return Ok(Err(format!(
            "`drop.checksum` is required, and neither {name}.sha256 nor {name}.sm3 is there"
        )));
    }
    for (file, said, is) in stated {
        if said != is {
            return Ok(Err(format!(
                "its content is not what {file} says ({said:.12}…, not {is:.12}…); deliver both \
                 again"
            )));
        }
    }
    Ok(Ok(manifest))
}
