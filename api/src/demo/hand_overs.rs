use std::collections::BTreeMap;
use std::sync::Arc;

use anyhow::{Context, Result};
use shuniu_hub::Hub;
use shuniu_hub::command::{Command, RecordAsset, Submission};
use shuniu_hub::connectors::Clock;
use shuniu_hub::connectors::seed::{AttestedProject, OwnedAsset};
use shuniu_hub::query::Key;
use shuniu_hub::sync::{Ask, HandOverProject};

use super::people::bureau;
use super::sandboxes::Sandboxes;
use super::summary::HandedOver;

/// The people of all places with what they hand over to outside systems.
pub(super) struct HandOvers<'a> {
    pub(super) hub: &'a Hub,
    pub(super) sandboxes: &'a Sandboxes,
    pub(super) clock: &'a Arc<dyn Clock>,
    pub(super) declared: &'a BTreeMap<String, Key>,
}

impl HandOvers<'_> {
    /// Enters projects in the municipal system and has assets registered. All cards are decided
    /// on at once but those of the last project, whose receipts come while the hub serves.
    pub(super) async fn carry_out(&self, files: &[AttestedProject]) -> Result<HandedOver> {
        let known: Vec<(&AttestedProject, &Key)> = files
            .iter()
            .filter_map(|file| Some((file, self.declared.get(&file.declare_no)?)))
            .collect();
        let last = known.iter().rposition(|(file, _)| !file.assets.is_empty());
        self.sandboxes.decide_cards_after(0, self.clock).await?;
        for (at, (file, key)) in known.iter().enumerate() {
            if file.to_register {
                self.hand_over(file, key, "registration", Ask::ProjectRegistration)
                    .await?;
            }
            if Some(at) != last {
                self.register(file, key).await?;
            }
        }
        let mut told = HandedOver::default();
        self.deliver(&mut told).await?;
        self.sandboxes.decide_cards_after(2, self.clock).await?;
        if let Some((file, key)) = last.and_then(|at| known.get(at)) {
            self.register(file, key).await?;
        }
        self.deliver(&mut told).await?;
        Ok(told)
    }

    /// Records the assets of a project and hands over their cards.
    async fn register(&self, file: &AttestedProject, key: &Key) -> Result<()> {
        for (number, asset) in file.assets.iter().enumerate() {
            let recorded = self
                .ask(file, key, &format!("asset {number}"), &record(key, asset))
                .await?;
            let Some(asset) = recorded.record else {
                continue;
            };
            let name = format!("card {number}");
            self.hand_over(file, key, &name, Ask::AssetCard { asset })
                .await?;
        }
        Ok(())
    }

    async fn hand_over(
        &self,
        file: &AttestedProject,
        key: &Key,
        name: &str,
        what: Ask,
    ) -> Result<()> {
        let hand_over = HandOverProject {
            project: key.id,
            expected_version: None,
            what,
        };
        self.ask(file, key, name, &hand_over).await.map(drop)
    }

    /// Asks as the data bureau, under the same key at every start: nothing is done twice.
    async fn ask<C: Command>(
        &self,
        file: &AttestedProject,
        key: &Key,
        name: &str,
        command: &C,
    ) -> Result<C::Outcome> {
        let caller = bureau(file.region);
        let idempotency = format!("demo:{}:{name}", file.declare_no);
        let submission = Submission {
            caller: &caller,
            jurisdiction: key.jurisdiction,
            key: Some(&idempotency),
        };
        let done = self.hub.submit(&submission, command).await;
        done.with_context(|| format!("handing over {name} of {} {}", file.declare_no, file.name))
    }

    /// Delivers until nothing is due any more.
    async fn deliver(&self, told: &mut HandedOver) -> Result<()> {
        loop {
            let round = self.hub.deliver_due().await?;
            if round.is_empty() {
                return Ok(());
            }
            for one in round {
                match one.state {
                    "accepted" => told.accepted += 1,
                    "rejected" => told.rejected += 1,
                    _ => told.waiting += 1,
                }
            }
        }
    }
}

fn record(key: &Key, asset: &OwnedAsset) -> RecordAsset {
    RecordAsset {
        project: key.id,
        expected_version: None,
        kind: asset.kind,
        name: asset.name.clone(),
        category_code: None,
        quantity: Some(asset.quantity),
        original_value: Some(asset.original_value),
        acquired_on: Some(asset.acquired_on),
        contract: None,
    }
}
