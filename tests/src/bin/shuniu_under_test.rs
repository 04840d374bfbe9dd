//! Does what `shuniu sync` does, watched by a probe that ends the process with SIGKILL at the
//! statement that the environment names.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result};
use shuniu_hub::Hub;
use shuniu_hub::clock::PinnedDay;
use shuniu_hub::db::{Database, DatabaseOptions};
use shuniu_hub::law::Law;
use shuniu_hub::seal::SoftwareSeal;
use shuniu_tests::journey::today;
use shuniu_tests::outside::{Addresses, read_all};
use shuniu_tests::probe::Killer;

#[tokio::main]
async fn main() -> Result<()> {
    let killer = Arc::new(Killer::from_environment()?);
    let addresses = Addresses {
        approval: setting("SHUNIU_APPROVAL")?,
        trading: setting("SHUNIU_TRADING")?,
    };
    let options = DatabaseOptions {
        max_connections: 4,
        ..DatabaseOptions::default()
    };
    let database = Database::open(&setting("SHUNIU_DATABASE")?, &options)
        .await?
        .watched_by(killer);
    let seal = SoftwareSeal::from_file(Path::new(&setting("SHUNIU_LEDGER_KEY")?))?;
    let hub = Hub::new(
        database,
        Arc::new(PinnedDay::new(today())),
        Arc::new(seal),
        Law::shipped(),
    );
    read_all(&hub, &addresses).await.map(|_| ())
}

fn setting(name: &str) -> Result<String> {
    std::env::var(name).with_context(|| format!("{name} is not set"))
}
