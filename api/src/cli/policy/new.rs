//! `shuniu policy new`.

use std::path::PathBuf;

use anyhow::anyhow;
use clap::Args;
use serde::Serialize;
use shuniu_hub::policy::{
    Packs,
    template::{PackTemplate, TemplateError},
};

use crate::cli::{CommandError, Output};

/// Arguments of `policy new`.
#[derive(Debug, Args)]
pub struct NewArguments {
    /// The pack's id, which becomes the name of its folder.
    pub id: String,
    /// The division code of the place, six digits (GB/T 2260).
    #[arg(long, value_name = "CODE")]
    pub region: String,
    /// The regulation's title, as printed.
    #[arg(long)]
    pub title: String,
    /// Its title in English.
    #[arg(long)]
    pub title_en: Option<String>,
    /// national, province, prefecture, district or county.
    #[arg(long, default_value = "county")]
    pub level: String,
    /// The folder to write it in; without one, the current one.
    #[arg(long, default_value = ".")]
    pub dir: PathBuf,
}

pub(super) fn run(arguments: &NewArguments, output: &mut Output) -> Result<(), CommandError> {
    let NewArguments {
        id,
        region,
        title,
        title_en,
        level,
        dir,
    } = arguments;
    if Packs::shipped().get(id).is_some() {
        return Err(CommandError::usage(anyhow!(
            "the pack `{id}` is built in; give another id, or copy its folder to change it"
        )));
    }
    let template = PackTemplate::new(id, region, level, title, title_en.as_deref());
    let template = template.map_err(refused)?;
    let folder = template.write_in(dir).map_err(refused)?;
    let files = template.files().map_err(refused)?;
    let written = Written {
        pack: id,
        folder: folder.display().to_string(),
        files: files.iter().map(|(path, _)| *path).collect(),
    };
    if output.is_json() {
        return output.value(&written);
    }
    let Written { folder, files, .. } = &written;
    for file in files {
        output.line(&format!("wrote {folder}/{file}"))?;
    }
    let dir = dir.display();
    output.line(&format!(
        "next: shuniu policy lint {folder}; shuniu policy check --packs {dir} {folder}/cases"
    ))
}

/// What the caller can mend by other words is wrong use.
fn refused(error: TemplateError) -> CommandError {
    match error {
        TemplateError::Io { .. } => CommandError::failed(error),
        _ => CommandError::usage(error),
    }
}

/// What was written, for scripts.
#[derive(Serialize)]
struct Written<'a> {
    pack: &'a str,
    folder: String,
    files: Vec<&'a str>,
}
