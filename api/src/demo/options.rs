use std::net::SocketAddr;
use std::path::PathBuf;

use chrono::NaiveDate;

use super::folder::Folder;
use super::place::PLACES;
use crate::config::Config;

/// What demo is wanted.
#[derive(Clone, Debug)]
pub struct DemoOptions {
    /// Address of the API, on loopback.
    pub listen: SocketAddr,
    /// The folder that holds it.
    pub folder: PathBuf,
    /// The day on which it takes place.
    pub today: NaiveDate,
    /// How many projects a new folder gets, where that was said.
    pub projects: Option<usize>,
    /// Whether the tour may use colours.
    pub colours: bool,
}

impl DemoOptions {
    /// How many projects a new folder gets unless something else is said.
    pub const PROJECTS: usize = 300;

    /// The settings of the demo's hub, without its outside systems, whose addresses are not known
    /// before they run.
    #[must_use]
    pub fn config(&self) -> Config {
        let folder = Folder::at(&self.folder);
        let mut config = Config::default();
        config.server.listen = self.listen;
        config.server.today = Some(self.today);
        config.database.url = format!("sqlite://{}", folder.database().display());
        config.auth.keys = folder.development_key().display().to_string();
        config.auth.allow_development_key = true;
        config.ledger.key_file = folder.ledger_key();
        config.documents.folder = folder.documents();
        config.connectors.allow_private_networks = true;
        config.connectors.follow_today = true;
        config.jurisdictions = PLACES.iter().map(super::place::Place::config).collect();
        "warn".clone_into(&mut config.log.filter);
        config
    }
}
