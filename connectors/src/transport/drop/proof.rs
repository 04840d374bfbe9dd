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

/// Verifies the checksums of a file and reads its manifest. The text says what is wrong with it.
pub(super) fn verify(
    what: &str,
    config: &DropConfig,
    name: &str,
    (bytes, digest): (&[u8], &str),
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
    let sm3 = || hex::encode(Sm3::digest(bytes));
    let mut stated: Vec<(String, String, String)> = Vec::new();
    for (suffix, is) in [(".sha256", digest.to_owned()), (".sm3", sm3())] {
        let file = format!("{name}{suffix}");
        match beside(what, folder, &file, CHECKSUM_BYTES)? {
            None => {}
            Some(Err(wrong)) => return Ok(Err(wrong)),
            Some(Ok(text)) => {
                let text = String::from_utf8_lossy(&text).into_owned();
                // As `sha256sum` writes it: the digits, then the name.
                let digits = text.split_whitespace().next().unwrap_or_default();
                stated.push((file, digits.to_lowercase(), is));
            }
        }
    }
    let within = [
        (&manifest.sha256, digest.to_owned()),
        (
            &manifest.sm3,
            manifest.sm3.as_ref().map_or_else(String::new, |_| sm3()),
        ),
    ];
    for (said, is) in within {
        if let Some(said) = said {
            stated.push((manifest_name.clone(), said.to_lowercase(), is));
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

/// SHA-256 of a content, 64 hex digits.
pub(super) fn digest(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}
