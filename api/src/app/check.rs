use shuniu_hub::connectors::Failure;
use shuniu_hub::law::{Law, LawError};
use shuniu_hub::policy::calendar::Calendars;
use shuniu_hub::policy::pack::Packs;
use shuniu_hub::seal::SoftwareSeal;

use super::open::contents;
use super::{connect, outside_clock};
use crate::config::{Config, ConfigError};

/// The law that the settings name, checked with everything else that a hub must have: the law of
/// each jurisdiction, the jurisdiction of each connector, the ledger's key, the document store. Reads files; opens no
/// database, asks nobody and writes nothing.
///
/// # Errors
///
/// Everything that is wrong, each with its place and key.
pub fn check(config: &Config) -> Result<Law, Vec<ConfigError>> {
    let mut wrong = Vec::new();
    let law = law(config).unwrap_or_else(|error| {
        wrong.push(error);
        Law::shipped()
    });
    for (index, jurisdiction) in config.jurisdictions.iter().enumerate() {
        let at = |key: &str, message: String| {
            ConfigError::value(format!("jurisdictions[{index}].{key}"), message)
        };
        match jurisdiction.setup().map(|setup| law.of(&setup)) {
            Err(error) => wrong.push(error),
            Ok(Err(error)) => wrong.push(at(key_of(&error), format!("cannot stand: {error}"))),
            Ok(Ok(_)) => {}
        }
    }
    for (index, instance) in config.connectors.instances.iter().enumerate() {
        let code = &instance.jurisdiction;
        if instance.enabled && !config.jurisdictions.iter().any(|one| one.region == *code) {
            wrong.push(ConfigError::value(
                format!("connectors.instances[{index}].jurisdiction"),
                format!("is {code}, which `[[jurisdictions]]` does not set up"),
            ));
        }
    }
    wrong.extend(ledger_key(config).err());
    wrong.extend(contents(config).err());
    if wrong.is_empty() {
        return Ok(law);
    }
    let origin = &config.origin;
    Err(wrong.into_iter().map(|error| error.at(origin)).collect())
}

/// The enabled connectors that cannot work as they are set up, each with its place. A hub runs
/// without them and shows why.
#[must_use]
pub fn unusable_connectors(config: &Config) -> Vec<(String, Failure)> {
    let clock = outside_clock(config);
    // Packs that cannot be read are told of by `check`.
    let law = law(config).unwrap_or_else(|_| Law::shipped());
    let vocabulary = law.vocabulary();
    let instances = config.connectors.instances.iter().enumerate();
    let enabled = instances.filter(|(_, one)| one.enabled);
    enabled
        .filter_map(|(index, instance)| {
            let failure = connect(config, instance, &vocabulary, &clock).err()?;
            let key = format!("connectors.instances[{index}]");
            Some((config.origin.of(&key).to_owned(), failure))
        })
        .collect()
}

/// The packs and calendars inside the binary, and those of `policy.packs_dir` and
/// `policy.calendars_dir` beside them.
///
/// # Errors
///
/// [`ConfigError`] when one of the folders holds what cannot be read.
pub fn law(config: &Config) -> Result<Law, ConfigError> {
    let mut packs = Packs::shipped().clone();
    if let Some(folder) = &config.policy.packs_dir {
        packs = packs.with_folder(folder).map_err(|error| {
            let message = format!("names {}: {error}", folder.display());
            ConfigError::value("policy.packs_dir", message)
        })?;
    }
    let mut calendars = Calendars::shipped();
    if let Some(folder) = &config.policy.calendars_dir {
        calendars = calendars.with_folder(folder).map_err(|error| {
            let message = format!("names {}: {error}", folder.display());
            ConfigError::value("policy.calendars_dir", message)
        })?;
    }
    Ok(Law::new(packs, calendars))
}

fn key_of(error: &LawError) -> &'static str {
    match error {
        LawError::NoPack { .. } | LawError::Calendar { .. } => "packs",
        LawError::NoDate { .. } => "effective_on",
        LawError::NoSetting { .. } => "settings",
        LawError::Precedence { .. } => "precedence",
    }
}

/// A key that is there must be one; one that is not is made later, where its folder allows.
fn ledger_key(config: &Config) -> Result<(), ConfigError> {
    let path = &config.ledger.key_file;
    let wrong = |message| Err(ConfigError::value("ledger.key_file", message));
    if path.exists() {
        return match SoftwareSeal::from_file(path) {
            Ok(_) => Ok(()),
            Err(error) => wrong(format!("cannot be used: {error}")),
        };
    }
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() && !folder.is_dir() => wrong(format!(
            "is to be made in {}, which is no folder",
            folder.display()
        )),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use shuniu_hub::connectors::trading_centre;

    use super::*;
    use crate::config::load_from;

    /// What is wrong with a hub whose trading centre is read by this mapping.
    fn wrong(mapping: &str) -> Vec<String> {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("agency.toml");
        std::fs::write(&file, mapping).unwrap();
        let settings = format!(
            "[[connectors.instances]]\nid = \"a\"\nsystem = \"trading_centre\"\n\
             jurisdiction = \"320902\"\nbase_url = \"https://trade.example.gov.cn\"\n\
             mapping_file = {:?}\n",
            file.display().to_string()
        );
        let config = load_from("hub.toml", &settings, std::iter::empty()).unwrap();
        let unusable = unusable_connectors(&config).into_iter();
        unusable
            .map(|(place, failure)| format!("{place}{failure}"))
            .collect()
    }

    #[test]
    fn a_mapping_with_a_word_that_no_pack_knows_cannot_work() {
        let shipped = trading_centre::MAPPING;
        assert_eq!(wrong(shipped), [""; 0]);
        let said = wrong(&shipped.replace("\"contract_signed\"", "\"contract_sign\""));
        assert_eq!(said.len(), 1);
        for part in [
            "hub.toml:1: ",
            "connector a: trading_centre: ",
            "agency.toml, line ",
            "did you mean \"contract_signed\"?",
        ] {
            assert!(said[0].contains(part), "{said:?}");
        }
        let pack = "\"procurement_law\"\npath = \"/LAW\"\nkind = \"text\"\n\n\
                    [[streams.tenders.facts]]\nname = \"budget_yuan\"";
        assert_eq!(
            wrong(&shipped.replacen("\"budget_yuan\"", pack, 1)),
            [""; 0]
        );
    }
}
