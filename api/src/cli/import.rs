//! `shuniu import`.

use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, anyhow};
use clap::Args;
use shuniu_hub::Hub;
use shuniu_hub::access::{Caller, Role};
use shuniu_hub::import::{Answer, ImportError, Imported, Kind, Order};
use shuniu_hub::policy::RegionCode;
use uuid::Uuid;

use super::runtime::{Settings, block_on};
use super::{CommandError, Launch, Output};
use crate::app;

/// Arguments of `import`.
#[derive(Debug, Args)]
pub struct ImportArguments {
    /// The ledger: .xlsx, text separated by comma, semicolon or tab (UTF-8 or GB18030), or JSON
    /// lines: on each an object whose keys are headings.
    pub file: PathBuf,
    /// What its rows are: projects, contracts, payments, budget_quotas, allocations, assets,
    /// events or documents.
    #[arg(long)]
    pub kind: Kind,
    /// Whose ledger it is, by region code; needless where only one place is set up.
    #[arg(long)]
    pub jurisdiction: Option<String>,
    /// The sheet to be read, where not the first that fits.
    #[arg(long)]
    pub sheet: Option<String>,
    /// Do everything, and leave no trace.
    #[arg(long)]
    pub dry_run: bool,
    /// Write the ledger with what became of each row beside it (.xlsx), to a file that is not there
    /// yet.
    #[arg(long)]
    pub annotated: Option<PathBuf>,
    /// Which settings.
    #[command(flatten)]
    pub settings: Settings,
}

pub(super) fn run(
    arguments: &ImportArguments,
    launch: &Launch,
    output: &mut Output,
) -> Result<(), CommandError> {
    let config = arguments.settings.load()?;
    let path = &arguments.file;
    if let Some(copy) = &arguments.annotated {
        check_target(path, copy)?;
    }
    let most = config.limits.import.file_bytes as u64;
    let length = std::fs::metadata(path)
        .with_context(|| format!("reading {}", path.display()))
        .map_err(CommandError::Usage)?
        .len();
    if length > most {
        return Err(CommandError::failed(anyhow!(
            "{} has {length} bytes; at most {most} are read (limits.import.file_bytes): split it",
            path.display()
        )));
    }
    let bytes = std::fs::read(path)
        .with_context(|| format!("reading {}", path.display()))
        .map_err(CommandError::Usage)?;
    let order = Order {
        bytes: Arc::from(bytes),
        kind: arguments.kind,
        sheet: arguments.sheet.clone(),
        dry_run: arguments.dry_run,
    };
    let imported = block_on(async {
        if arguments.dry_run {
            let rehearsal = app::open_for_rehearsal(&config)
                .await
                .map_err(CommandError::Failed)?;
            if rehearsal.is_empty() {
                output.note(
                    "note: the database holds nothing yet; this is how an empty hub would take it",
                );
            }
            return take_in(&rehearsal.opened.hub, arguments, order).await;
        }
        let opened = app::open_with(&config, launch.probe.clone())
            .await
            .map_err(CommandError::Failed)?;
        take_in(&opened.hub, arguments, order).await
    })??;
    if let Some(path) = &arguments.annotated {
        let bytes = imported.annotated().map_err(CommandError::failed)?;
        // Whatever came to stand there in the meantime stays.
        File::create_new(path)
            .and_then(|mut file| file.write_all(&bytes))
            .with_context(|| format!("writing {}", path.display()))
            .map_err(CommandError::Failed)?;
    }
    tell(&imported, output)
}

/// A clerk's file is never written over, least of all the ledger itself.
fn check_target(ledger: &Path, copy: &Path) -> Result<(), CommandError> {
    if std::fs::symlink_metadata(copy).is_err() {
        return Ok(());
    }
    let same = matches!(
        (ledger.canonicalize(), copy.canonicalize()),
        (Ok(ledger), Ok(copy)) if ledger == copy
    );
    let (zh, en) = if same {
        ("就是要导入的台账", "is the ledger itself")
    } else {
        (
            "已存在，不会覆盖",
            "is there already and is not written over",
        )
    };
    let name = copy.display();
    Err(CommandError::usage(anyhow!(
        "--annotated {name} {en}; choose another name\n--annotated {name} {zh}；请换一个文件名"
    )))
}

async fn take_in(
    hub: &Hub,
    arguments: &ImportArguments,
    order: Order,
) -> Result<Imported, CommandError> {
    let (place, region) = place(hub, arguments.jurisdiction.as_deref())?;
    let operator = operator("import", region);
    hub.import(&operator, place, order)
        .await
        .map_err(|error| match error {
            ImportError::File(problem) => {
                CommandError::failed(anyhow!("{}\n{}", problem.text.en, problem.text.zh))
            }
            other => CommandError::failed(other),
        })
}

/// Whoever works on the machine itself, as the ledger names them.
pub(super) fn operator(command: &str, region: RegionCode) -> Caller {
    Caller {
        subject: format!("operator:{command}"),
        role: Role::Admin,
        body: None,
        jurisdictions: vec![region],
        organization: None,
        expires_at: None,
    }
}

/// The place that is meant: the one named, or the only one.
pub(super) fn place(hub: &Hub, named: Option<&str>) -> Result<(Uuid, RegionCode), CommandError> {
    let known = hub.known_jurisdictions();
    let codes = || {
        let codes: Vec<&str> = known.iter().map(|one| one.setup.region.as_str()).collect();
        codes.join(", ")
    };
    let fits = |region: &str| named.is_none_or(|named| named == region);
    let mut fitting = known.iter().filter(|one| fits(one.setup.region.as_str()));
    match (fitting.next(), fitting.next()) {
        (Some(one), None) => Ok((one.id, one.setup.region)),
        (Some(_), Some(_)) => Err(CommandError::usage(anyhow!(
            "say whose ledger it is by --jurisdiction, one of {}",
            codes()
        ))),
        (None, _) if known.is_empty() => Err(CommandError::usage(anyhow!(
            "no place is set up; name a settings file with [[jurisdictions]] by --config"
        ))),
        (None, _) => Err(CommandError::usage(anyhow!(
            "jurisdiction {} is not set up; known: {}",
            named.unwrap_or_default(),
            codes()
        ))),
    }
}

fn tell(imported: &Imported, output: &mut Output) -> Result<(), CommandError> {
    if output.is_json() {
        output.value(imported)?;
    } else {
        for answer in &imported.rows {
            if let Some(line) = line(answer) {
                output.line(&line)?;
            }
        }
        if !imported.left_out.is_empty() {
            output.line(&format!("未识别的列：{}", imported.left_out.join("、")))?;
        }
        if !imported.unread_sheets.is_empty() {
            let sheets = imported.unread_sheets.iter().map(ToString::to_string);
            let sheets = sheets.collect::<Vec<String>>().join("、");
            output.line(&format!(
                "未读取的工作表：{sheets}（用 --sheet 指定；隐藏的须先取消隐藏）"
            ))?;
        }
        output.line(&sum(imported))?;
    }
    match imported.to_be_mended {
        0 => Ok(()),
        many => Err(CommandError::failed(anyhow!(
            "{many} rows have to be mended; mend them and import the file again: what is in \
             already stays as it is"
        ))),
    }
}

/// A row with something to be said of it.
fn line(answer: &Answer) -> Option<String> {
    if answer.troubles.is_empty() && answer.remarks.is_empty() && !answer.fate.is_to_be_mended() {
        return None;
    }
    let troubles = answer.troubles.iter().map(|one| {
        let place = one.heading.as_ref().map(|heading| {
            let column = one.column.as_deref().unwrap_or("-");
            format!("{column} 列“{heading}”：")
        });
        let place = place.unwrap_or_default();
        format!("{place}{}；{}", one.text.zh, one.mend.zh)
    });
    let remarks = answer.remarks.iter().map(|one| {
        let place = one.heading.as_ref();
        let place = place.map(|heading| format!("“{heading}”："));
        format!("{}{}", place.unwrap_or_default(), one.text.zh)
    });
    let all: Vec<String> = troubles.chain(remarks).collect();
    let (row, fate) = (answer.row, answer.fate.zh());
    Some(format!("第 {row} 行 {fate}：{}", all.join("；")))
}

fn sum(imported: &Imported) -> String {
    let counts = &imported.counts;
    let trial = if imported.dry_run {
        "（试运行，未写入）"
    } else {
        ""
    };
    format!(
        "{}{trial}: {} received, {} merged, {} unchanged, {} for review, {} set aside, {} refused, \
         {} to be mended",
        imported.kind,
        counts.received,
        counts.merged,
        counts.unchanged,
        counts.unmatched,
        counts.quarantined,
        counts.refused,
        imported.to_be_mended
    )
}
