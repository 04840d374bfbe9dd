//! `shuniu sandbox --transport drop` and `--transport exchange`: a system that delivers files or
//! fills staging tables. It delivers and ends; what it laid stays.

use std::path::Path;

use anyhow::anyhow;
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use shuniu_hub::connectors::contract::System;
use shuniu_hub::connectors::seed::World;
use shuniu_hub::connectors::transport::layout::Layout;
use shuniu_hub::connectors::transport::sandbox::{deliver, fill};

use super::runtime::block_on;
use super::sandbox::{SandboxArguments, Transport, place};
use super::{CommandError, Output, connector};

pub(super) fn run(
    arguments: &SandboxArguments,
    world: &World,
    output: &mut Output,
) -> Result<(), CommandError> {
    let ([name], Some(data)) = (arguments.name.as_slice(), &arguments.data) else {
        let problem = "--transport drop and exchange take one system and --data: the folder, or \
                       the SQLite file or address of the exchange database";
        return Err(CommandError::usage(anyhow!(problem)));
    };
    let layout = connector::layout(name, None, None)?;
    let day = evening(arguments.today);
    let settings = if arguments.transport == Transport::Drop {
        laid(arguments, (data, day), world, &layout, output)?
    } else {
        filled(arguments, (data, day), world, &layout, output)?
    };
    output.note(&format!(
        "\n# To connect a hub, add this to its settings (deploy/shuniu.default.toml):\n\
         [[connectors.instances]]\nid = \"sandbox-{name}\"\nsystem = \"{name}\"\n\
         jurisdiction = \"{}\"    # one of your [[jurisdictions]]\n{settings}",
        place(arguments)
    ));
    Ok(())
}

fn laid(
    arguments: &SandboxArguments,
    (folder, day): (&Path, DateTime<Utc>),
    world: &World,
    layout: &Layout,
    output: &mut Output,
) -> Result<String, CommandError> {
    let records = world.of_system(&System::new(arguments.name[0].clone()));
    let files = deliver(folder, layout, &records, day, &arguments.fault);
    let files = files.map_err(CommandError::failed)?;
    for file in &files {
        output.line(&format!("laid {}", file.display()))?;
    }
    let folder = std::path::absolute(folder).map_err(CommandError::failed)?;
    let folder = folder.display();
    Ok(format!(
        "[connectors.instances.drop]\nfolder = \"{folder}\"\nready = \"marker\"\n"
    ))
}

fn filled(
    arguments: &SandboxArguments,
    (data, day): (&Path, DateTime<Utc>),
    world: &World,
    layout: &Layout,
    output: &mut Output,
) -> Result<String, CommandError> {
    let records = world.of_system(&System::new(arguments.name[0].clone()));
    let data = data.display().to_string();
    let url = if data.contains("://") {
        data
    } else {
        let path = std::path::absolute(data).map_err(CommandError::failed)?;
        format!("sqlite://{}", path.display())
    };
    let batch = day.format("%Y%m%d-001").to_string();
    let made = block_on(fill(
        &url,
        layout,
        &records,
        (&batch, day),
        &arguments.fault,
    ))?;
    let shown = shown(&url);
    let state = match made.map_err(CommandError::failed)? {
        true => format!("filled {shown} with batch {batch}"),
        false => format!("left {shown} as it is: its tables are there already"),
    };
    output.line(&state)?;
    Ok(format!(
        "[connectors.instances.exchange]\nurl = \"{shown}\"\n"
    ))
}

/// An address, without the password where it has one.
fn shown(url: &str) -> String {
    let login = url
        .split_once("://")
        .and_then(|(_, rest)| rest.rsplit_once('@'));
    match login {
        Some((login, _)) if login.contains(':') => crate::secret::mask_url(url),
        _ => url.to_owned(),
    }
}

/// Six in the evening there, when such deliveries are made.
fn evening(day: NaiveDate) -> DateTime<Utc> {
    let ten = NaiveTime::from_hms_opt(10, 0, 0).expect("ten o'clock is a time");
    day.and_time(ten).and_utc()
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn a_password_is_masked_and_an_address_without_one_is_left() {
        for url in ["sqlite:///srv/x.sqlite", "postgres://hub@db/x"] {
            assert_eq!(shown(url), url);
        }
        let masked = shown("postgres://hub:hunter2@db/x");
        assert!(!masked.contains("hunter2"), "{masked}");
    }
}
