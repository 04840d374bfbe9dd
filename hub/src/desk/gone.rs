use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use shuniu_entities::{asset, contract, finding, gate_state, obligation, padded, review, tender};

use super::File;
use super::file::Gone;
use crate::fault::Fault;
use crate::transact::Tx;

/// Most rows that one statement removes, well under either engine's limit of parameters.
const CHUNK: usize = 4096;

/// Removes the rows that are no longer in their files.
pub(super) async fn remove_gone(
    tx: &Tx,
    files: impl Iterator<Item = &mut File> + Send,
) -> Result<(), Fault> {
    let jurisdiction = tx.jurisdiction();
    let mut all = Gone::default();
    let mut single = Vec::new();
    for file in files {
        let gone = std::mem::take(&mut file.gone);
        all.tenders.extend(gone.tenders);
        all.contracts.extend(gone.contracts);
        all.reviews.extend(gone.reviews);
        all.assets.extend(gone.assets);
        all.cards.extend(gone.cards);
        all.obligations.extend(gone.obligations);
        if !gone.findings.is_empty() || !gone.gates.is_empty() {
            single.push((file.id(), gone.findings, gone.gates));
        }
    }
    macro_rules! remove {
        ($($table:ident => $field:ident),+ $(,)?) => {
            $(for few in all.$field.chunks(CHUNK) {
                $table::Entity::delete_many()
                    .filter($table::Column::JurisdictionId.eq(jurisdiction))
                    .filter($table::Column::Id.is_in(padded(few)))
                    .exec(tx.db())
                    .await?;
            })+
        };
    }
    remove! {
        contract => contracts,
        tender => tenders,
        review => reviews,
        asset => assets,
        obligation => obligations,
    }
    if !all.cards.is_empty() {
        asset::Entity::update_many()
            .col_expr(asset::Column::CardNumber, Expr::value(None::<String>))
            .filter(asset::Column::JurisdictionId.eq(jurisdiction))
            .filter(asset::Column::Id.is_in(padded(&all.cards)))
            .exec(tx.db())
            .await?;
    }
    for (project, findings, gates) in single {
        if !findings.is_empty() {
            finding::Entity::delete_many()
                .filter(finding::Column::JurisdictionId.eq(jurisdiction))
                .filter(finding::Column::ProjectId.eq(project))
                .filter(finding::Column::Code.is_in(findings))
                .exec(tx.db())
                .await?;
        }
        if !gates.is_empty() {
            gate_state::Entity::delete_many()
                .filter(gate_state::Column::JurisdictionId.eq(jurisdiction))
                .filter(gate_state::Column::ProjectId.eq(project))
                .filter(gate_state::Column::Gate.is_in(gates))
                .exec(tx.db())
                .await?;
        }
    }
    Ok(())
}
